package io.sluice.plan.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.HookAnswer.Says;
import io.sluice.plan.PlanEvent.WebhookAnswered;
import io.sluice.plan.PlanEvent.WebhookAsked;
import io.sluice.plan.PlanEvent.WebhookReached;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Schedule.Window;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ProviderError;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a hook is asked, and asked again. Each plan reaches its hook at 08:00:00, and asks it then. */
class WebhooksTest {
    private static final String ASKS = "ask hook smoke for step 2: q";

    @TestFactory
    Stream<DynamicTest> whatItDoes() {
        return Stream.of(
                row(
                        "it has not been asked yet",
                        reached(shift().webhook("smoke", minutes(10), OnFail.HOLD)),
                        "record asks pl_00000000000000000000000001.10.smoke until 08:10:00"),
                row("asked, and no answer is known: it is asked at once by the same id", asked(minutes(10)), ASKS),
                row(
                        "it waits, and is asked again after a share of its time",
                        asked(minutes(10)).happens(answer(Says.WAIT)),
                        "wait 3s: hook smoke says wait; asked again until 08:10:00"),
                row(
                        "and so when it did not answer",
                        asked(minutes(10)).happens(answer(Says.SILENT)).after(3),
                        ASKS),
                row(
                        "an answer from a time to come is one from before the clock was set back",
                        asked(minutes(10)).after(60).happens(answer(Says.WAIT)).after(-30),
                        ASKS),
                row(
                        "an answer of just now is none",
                        asked(minutes(10)).after(60).happens(answer(Says.WAIT)),
                        "wait 3s: hook smoke says wait; asked again until 08:10:00"),
                row(
                        "however long it wants to be left alone, it is asked once at the end",
                        asked(minutes(10)).happens(again(minutes(30))).after(600),
                        ASKS),
                row(
                        "and not before",
                        asked(minutes(10)).happens(again(minutes(30))).after(599),
                        "wait 1s: hook smoke says wait; asked again until 08:10:00"),
                row(
                        "what did not pass by then has failed",
                        asked(minutes(10)).after(600).happens(answer(Says.WAIT)),
                        "wait 15s: hook smoke did not pass in 10m: it says wait; resume asks it anew, promote goes on"
                                + " without it"));
    }

    /** A pause that it wants is at least a second and a thousandth of its time, and at most an hour. */
    @ParameterizedTest
    @CsvSource({
        "10m, 0s, 1s",
        "10m, 1s, 1s",
        "10m, 7s, 7s",
        "100m, 5s, 6s",
        "1d, 59m, 59m",
        "1d, 60m, 60m",
        "1d, 2h, 60m"
    })
    void itIsAskedAgainWhenItWantsToBeWithinReason(String timeout, String wanted, String pause) {
        long seconds = DurationWords.parse(pause).toSeconds();
        Situation waits = asked(DurationWords.parse(timeout)).happens(again(DurationWords.parse(wanted)));

        assertThat(waits.after(seconds - 1).says()).startsWith("wait 1s: ");
        assertThat(waits.after(1).says()).isEqualTo(ASKS);
    }

    /** What has begun goes on telling while the window is shut; what may not have begun is not begun then. */
    @TestFactory
    Stream<DynamicTest> aShutWindow() {
        String holds = "record held by window: the window is shut until 2026-12-01T07:00:00Z";
        return Stream.of(
                row(
                        "not asked yet",
                        reached(untilNine().webhook("smoke", minutes(90), OnFail.HOLD))
                                .after(3600),
                        holds),
                row(
                        "it is at work",
                        asked(untilNine(), minutes(90))
                                .happens(answer(Says.WAIT))
                                .after(3600),
                        ASKS),
                row(
                        "it did not know",
                        asked(untilNine(), minutes(90))
                                .happens(answer(Says.UNKNOWN))
                                .after(3600),
                        holds),
                row(
                        "it was silent",
                        asked(untilNine(), minutes(90))
                                .happens(answer(Says.SILENT))
                                .after(3600),
                        holds),
                row(
                        "nobody knows whether it heard",
                        asked(untilNine(), minutes(90)).after(3600),
                        holds));
    }

    @Test
    void aPlanWhoseLastStepIsAHookEndsOnceItPassedAndNothingCanLandAnyMore() {
        Situation passed = asked(minutes(10)).askedFor("edge", 10).happens(answer(Says.PASS));

        assertThat(passed.says())
                .isEqualTo("wait 1s: hook smoke passed; an earlier call was not answered and may still land");
        assertThat(passed.answered().says()).isEqualTo("record webhook ended: hook smoke passed; completed");
    }

    @Test
    void aHookThatPassedWaitsForARouteThatCannotBeSeen() {
        Situation passed = asked(minutes(10)).happens(answer(Says.PASS)).cannotSee("edge", unreachable());

        assertThat(passed.says()).isEqualTo("wait 1s: hook smoke passed; cannot see edge: no answer");
    }

    @Test
    void betweenStepsACallThatMayStillLandHoldsNothingUp() {
        Situation passed = asked(shift(), minutes(10), 100).askedFor("edge", 10).happens(answer(Says.PASS));

        assertThat(passed.says()).isEqualTo("record webhook ended: hook smoke passed; step 3");
    }

    private static ProviderError unreachable() {
        return new ProviderError.Unavailable("no answer");
    }

    private static DynamicTest row(String sentence, Situation situation, String decision) {
        return DynamicTest.dynamicTest(
                sentence, () -> assertThat(situation.says()).isEqualTo(decision));
    }

    private static Specs shift() {
        return Specs.over("p/edge").shift(10, Duration.ZERO);
    }

    /** Open on Tuesdays (today) from 07:00 until 09:00. */
    private static Specs untilNine() {
        return shift().schedule(new Schedule(
                Optional.empty(),
                ZoneOffset.UTC,
                List.of(new Window(Set.of(DayOfWeek.TUESDAY), LocalTime.of(7, 0), LocalTime.of(9, 0))),
                List.of(),
                AtWindowEnd.HOLD,
                false));
    }

    private static Situation reached(Specs specs) {
        return Situation.of(specs).baking(1).happens(new WebhookReached(2, "smoke", minutes(10), OnFail.HOLD));
    }

    private static Situation asked(Duration timeout) {
        return asked(shift(), timeout);
    }

    private static Situation asked(Specs specs, Duration timeout) {
        return asked(Situation.of(specs.webhook("smoke", timeout, OnFail.HOLD)), timeout);
    }

    private static Situation asked(Specs specs, Duration timeout, int then) {
        return asked(Situation.of(specs.webhook("smoke", timeout, OnFail.HOLD).shift(then, Duration.ZERO)), timeout);
    }

    private static Situation asked(Situation situation, Duration timeout) {
        return situation
                .baking(1)
                .happens(
                        new WebhookReached(2, "smoke", timeout, OnFail.HOLD),
                        new WebhookAsked("q", Situation.START.plus(timeout)));
    }

    private static WebhookAnswered answer(Says says) {
        return new WebhookAnswered("q", HookAnswer.of(says, ""));
    }

    private static WebhookAnswered again(Duration wanted) {
        return new WebhookAnswered(
                "q", new HookAnswer(Says.WAIT, "", Optional.empty(), Optional.empty(), Optional.of(wanted)));
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
