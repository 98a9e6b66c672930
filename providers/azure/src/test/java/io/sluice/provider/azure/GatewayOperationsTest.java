package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.SandboxClient;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of an update that was accepted: it may be superseded, fail, or go on while nobody hears of it. */
class GatewayOperationsTest {
    private static final Weights HALF = Weights.of(RIGHT, 5000, LEFT);

    private final GatewayFixture cloud = new GatewayFixture(false);
    private final TrafficProvider provider = cloud.provider();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void supersededByAnotherChangeItIsUnknownAndTheOtherStands() {
        String revision = revision();
        // Somebody else writes the gateway after our update was accepted and before we ask how it goes.
        cloud.relay()
                .order(
                        one -> one.path().contains("/operations/"),
                        Trouble.OVERTAKEN,
                        () -> cloud.strangerSets(cloud.route(), Map.of(LEFT, 1, RIGHT, 2)));
        slowOperation();

        ProviderError error = errorOf(() -> apply(revision));

        assertThat(error).isInstanceOf(ProviderError.Unknown.class);
        assertThat(error.detail()).contains("CanceledAndSupersededDueToAnotherOperation");
        assertThat(seen().natives()).isEqualTo(Map.of(LEFT, 1, RIGHT, 2));
    }

    @Test
    void supersededByOneThatCarriesItAlongItIsDone() {
        String revision = revision();
        cloud.relay()
                .order(
                        one -> one.path().contains("/operations/"),
                        Trouble.OVERTAKEN,
                        () -> cloud.strangerChangesElsewhere(cloud.neighbour()));
        slowOperation();

        apply(revision);

        assertThat(seen().shows(HALF)).isTrue();
    }

    @Test
    void failedWithTheGatewayInDoubtItIsUnknownAndAnotherWriteIsTheWayOut() {
        String revision = revision();
        Snapshot snapshot = provider.snapshot(cloud.route());
        fault("{\"fault\":\"error\",\"action\":\"ApplicationGateways_CreateOrUpdate_Completion\"}");

        ProviderError error = errorOf(() -> apply(revision));

        assertThat(error).isInstanceOf(ProviderError.Unknown.class);
        assertThat(error.detail()).contains("InternalServerError", "is Failed");
        assertThat(look())
                .isInstanceOfSatisfying(
                        Sight.Unseen.class,
                        unseen -> assertThat(unseen.error()).isInstanceOf(ProviderError.Unavailable.class));
        provider.restore(new Restoration(cloud.route(), snapshot, false, Set.of(), "back"));
        assertThat(seen().natives()).isEqualTo(Map.of(LEFT, 4, RIGHT, 0));
    }

    @Test
    void failedWithTheGatewayAsItWasNothingHappened() {
        String revision = revision();
        cloud.relay()
                .answerNext(
                        ArmRelay::isWrite,
                        Answer.json(200, "{\"properties\":{\"provisioningState\":\"Updating\"}}")
                                .with("Azure-AsyncOperation", operation())
                                .with("Retry-After", "0"));
        cloud.relay()
                .answerNext(
                        one -> one.path().contains("/operations/"),
                        Answer.json(
                                200,
                                "{\"status\":\"Failed\",\"error\":{\"code\":\"InternalServerError\",\"message\":\"no\"}}"));

        ProviderError error = errorOf(() -> apply(revision));

        assertThat(error).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(error.detail()).contains("InternalServerError", "nothing of it shows");
    }

    @Test
    void aPollThatFailsInPassingIsMadeAgain() {
        String revision = revision();
        fault("{\"fault\":\"error\",\"action\":\"Operations_Get\"}");
        slowOperation();
        int asked = cloud.relay().exchanges().size();

        apply(revision);

        List<Exchange> requests = cloud.relay().exchanges();
        assertThat(requests.subList(asked, requests.size()))
                .as("the write and what asks after it, and no look at the gateway")
                .hasSizeGreaterThan(2)
                .noneMatch(ArmRelay::isLook);
        assertThat(seen().shows(HALF)).isTrue();
    }

    @Test
    void aLookThatFailsInPassingWhileTheEndIsWaitedForIsMadeAgain() {
        String revision = revision();
        cloud.relay()
                .answerNext(
                        one -> one.path().contains("/operations/"),
                        Answer.json(404, ArmRelay.error("NotFound", "no such operation")));
        cloud.relay().answerNext(ArmRelay::isLook, Answer.json(503, ArmRelay.error("ServiceUnavailable", "told to")));
        slowOperation();

        apply(revision);

        assertThat(seen().shows(HALF)).isTrue();
    }

    @Test
    void anOperationThatAzureHasForgottenIsNoFailure() {
        String revision = revision();
        cloud.relay()
                .answerNext(
                        one -> one.path().contains("/operations/"),
                        Answer.json(404, ArmRelay.error("NotFound", "no such operation")));

        apply(revision);

        assertThat(seen().shows(HALF)).isTrue();
    }

    @Test
    void notDoneInTimeItIsUnknownAndIsNotSentAgainWhileItGoesOn() {
        String revision = revision();
        fault("{\"fault\":\"delay\",\"action\":\"ApplicationGateways_CreateOrUpdate_Completion\","
                + "\"afterMillis\":1500,\"appliedAtEnd\":true}");
        AzureProvider impatient = AzureProvider.open(
                TestSettings.at(cloud.relay().endpoint(), Duration.ofMillis(500), Duration.ofMillis(500)));

        ProviderError error =
                errorOf(() -> impatient.traffic().apply(new WeightChange(cloud.route(), HALF, revision, "one")));

        assertThat(error).isInstanceOf(ProviderError.Unknown.class);
        assertThat(error.detail()).contains("is Updating");
        // The same again, from a node that has not looked yet, finds it under way, waits for its end and sends nothing.
        AzureProvider other = AzureProvider.open(TestSettings.at(cloud.relay().endpoint()));
        other.traffic().apply(new WeightChange(cloud.route(), HALF, revision, "one"));
        assertThat(seen().shows(HALF)).isTrue();
        assertThat(cloud.relay().exchanges().stream().filter(ArmRelay::isWrite)).hasSize(1);
    }

    @Test
    void whileAGatewayIsUpdatedWhatItShowsIsNotBelieved() throws InterruptedException {
        String revision = revision();
        assertThat(cloud.provider().observe(Set.of(cloud.neighbour())).get(cloud.neighbour()))
                .isInstanceOf(Sight.Seen.class);
        fault("{\"fault\":\"delay\",\"action\":\"ApplicationGateways_CreateOrUpdate_Completion\","
                + "\"afterMillis\":1000,\"appliedAtEnd\":true}");
        Thread writing = Thread.ofVirtual().start(() -> apply(revision));
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (look() instanceof Sight.Seen && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }

        assertThat(look())
                .isInstanceOfSatisfying(
                        Sight.Unseen.class,
                        unseen -> assertThat(unseen.error())
                                .isInstanceOf(ProviderError.Unavailable.class)
                                .extracting(ProviderError::detail)
                                .asString()
                                .contains("is being updated"));
        // Of the other rule nothing is changed by it, so that what it shows is what it was.
        assertThat(cloud.provider().observe(Set.of(cloud.neighbour())).get(cloud.neighbour()))
                .isInstanceOf(Sight.Seen.class);
        writing.join();
        assertThat(seen().shows(HALF)).isTrue();
    }

    @Test
    void anotherRampWriteDoesNotCancelAnUpdateOfSomebodyElse() {
        String revision = revision();
        cloud.relay()
                .answerNext(
                        ArmRelay::isLook,
                        Answer.json(
                                200,
                                gatewayText()
                                        .replace(
                                                "\"provisioningState\":\"Succeeded\"",
                                                "\"provisioningState\":\"Updating\"")));

        ProviderError error =
                errorOf(() -> provider.apply(new WeightChange(cloud.route(), HALF, revision + "0", "one")));

        assertThat(error).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(cloud.relay().exchanges().stream().filter(ArmRelay::isWrite)).isEmpty();
    }

    @Test
    void aRampWriteThatWaitedForItsTurnIsNotSentAfterItsGatewayWasPutBack() throws InterruptedException {
        Route neighbour = cloud.neighbour();
        String revision = revision();
        String neighboursRevision = seen(neighbour).revision();
        Snapshot snapshot = provider.snapshot(neighbour);
        fault("{\"fault\":\"delay\",\"action\":\"ApplicationGateways_CreateOrUpdate_Completion\","
                + "\"afterMillis\":1500,\"appliedAtEnd\":true}");
        Thread first = Thread.ofPlatform().start(() -> {
            var _ = catchThrowable(() -> apply(revision));
        });
        until(() -> writes() == 1);
        AtomicReference<ProviderError> second = new AtomicReference<>();
        Thread waiting = Thread.ofPlatform()
                .start(() -> second.set(
                        errorOf(() -> provider.apply(new WeightChange(neighbour, HALF, neighboursRevision, "two")))));
        until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        provider.restore(new Restoration(neighbour, snapshot, false, Set.of(), "back"));
        first.join();
        waiting.join();

        assertThat(second.get())
                .isInstanceOf(ProviderError.Conflict.class)
                .extracting(ProviderError::detail)
                .asString()
                .contains("was put back meanwhile");
        assertThat(writes()).as("the first and the one that put back").isEqualTo(2);
        assertThat(seen(neighbour).natives()).isEqualTo(Map.of(LEFT, 4, RIGHT, 0));
    }

    @Test
    void puttingBackWaitsOnlyAWhileForAnotherThatPutsBack() throws InterruptedException {
        AzureProvider patient = AzureProvider.open(
                TestSettings.at(cloud.relay().endpoint(), Duration.ofSeconds(30), Duration.ofSeconds(30)));
        Snapshot snapshot = provider.snapshot(cloud.route());
        Snapshot neighbours = provider.snapshot(cloud.neighbour());
        CountDownLatch held = new CountDownLatch(1);
        AtomicBoolean otherWrote = new AtomicBoolean();
        cloud.relay().order(ArmRelay::isLook, Trouble.OVERTAKEN, () -> {
            held.countDown();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (writes() == 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            otherWrote.set(writes() > 0);
        });
        Thread first = Thread.ofVirtual()
                .start(() ->
                        patient.traffic().restore(new Restoration(cloud.route(), snapshot, false, Set.of(), "first")));
        held.await();

        patient.traffic().restore(new Restoration(cloud.neighbour(), neighbours, false, Set.of(), "second"));
        first.join();

        assertThat(otherWrote).as("while the first was still reading").isTrue();
    }

    @Test
    void aLockIsNotAThrottle() {
        String revision = revision();
        fault("{\"fault\":\"error\",\"status\":429,\"action\":\"ApplicationGateways_CreateOrUpdate\"}");
        assertThat(errorOf(() -> apply(revision)))
                .isInstanceOfSatisfying(
                        ProviderError.Unavailable.class,
                        locked -> assertThat(locked.detail()).contains("RetryableErrorDueToAnotherOperation"));
        fault("{\"fault\":\"error\",\"status\":409,\"action\":\"ApplicationGateways_CreateOrUpdate\"}");
        assertThat(errorOf(() -> apply(revision)))
                .isInstanceOfSatisfying(
                        ProviderError.Unavailable.class,
                        locked -> assertThat(locked.detail()).contains("AnotherOperationInProgress"));
        fault("{\"fault\":\"throttle\",\"action\":\"ApplicationGateways_CreateOrUpdate\"}");

        assertThat(errorOf(() -> apply(revision)))
                .isInstanceOfSatisfying(
                        ProviderError.Throttled.class,
                        throttled -> assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(1)));
        assertThat(cloud.natives(cloud.route())).isEqualTo(Map.of(LEFT, 4, RIGHT, 0));
    }

    @Test
    void whatIsLostElsewhereIsSaidByTheNextLookOnce() {
        String revision = revision();
        apply(revision);
        cloud.strangerChangesElsewhere(cloud.route());

        assertThat(look())
                .isInstanceOfSatisfying(
                        Sight.Unseen.class,
                        unseen -> assertThat(unseen.error())
                                .isInstanceOf(ProviderError.Conflict.class)
                                .extracting(ProviderError::detail)
                                .asString()
                                .contains("requestTimeout"));
        assertThat(look()).isInstanceOf(Sight.Seen.class);
    }

    @Test
    void whereToAskAfterAnOperationIsNotFollowedToSomebodyElse() {
        String revision = revision();
        cloud.relay()
                .answerNext(
                        ArmRelay::isWrite,
                        Answer.json(200, "{}")
                                .with("Azure-AsyncOperation", "http://127.0.0.1:1/operations/x?sig=hunter2")
                                .with("Retry-After", "0"));

        ProviderError error = errorOf(() -> apply(revision));

        assertThat(error).isInstanceOf(ProviderError.Unknown.class);
        assertThat(error.detail()).contains("elsewhere", "127.0.0.1").doesNotContain("operations/x", "hunter2");
    }

    private String operation() {
        return cloud.relay().endpoint()
                + "/subscriptions/x/providers/Microsoft.Network/locations/y/operations/z?api-version=1";
    }

    /** Long enough for what is to happen meanwhile. */
    private void slowOperation() {
        fault("{\"fault\":\"delay\",\"action\":\"ApplicationGateways_CreateOrUpdate_Completion\","
                + "\"afterMillis\":400,\"appliedAtEnd\":true}");
    }

    private void fault(String json) {
        try (SandboxClient client = cloud.sandbox().client()) {
            client.faults(json);
        }
    }

    private String gatewayText() {
        GatewayAddress address = GatewayAddress.of(cloud.route());
        return new Arm(
                        new AzureClients(
                                TestSettings.at(URI.create(cloud.sandbox().controlUrl()))),
                        TestSettings.at(URI.create(cloud.sandbox().controlUrl()))
                                .timing())
                .get(address.gateway().text(), Map.of("api-version", "2025-03-01"))
                .toString();
    }

    private void apply(String revision) {
        provider.apply(new WeightChange(cloud.route(), HALF, revision, "one"));
    }

    private String revision() {
        return seen().revision();
    }

    private Sight look() {
        return look(cloud.route());
    }

    private Sight look(Route route) {
        return Optional.ofNullable(provider.observe(Set.of(route)).get(route)).orElseThrow();
    }

    private long writes() {
        return cloud.relay().exchanges().stream().filter(ArmRelay::isWrite).count();
    }

    private void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + cloud.patience().toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("not in time").isNegative();
            Thread.onSpinWait();
        }
    }

    private ObservedRoute seen() {
        return seen(cloud.route());
    }

    private ObservedRoute seen(Route route) {
        return switch (look(route)) {
            case Sight.Seen(ObservedRoute found) -> found;
            case Sight.Unseen(ProviderError error) -> throw new AssertionError(error);
        };
    }

    private static ProviderError errorOf(Runnable call) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, call::run);
        assertThat(thrown).as("the call must fail").isNotNull();
        return thrown.error();
    }
}
