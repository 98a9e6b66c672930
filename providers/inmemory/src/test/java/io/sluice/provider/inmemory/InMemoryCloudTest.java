package io.sluice.provider.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.traffic.Address;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What can be ordered to go wrong, and what the log of effects then says. */
class InMemoryCloudTest {
    private static final Side EU = new Side("eu");
    private static final Side US = new Side("us");
    private static final Route ROUTE = new Route(
            new RouteRef("memory", "edge"),
            new Address("{\"route\":\"edge\"}"),
            Map.of(EU, new Address("{\"backend\":\"blue\"}"), US, new Address("{\"backend\":\"green\"}")));

    private Instant now = Instant.parse("2026-11-24T22:00:00Z");
    private final InMemoryCloud strict = cloud(true);
    private final InMemoryCloud lax = cloud(false);

    @Test
    void aLostRequestChangesNothing() {
        strict.onNextWrite("edge", new Mishap.LoseRequest());

        assertUnknown(strict, 500);

        assertThat(strict.effects()).isEmpty();
    }

    @Test
    void aLostReplyChangesTheRoute() {
        strict.onNextWrite("edge", new Mishap.LoseReply());

        assertUnknown(strict, 500);

        assertThat(strict.effects())
                .containsExactly(new Effect(now, "edge", Map.of("blue", 19, "green", 1), "r500", "node"));
    }

    @Test
    void aRefusalChangesNothingAndIsServedOnce() {
        strict.onNextWrite("edge", new Mishap.Refuse(new ProviderError.Denied("no")));

        assertThatThrownBy(() -> apply(strict, 500)).hasMessage("denied: no");
        apply(strict, 500);

        assertThat(strict.effects()).hasSize(1);
    }

    @Test
    void aLateWriteLandsAtItsInstantOverWhatCameBetween() {
        lax.onNextWrite("edge", new Mishap.LandLate(Duration.ofSeconds(30)));
        Instant sent = now;
        assertUnknown(lax, 500);
        apply(lax, 100);

        now = now.plusSeconds(40);

        assertThat(lax.state("edge").natives()).isEqualTo(Map.of("blue", 19, "green", 1));
        assertThat(lax.effects()).extracting(Effect::at).containsExactly(sent, sent.plusSeconds(30));
    }

    @Test
    void compareAndSetRefusesALateWriteOnceTheRouteHasMovedOn() {
        strict.onNextWrite("edge", new Mishap.LandLate(Duration.ofSeconds(30)));
        assertUnknown(strict, 500);
        apply(strict, 100);

        now = now.plusSeconds(40);

        assertThat(strict.state("edge").natives()).isEqualTo(Map.of("blue", 99, "green", 1));
        assertThat(strict.somethingOutstanding()).isFalse();
    }

    @Test
    void aWriteDeliveredTwiceUndoesALaterOneUnlessComparedAndSet() {
        for (InMemoryCloud cloud : Set.of(strict, lax)) {
            cloud.onNextWrite("edge", new Mishap.LandTwice(Duration.ofSeconds(30)));
            assertUnknown(cloud, 500);
            apply(cloud, 100);
        }
        now = now.plusSeconds(40);

        assertThat(strict.effects()).hasSize(2);
        assertThat(lax.effects()).hasSize(3);
    }

    @Test
    void requestsFollowTheWeightsUnlessTheyAreToStay() {
        apply(strict, 2_500);
        assertThat(requests()).isEqualTo(Map.of("blue", 1500.0, "green", 500.0));

        strict.trafficStays("edge");
        apply(strict, 5_000);
        assertThat(seen(strict)).isEqualTo(Map.of(EU, 1, US, 1));
        assertThat(requests()).isEqualTo(Map.of("blue", 1500.0, "green", 500.0));

        strict.trafficFollows("edge");
        assertThat(requests()).isEqualTo(Map.of("blue", 1000.0, "green", 1000.0));
    }

    private Map<String, Double> requests() {
        Map<String, Double> requests = new HashMap<>();
        for (String backend : List.of("blue", "green")) {
            if (strict.read("edge", backend, Signal.REQUESTS, new TimeWindow(now, now.plusSeconds(5)))
                    instanceof Reading.Measured(double count)) {
                requests.put(backend, count);
            }
        }
        return requests;
    }

    @Test
    void staleReadsEndByThemselves() {
        strict.staleReads("edge", Duration.ofSeconds(5));
        strict.strangerSets("edge", Map.of("blue", 1, "green", 1));

        assertThat(seen(strict)).isEqualTo(Map.of(EU, 1));
        now = now.plusSeconds(5);
        assertThat(seen(strict)).isEqualTo(Map.of(EU, 1, US, 1));
    }

    @Test
    void aStrangersBackendShowsUnderASideOfItsOwn() {
        strict.strangerSets("edge", Map.of("blue", 1, "purple", 1));
        assertThat(seen(strict)).isEqualTo(Map.of(EU, 1, new Side("backend/purple"), 1));
    }

    private InMemoryCloud cloud(boolean compareAndSet) {
        InMemoryCloud cloud =
                new InMemoryCloud("memory", () -> now, new WeightScale(999), compareAndSet, Duration.ZERO);
        cloud.route("edge", Map.of("blue", 1));
        cloud.backend("green", 3);
        return cloud;
    }

    private static InMemoryProvider open(InMemoryCloud cloud) {
        return new InMemoryProvider(cloud, "node", InMemoryProvider.QUICK);
    }

    private static void apply(InMemoryCloud cloud, int basisPoints) {
        String revision = Long.toString(cloud.state("edge").revision());
        open(cloud)
                .traffic()
                .apply(new WeightChange(ROUTE, Weights.of(US, basisPoints, EU), revision, "r" + basisPoints));
    }

    private static void assertUnknown(InMemoryCloud cloud, int basisPoints) {
        assertThatThrownBy(() -> apply(cloud, basisPoints))
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.error()).isInstanceOf(ProviderError.Unknown.class));
    }

    private static Map<Side, Integer> seen(InMemoryCloud cloud) {
        return open(cloud).traffic().observe(Set.of(ROUTE)).get(ROUTE) instanceof Sight.Seen(var route)
                ? route.natives()
                : Map.of();
    }
}
