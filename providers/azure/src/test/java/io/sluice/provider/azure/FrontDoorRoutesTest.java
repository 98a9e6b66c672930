package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.resourcemanager.cdn.models.AfdOriginGroupUpdateParameters;
import com.azure.resourcemanager.cdn.models.AfdOriginUpdateParameters;
import com.azure.resourcemanager.cdn.models.EnabledState;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.provider.tck.Trouble;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is Front Door's own: origins written one by one, operations that run on, and weights that count only sometimes. */
class FrontDoorRoutesTest {
    private final FrontDoorFixture cloud = new FrontDoorFixture();
    private final TrafficProvider provider = cloud.provider();
    private final Route route = cloud.route();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void noWriteGivesTheNewSideMoreThanItIsToHave() {
        ObservedRoute before = seen();
        int asked = cloud.relay().exchanges().size();

        provider.apply(new WeightChange(route, Weights.of(RIGHT, 100, LEFT), before.revision(), "one"));

        assertThat(writesSince(asked)).containsExactly("PATCH eu", "PATCH us");
        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 990, RIGHT, 10));
        List<JsonNode> bodies = cloud.relay().exchanges().stream()
                .filter(one -> one.method().equals("PATCH"))
                .map(one -> Specs.json(one.body()))
                .toList();
        assertThat(bodies)
                .containsExactly(
                        Specs.json("{\"properties\":{\"weight\":990,\"enabledState\":\"Enabled\"}}"),
                        Specs.json("{\"properties\":{\"weight\":10,\"enabledState\":\"Enabled\"}}"));
    }

    @Test
    void aChangeLooksNoSecondTimeBeforeItWrites() {
        ObservedRoute before = seen();
        int asked = cloud.relay().exchanges().size();

        provider.apply(new WeightChange(route, Weights.of(RIGHT, 100, LEFT), before.revision(), "one"));

        assertThat(ArmRelay.calls(cloud.relay()).get(asked)).isEqualTo("PATCH eu");
    }

    @Test
    void withoutAdditionalLatencyWeightsCountForNothing() {
        assertThat(unseen(cloud.weightless()))
                .isInstanceOf(ProviderError.Invalid.class)
                .extracting(ProviderError::detail)
                .asString()
                .contains("additionalLatencyInMilliseconds");
    }

    @Test
    void withUnequalPrioritiesWeightsCountForNothing() {
        cloud.changeOrigin(route, "us", new AfdOriginUpdateParameters().withPriority(2));

        assertThat(unseen(route))
                .isInstanceOf(ProviderError.Invalid.class)
                .extracting(ProviderError::detail)
                .asString()
                .contains("priority");
    }

    @Test
    void sessionAffinityIsStickinessAndARestorePutsItBack() {
        Snapshot snapshot = provider.snapshot(route);
        cloud.changeGroup(route, new AfdOriginGroupUpdateParameters().withSessionAffinityState(EnabledState.ENABLED));
        assertThat(seen().stickiness()).isPresent();

        provider.restore(new Restoration(route, snapshot, false, Set.of(), "one"));

        assertThat(seen().stickiness()).isEmpty();
    }

    @Test
    void theOriginThatSomebodyDeletedComesBackWithTheBaseline() {
        Snapshot snapshot = provider.snapshot(route);
        String before = cloud.elsewhere(route);
        cloud.strangerSets(route, Map.of(RIGHT, 1));
        cloud.deleteOrigin(route, "eu");
        assertThat(unseen(route)).isInstanceOf(ProviderError.NotFound.class);

        provider.restore(new Restoration(route, snapshot, false, Set.of(), "one"));

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 50, RIGHT, 0));
        assertThat(cloud.elsewhere(route)).isEqualTo(before);
    }

    @Test
    void aPairOfWhichOneIsDoneIsUnknownWhateverTheOtherSays() {
        String revision = seen().revision();
        cloud.relay()
                .order(
                        request -> request.method().equals("PATCH")
                                && request.path().endsWith("/us"),
                        Trouble.THROTTLED,
                        () -> {});

        assertThat(errorOf(Weights.of(RIGHT, 100, LEFT), revision))
                .isInstanceOf(ProviderError.Unknown.class)
                .extracting(ProviderError::detail)
                .asString()
                .contains("1 of 2");

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 990, RIGHT, 0));
    }

    @Test
    void aChangeThatFailsAfterItWasAcceptedHasDoneNothing() {
        String revision = seen().revision();
        cloud.sandbox().client().faults("{\"fault\": \"error\", \"action\": \"AFDOrigins_Update_Completion\"}");

        assertThat(errorOf(Weights.of(RIGHT, 100, LEFT), revision)).isInstanceOf(ProviderError.Unavailable.class);

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 50, RIGHT, 0));
    }

    @Test
    void aChangeThatAnotherOneSupersedesIsAConflict() throws Exception {
        String revision = seen().revision();
        // The first operation takes long enough for another one to come.
        cloud.sandbox()
                .client()
                .faults("{\"fault\": \"delay\", \"action\": \"AFDOrigins_Update_Completion\", \"afterMillis\": 3000,"
                        + " \"appliedAtEnd\": true}");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<ProviderError> ours = threads.submit(() -> errorOf(Weights.of(RIGHT, 100, LEFT), revision));
            until(() -> cloud.relay().exchanges().stream()
                    .anyMatch(one -> ArmRelay.call(one).equals("PATCH eu") && one.status() != 0));

            cloud.changeOrigin(route, "eu", new AfdOriginUpdateParameters().withWeight(7));

            assertThat(ours.get())
                    .isInstanceOf(ProviderError.Conflict.class)
                    .extracting(ProviderError::detail)
                    .asString()
                    .contains("CanceledAndSupersededDueToAnotherOperation");
        }
        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 7, RIGHT, 0));
    }

    @Test
    void nothingMoreOfAChangeIsWrittenOnceItsRouteIsBeingPutBack() {
        String revision = seen().revision();
        Snapshot snapshot = provider.snapshot(route);
        cloud.relay().order(FrontDoorRoutesTest::isPoll, Trouble.OVERTAKEN, () -> {
            until(() -> cloud.natives(route).equals(Map.of(LEFT, 990, RIGHT, 0)));
            provider.restore(new Restoration(route, snapshot, false, Set.of(), "back"));
        });

        assertThat(errorOf(Weights.of(RIGHT, 100, LEFT), revision))
                .isInstanceOf(ProviderError.Unknown.class)
                .extracting(ProviderError::detail)
                .asString()
                .contains("1 of 2", "was put back meanwhile");

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 50, RIGHT, 0));
    }

    @Test
    void nothingMoreOfAChangeIsWrittenWhenItsTimeIsOver() {
        Duration time = Duration.ofSeconds(1);
        TrafficProvider impatient = AzureProvider.open(
                        TestSettings.at(cloud.relay().endpoint(), time, time))
                .traffic();
        String revision = seen().revision();
        cloud.relay().order(FrontDoorRoutesTest::isPoll, Trouble.OVERTAKEN, () -> {
            long over = System.nanoTime() + time.toNanos();
            until(() -> System.nanoTime() > over);
        });

        ProviderException thrown = catchThrowableOfType(
                ProviderException.class,
                () -> impatient.apply(new WeightChange(route, Weights.of(RIGHT, 100, LEFT), revision, "one")));

        assertThat(thrown).hasMessageContaining("1 of 2").hasMessageContaining("no time left");
        assertThat(thrown.error()).isInstanceOf(ProviderError.Unknown.class);
        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 990, RIGHT, 0));
    }

    @Test
    void aPollThatFailsInPassingIsMadeAgain() {
        String revision = seen().revision();
        cloud.sandbox()
                .client()
                .faults("{\"fault\": \"delay\", \"action\": \"AFDOrigins_Update_Completion\", \"afterMillis\": 1000,"
                        + " \"appliedAtEnd\": true}");
        cloud.relay().order(FrontDoorRoutesTest::isPoll, Trouble.NO_ANSWER, () -> {});

        provider.apply(new WeightChange(route, Weights.of(RIGHT, 100, LEFT), revision, "one"));

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 990, RIGHT, 10));
    }

    @Test
    void aPollThatIsRefusedWhileTheChangeGoesOnIsUnknownAndTheChangeLands() {
        String revision = seen().revision();
        cloud.sandbox()
                .client()
                .faults("{\"fault\": \"delay\", \"action\": \"AFDOrigins_Update_Completion\", \"afterMillis\": 1000,"
                        + " \"appliedAtEnd\": true}");
        cloud.relay().order(FrontDoorRoutesTest::isPoll, Trouble.DENIED, () -> {});

        assertThat(errorOf(Weights.of(RIGHT, 100, LEFT), revision)).isInstanceOf(ProviderError.Unknown.class);

        assertThat(unseen(route)).as("while it goes on").isInstanceOf(ProviderError.Unavailable.class);
        until(() -> cloud.natives(route).equals(Map.of(LEFT, 990, RIGHT, 0)));
    }

    @Test
    void aPollThatFailsAfterTheChangeIsDoneIsNoMatterSinceTheOriginShowsIt() {
        cloud.strangerSets(route, Map.of(LEFT, 990, RIGHT, 10));
        String revision = seen().revision();
        cloud.relay()
                .order(
                        FrontDoorRoutesTest::isPoll,
                        Trouble.NO_ANSWER,
                        () -> until(() -> !cloud.natives(route).equals(Map.of(LEFT, 990, RIGHT, 10))));

        provider.apply(new WeightChange(route, Weights.of(RIGHT, 500, LEFT), revision, "one"));

        assertThat(seen().shows(Weights.of(RIGHT, 500, LEFT))).isTrue();
    }

    @Test
    void nobodyIsEvictedWhoHasAllTheTraffic() {
        Snapshot snapshot = provider.snapshot(route);

        assertThatThrownBy(() -> provider.restore(new Restoration(route, snapshot, false, Set.of(LEFT), "one")))
                .hasMessageStartingWith("invalid: ");

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 50, RIGHT, 0));
    }

    @Test
    void healthIsKeptOnlyWhileEveryOriginOfThePlanIsProbedAndPercentilesNever() {
        assertThat(seen().traits().signals())
                .containsExactlyInAnyOrder(Signal.REQUESTS, Signal.ERROR_RATE, Signal.PROCESSED_BYTES);

        cloud.strangerSets(route, Map.of(LEFT, 1, RIGHT, 1));

        assertThat(seen().traits().signals())
                .containsExactlyInAnyOrder(
                        Signal.REQUESTS, Signal.ERROR_RATE, Signal.PROCESSED_BYTES, Signal.HEALTHY_TARGETS);
        assertThat(seen().traits().kind()).isEqualTo("a Front Door origin group");
    }

    @Test
    void aLookAtManyRoutesOfAGroupIsTwoCalls() {
        Route again = new Route(new RouteRef("azure", "again"), route.address(), route.backends());

        assertThat(provider.observe(Set.of(route, again))).hasSize(2);

        assertThat(ArmRelay.calls(cloud.relay())).containsExactlyInAnyOrder("GET shop-origins", "GET origins");
    }

    @Test
    void whatTheEdgeSendsByTheWeightsIsWhatTheAdapterReads() {
        cloud.strangerSets(route, Map.of(LEFT, 1, RIGHT, 1));
        cloud.sandbox().client().load("frontdoor", 100);

        until(() -> measured(LEFT, Signal.REQUESTS) > 50 && measured(RIGHT, Signal.REQUESTS) > 50);

        assertThat(measured(LEFT, Signal.ERROR_RATE)).isZero();
        assertThat(measured(RIGHT, Signal.HEALTHY_TARGETS)).isEqualTo(1);
    }

    /** Negative where it is missing. */
    private double measured(Side side, Signal signal) {
        Instant now = Instant.now();
        TimeWindow lately = new TimeWindow(now.minusSeconds(60), now);
        Reading reading = cloud.opened()
                .signals()
                .read(List.of(new SignalQuery(route, Optional.of(side), signal, lately)))
                .getFirst();
        return reading instanceof Reading.Measured(double value) ? value : -1;
    }

    private static boolean isPoll(Exchange request) {
        return request.path().contains("/operations/");
    }

    private List<String> writesSince(int asked) {
        List<String> calls = ArmRelay.calls(cloud.relay());
        return calls.subList(asked, calls.size()).stream()
                .filter(call -> !call.startsWith("GET"))
                .toList();
    }

    private ProviderError errorOf(Weights to, String revision) {
        ProviderException thrown = catchThrowableOfType(
                ProviderException.class, () -> provider.apply(new WeightChange(route, to, revision, "one")));
        assertThat(thrown).as("the change must fail").isNotNull();
        return thrown.error();
    }

    private ObservedRoute seen() {
        return Optional.ofNullable(provider.observe(Set.of(route)).get(route))
                .flatMap(Sight::seen)
                .orElseThrow();
    }

    private ProviderError unseen(Route at) {
        return switch (Objects.requireNonNull(provider.observe(Set.of(at)).get(at))) {
            case Sight.Unseen(ProviderError error) -> error;
            case Sight.Seen seen -> throw new AssertionError("seen: " + seen);
        };
    }

    private void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + cloud.patience().toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("not in time").isNegative();
        }
    }
}
