package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.resourcemanager.trafficmanager.fluent.models.EndpointInner;
import com.azure.resourcemanager.trafficmanager.models.AlwaysServe;
import com.azure.resourcemanager.trafficmanager.models.EndpointStatus;
import com.azure.resourcemanager.trafficmanager.models.ProfileStatus;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is Traffic Manager's own: one write for all, weight 0 that is none, and health that is not always known. */
class TrafficManagerRoutesTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final TrafficManagerFixture cloud = new TrafficManagerFixture();
    private final TrafficProvider provider = cloud.provider();
    private final Route route = cloud.route();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void aChangeIsOneWriteOfTheWholeProfileAndLooksNoSecondTime() throws Exception {
        ObservedRoute before = seen(route);
        int asked = cloud.relay().exchanges().size();

        provider.apply(new WeightChange(route, Weights.of(RIGHT, 500, LEFT), before.revision(), "one"));

        assertThat(ArmRelay.calls(cloud.relay())
                        .subList(asked, ArmRelay.calls(cloud.relay()).size()))
                .containsExactly("PUT portal-tm");
        JsonNode sent = JSON.readTree(cloud.relay().exchanges().getLast().body());
        assertThat(sent.at("/properties/endpoints/0/properties/weight").asInt()).isEqualTo(19);
        assertThat(sent.at("/properties/endpoints/1/properties/weight").asInt()).isEqualTo(1);
        assertThat(sent.at("/properties/endpoints/1/properties/endpointStatus").asText())
                .isEqualTo("Enabled");
        assertThat(sent.toString()).doesNotContain("onitorStatus");
    }

    @Test
    void whatAProbeProvesItselfWithIsPutBackAsItIsNowSinceNoSnapshotHoldsIt() {
        String secret = cloud.plantSecret(route).orElseThrow();
        String before = cloud.elsewhere(route);
        Snapshot snapshot = provider.snapshot(route);
        assertThat(snapshot.content()).contains("x-probe-token").doesNotContain(secret);
        cloud.strangerChangesElsewhere(route);

        provider.restore(new Restoration(route, snapshot, true, Set.of(), "one"));

        assertThat(cloud.elsewhere(route)).isEqualTo(before).contains("\"hunter2\"", "\"hunter2-eu\"");
    }

    @Test
    void aHeaderOfAnEndpointThatWasTakenOutComesBackWithoutItForItsValueIsGone() {
        assertThat(cloud.plantSecret(route)).isPresent();
        Snapshot snapshot = provider.snapshot(route);
        cloud.change(
                route,
                profile ->
                        profile.endpoints().removeIf(endpoint -> endpoint.name().equals("eu")));

        provider.restore(new Restoration(route, snapshot, false, Set.of(), "one"));

        assertThat(cloud.natives(route).get(LEFT)).isPositive();
        assertThat(cloud.elsewhere(route)).contains("\"hunter2\"").doesNotContain("\"hunter2-eu\"");
    }

    @Test
    void row14ASideAtZeroIsDisabledAndKeepsTheWeightThatNobodyCounts() {
        set(Map.of(LEFT, 1, RIGHT, 7));

        provider.apply(new WeightChange(route, Weights.allTo(LEFT), seen(route).revision(), "one"));

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 1, RIGHT, 0));
        cloud.change(route, profile -> {
            EndpointInner us = profile.endpoints().get(1);
            assertThat(us.endpointStatus()).isEqualTo(EndpointStatus.DISABLED);
            assertThat(us.weight()).isEqualTo(7);
        });
    }

    @Test
    void whatSettlesItIsHowLongResolversMayKeepAnAnswer() {
        assertThat(seen(route).settle()).isEqualTo(Duration.ofSeconds(2));

        cloud.strangerChangesElsewhere(route);

        assertThat(seen(route).settle()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void row19AProfileThatRoutesOtherwiseIsRefusedByTheNameOfItsMethod() {
        assertThat(unseen(cloud.weightless()))
                .isInstanceOf(ProviderError.Invalid.class)
                .extracting(ProviderError::detail)
                .asString()
                .contains("Performance", "Weighted");
    }

    @Test
    void aSplitThatAlreadyIsAsWantedIsNotWritten() {
        provider.apply(new WeightChange(route, Weights.allTo(LEFT), "any", "one"));

        assertThat(ArmRelay.calls(cloud.relay())).containsExactly("GET portal-tm");
    }

    @Test
    void aWriteWithoutAnAnswerIsSentOnceOnly() {
        String revision = seen(route).revision();
        cloud.onNextWrite(route, Trouble.NO_ANSWER);

        assertThatThrownBy(() -> provider.apply(new WeightChange(route, Weights.allTo(RIGHT), revision, "one")))
                .hasMessageStartingWith("unknown: ");

        assertThat(ArmRelay.calls(cloud.relay())).containsOnlyOnce("PUT portal-tm");
        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 0, RIGHT, 1));
    }

    @Test
    void manyRoutesOnOneProfileAreOneCall() {
        Route again = new Route(new RouteRef("azure", "again"), route.address(), route.backends());

        assertThat(provider.observe(Set.of(route, again))).hasSize(2);

        assertThat(ArmRelay.calls(cloud.relay())).containsExactly("GET portal-tm");
    }

    @Test
    void openingAsksNobody() {
        assertThat(ArmRelay.calls(cloud.relay())).isEmpty();
    }

    @Test
    void theEndpointThatSomebodyTookOutComesBackWithTheBaseline() {
        Snapshot snapshot = provider.snapshot(route);
        cloud.change(route, profile -> profile.endpoints().removeFirst());
        cloud.strangerSets(route, Map.of(RIGHT, 1));
        assertThat(unseen(route)).isInstanceOf(ProviderError.NotFound.class);

        provider.restore(new Restoration(route, snapshot, false, Set.of(), "one"));

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 1, RIGHT, 0));
    }

    @Test
    void nobodyIsEvictedWhoHasAllTheTraffic() {
        Snapshot snapshot = provider.snapshot(route);

        assertThatThrownBy(() -> provider.restore(new Restoration(route, snapshot, false, Set.of(LEFT), "one")))
                .hasMessageStartingWith("invalid: ");

        assertThat(ArmRelay.calls(cloud.relay())).doesNotContain("PUT portal-tm");
    }

    @Test
    void withAllEndpointsDisabledThereIsNoSplit() {
        cloud.change(
                route, profile -> profile.endpoints().forEach(one -> one.withEndpointStatus(EndpointStatus.DISABLED)));

        assertThat(unseen(route)).isInstanceOf(ProviderError.Invalid.class);
    }

    @Test
    void healthIsKeptOnlyWhileEveryEndpointOfThePlanIsProbed() {
        assertThat(seen(route).traits().signals()).isEmpty();

        set(Map.of(LEFT, 1, RIGHT, 1));
        assertThat(seen(route).traits().signals()).containsExactly(Signal.HEALTHY_TARGETS);

        cloud.change(route, profile -> profile.endpoints().getFirst().withAlwaysServe(AlwaysServe.ENABLED));
        assertThat(seen(route).traits().signals()).isEmpty();
    }

    @Test
    void onlyOnlineCountsAsATargetAndWhatIsNotProbedIsNotKnown() {
        assertThat(awaitHealth(LEFT, Reading.Measured.class)).isEqualTo(new Reading.Measured(1));
        assertThat(health(RIGHT))
                .isEqualTo(new Reading.Missing("us is disabled, and Traffic Manager does not probe it"));

        set(Map.of(LEFT, 1, RIGHT, 1));
        assertThat(health(RIGHT)).isEqualTo(new Reading.Missing("us has not been probed yet"));
        assertThat(awaitHealth(RIGHT, Reading.Measured.class)).isEqualTo(new Reading.Measured(1));

        cloud.sandbox().client().backends(AzureWorld.PORTAL_TM_US, "{\"healthy\": false}");
        assertThat(health(RIGHT)).isEqualTo(new Reading.Measured(0));

        cloud.change(route, profile -> profile.endpoints().getLast().withAlwaysServe(AlwaysServe.ENABLED));
        assertThat(health(RIGHT)).isInstanceOf(Reading.Missing.class);

        cloud.change(route, profile -> profile.withProfileStatus(ProfileStatus.DISABLED));
        assertThat(health(LEFT)).isEqualTo(new Reading.Measured(0));
    }

    /** No requests, no errors, no latency: a gate on one of them is refused by these words at submission. */
    @Test
    void nameServersMeasureNoTraffic() {
        set(Map.of(LEFT, 1, RIGHT, 1));

        for (Signal signal : EnumSet.complementOf(EnumSet.of(Signal.HEALTHY_TARGETS))) {
            assertThat(seen(route).traits().signals()).doesNotContain(signal);
            assertThat(read(LEFT, signal)).isInstanceOf(Reading.Missing.class);
        }
        assertThat(seen(route).traits().kind()).isEqualTo("a Traffic Manager profile");
    }

    @Test
    void aSourceThatCannotBeAskedFails() {
        cloud.onNextLook(route, Trouble.THROTTLED);

        assertThatThrownBy(() -> read(LEFT, Signal.HEALTHY_TARGETS)).hasMessageStartingWith("throttled: ");
    }

    private void set(Map<Side, Integer> natives) {
        cloud.strangerSets(route, natives);
    }

    private Reading health(Side side) {
        return read(side, Signal.HEALTHY_TARGETS);
    }

    private Reading awaitHealth(Side side, Class<? extends Reading> kind) {
        long deadline = System.nanoTime() + cloud.patience().toNanos();
        Reading reading = health(side);
        while (!kind.isInstance(reading) && System.nanoTime() - deadline < 0) {
            reading = health(side);
        }
        return reading;
    }

    private Reading read(Side side, Signal signal) {
        Instant now = Instant.parse("2026-11-24T22:00:00Z");
        return cloud.opened()
                .signals()
                .read(List.of(
                        new SignalQuery(route, Optional.of(side), signal, new TimeWindow(now, now.plusSeconds(60)))))
                .getFirst();
    }

    private ObservedRoute seen(Route at) {
        return Optional.ofNullable(provider.observe(Set.of(at)).get(at))
                .flatMap(Sight::seen)
                .orElseThrow();
    }

    private ProviderError unseen(Route at) {
        return switch (Objects.requireNonNull(provider.observe(Set.of(at)).get(at))) {
            case Sight.Unseen(ProviderError error) -> error;
            case Sight.Seen seen -> throw new AssertionError("seen: " + seen);
        };
    }
}
