package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The health of servers is a question that Azure answers later, and may not: what the SDK's client makes of that. */
class GatewayHealthTest {
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(2);

    private final GatewayFixture cloud = new GatewayFixture(false);
    private final AzureProvider provider =
            AzureProvider.open(TestSettings.at(cloud.relay().endpoint(), CALL_DEADLINE, Duration.ofSeconds(20)));

    @AfterEach
    void close() {
        cloud.close();
    }

    /** The SDK takes a {@code Retry-After} of 0, which the sandbox says here, for none, and of itself waits 30 seconds. */
    @Test
    void whereAzureDoesNotSayWhenToAskAgainItIsAskedWellWithinTheDeadline() {
        assertThat(healthy()).isEqualTo(new Reading.Measured(4));

        assertThat(cloud.relay().exchanges())
                .extracting(Exchange::method)
                .as("a look, the question, and once after it")
                .containsExactly("GET", "POST", "GET");
    }

    @Test
    void allThatIsAskedAfterAQuestionHasOneDeadline() {
        for (int i = 0; i < 50; i++) {
            cloud.relay()
                    .answerNext(GatewayHealthTest::isPoll, Answer.json(202, "").with("Retry-After", "0"));
        }
        long begun = System.nanoTime();

        ProviderError error = errorOf(this::healthy);

        assertThat(error).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(error.detail()).contains("did not answer a question in time");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(CALL_DEADLINE, CALL_DEADLINE.multipliedBy(2));
        assertThat(cloud.relay().exchanges().stream().filter(GatewayHealthTest::isPoll))
                .hasSizeBetween(2, 4);
    }

    @Test
    void aLongPauseThatAzureAsksForIsNotWaitedForBeyondTheDeadline() {
        cloud.relay().answerNext(GatewayHealthTest::isPoll, Answer.json(202, "").with("Retry-After", "10"));

        assertThat(errorOf(this::healthy)).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(cloud.relay().exchanges().stream().filter(GatewayHealthTest::isPoll))
                .hasSize(1);
    }

    @Test
    void aThrottledQuestionIsNotRepeatedAndSaysUntilWhen() {
        cloud.relay()
                .answerNext(
                        GatewayHealthTest::isQuestion,
                        Answer.json(429, throttled()).with("Retry-After", "7"));

        assertThat(errorOf(this::healthy))
                .isInstanceOfSatisfying(ProviderError.Throttled.class, GatewayHealthTest::in7s);
        assertThat(cloud.relay().exchanges().stream().filter(GatewayHealthTest::isQuestion))
                .hasSize(1);
    }

    @Test
    void aThrottleWhileItIsAskedAfterIsOneToo() {
        cloud.relay()
                .answerNext(
                        GatewayHealthTest::isPoll, Answer.json(429, throttled()).with("Retry-After", "7"));

        assertThat(errorOf(this::healthy))
                .isInstanceOfSatisfying(ProviderError.Throttled.class, GatewayHealthTest::in7s);
        assertThat(cloud.relay().exchanges().stream().filter(GatewayHealthTest::isPoll))
                .hasSize(1);
    }

    @Test
    void aQuestionThatFailsInTheEndSaysWhatTheServiceSaid() {
        cloud.relay()
                .answerNext(
                        GatewayHealthTest::isPoll, Answer.json(500, ArmRelay.error("InternalServerError", "no probe")));

        ProviderError error = errorOf(this::healthy);

        assertThat(error).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(error.detail()).contains("InternalServerError", "no probe");
    }

    @Test
    void anAnswerThatCannotBeReadIsNone() {
        cloud.relay().answerNext(GatewayHealthTest::isPoll, Answer.json(200, "{\"backendAddressPools\":{"));

        ProviderError error = errorOf(this::healthy);

        assertThat(error).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(error.detail()).contains("nothing that can be read");
    }

    @Test
    void whatIsLeftOutOfAnAnswerIsNotKnown() {
        cloud.relay().answerNext(GatewayHealthTest::isPoll, Answer.json(200, """
                {"backendAddressPools": [{}, {"backendAddressPool": {"id": "/backendAddressPools/checkout"},
                  "backendHttpSettingsCollection": [{}, {"backendHttpSettings": {"id": "/x/checkout-settings"}},
                    {"backendHttpSettings": {"id": "/x/checkout-settings"},
                     "servers": [{}, {"address": "10.1.0.1"}, {"address": "10.1.0.2", "health": "NewKind"}]}]}]}"""));

        assertThat(healthy()).isInstanceOf(Reading.Missing.class);
    }

    @Test
    void whereToAskAfterAQuestionIsNotFollowedToSomebodyElse() {
        cloud.relay()
                .answerNext(
                        GatewayHealthTest::isQuestion,
                        Answer.json(202, "")
                                .with("Location", "http://127.0.0.1:1/operationResults/x")
                                .with("Retry-After", "0"));

        ProviderError error = errorOf(this::healthy);

        assertThat(error).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(error.detail()).contains("elsewhere");
    }

    private Reading healthy() {
        TimeWindow window = new TimeWindow(Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
        return provider.signals()
                .read(List.of(new SignalQuery(cloud.route(), Optional.of(LEFT), Signal.HEALTHY_TARGETS, window)))
                .getFirst();
    }

    private static boolean isQuestion(Exchange request) {
        return request.path().endsWith("/backendhealth");
    }

    private static boolean isPoll(Exchange request) {
        return request.path().contains("/operationResults/");
    }

    private static String throttled() {
        return ArmRelay.error("TooManyRequests", "throttled");
    }

    private static void in7s(ProviderError.Throttled throttled) {
        assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(7));
    }

    private static ProviderError errorOf(Runnable call) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, call::run);
        assertThat(thrown).as("the call must fail").isNotNull();
        return thrown.error();
    }
}
