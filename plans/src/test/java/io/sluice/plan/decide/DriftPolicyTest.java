package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.DriftTally;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.HoldReason;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.PauseAsked;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanSpec.OnDrift;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Step;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a plan does by itself about weights that it did not ask for: those of others, and late ones of its own. */
class DriftPolicyTest {
    private static final String MOVED = "somebody else set edge to eu 60 %, us 40 %; the plan expects eu 95 %, us 5 %";
    private static final Map<Side, Integer> WITH_A_STRANGER = Map.of(EU, 90, US, 5, new Side("backend/other"), 5);

    private static DynamicTest row(String sentence, Situation situation, String decision) {
        return DynamicTest.dynamicTest(
                sentence, () -> assertThat(situation.says()).isEqualTo(decision));
    }

    @TestFactory
    Stream<DynamicTest> reassert() {
        return Stream.of(
                row("it is written down first", drifted(OnDrift.REASSERT), "record reassert by itself: " + MOVED),
                row(
                        "then the plan's weights are written over it",
                        drifted(OnDrift.REASSERT).settle(),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "whatever a look shows before the write is seen",
                        drifted(OnDrift.REASSERT).settle().asked("edge").answered(),
                        "wait 1s: edge shows eu 60 %, us 40 %, not yet eu 95 %, us 5 % (stuck at 08:10:30)"),
                row(
                        "the bake goes on from where it stood",
                        reasserted(drifted(OnDrift.REASSERT)).after(10).settle(),
                        "wait 15s: bakes until 08:01:10 (step 1 of 2)"),
                row(
                        "other weights than those are drift once more",
                        drifted(OnDrift.REASSERT).settle().shows("edge", 30),
                        "record reassert by itself: somebody else set edge to eu 70 %, us 30 %; the plan expects eu 95 %,"
                                + " us 5 %"),
                row(
                        "a backend that the plan does not name loses its traffic too",
                        baking(OnDrift.REASSERT).shows("edge", WITH_A_STRANGER).settle(),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "no traffic goes back to a side that cannot answer",
                        drifted(OnDrift.REASSERT).healthy("edge", EU, 0),
                        "record held by drift: " + MOVED
                                + "; not written over by itself because eu has no healthy target on edge"),
                row(
                        "once it can, nothing asks to go back any more",
                        drifted(OnDrift.REASSERT)
                                .healthy("edge", EU, 0)
                                .settle()
                                .healthy("edge", EU, 3),
                        "record gate ended: what asked for the revert is gone"),
                row(
                        "weights of others before the start are held",
                        Situation.of(two().onDrift(OnDrift.REASSERT)).shows("edge", 40),
                        "record held by drift: somebody else set edge to eu 60 %, us 40 %; the plan expects eu 100 %"));
    }

    @TestFactory
    Stream<DynamicTest> reassertUnderHolds() {
        return Stream.of(
                row(
                        "a paused plan writes over them as well",
                        baking(OnDrift.REASSERT)
                                .happens(new PauseAsked("hm"))
                                .shows("edge", 40)
                                .settle(),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "and is paused still",
                        reasserted(baking(OnDrift.REASSERT)
                                        .happens(new PauseAsked("hm"))
                                        .shows("edge", 40))
                                .settle(),
                        "wait 15s: hm; until somebody resumes it"),
                row(
                        "and bakes on once it is resumed",
                        reasserted(baking(OnDrift.REASSERT)
                                        .happens(new PauseAsked("hm"))
                                        .shows("edge", 40))
                                .settle()
                                .after(600)
                                .requests("api", 1900, 100)
                                .requests("edge", 1900, 100)
                                .happens(new ResumeAsked(Optional.empty(), "go"))
                                .settle(),
                        "wait 15s: bakes until 08:11:00 (step 1 of 2)"),
                row(
                        "a step that is paused half way goes back to the split that all routes had",
                        Situation.of(two().onDrift(OnDrift.REASSERT))
                                .shifting(2)
                                .asked("edge")
                                .answered()
                                .happens(new PauseAsked("hm"))
                                .shows("edge", 40)
                                .settle(),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "a shut window binds it not",
                        Situation.of(two().onDrift(OnDrift.REASSERT).schedule(mornings()))
                                .baking(1)
                                .after(30)
                                .happens(new HoldStarted(new HoldReason.Window(Optional.empty())))
                                .after(7200)
                                .shows("edge", 40)
                                .settle(),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "also where the window shuts over it",
                        drifted(two().onDrift(OnDrift.REASSERT)
                                        .schedule(mornings())
                                        .stepTimeout(Duration.ofHours(3)))
                                .settle()
                                .after(7200),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "who was asked to approve is asked again afterwards",
                        asking(OnDrift.REASSERT).shows("edge", 40),
                        "record reassert by itself: " + MOVED),
                row(
                        "once the weights are back",
                        asking(OnDrift.REASSERT).shows("edge", 40).settle(),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "a person who was called already is not worked against",
                        baking(OnDrift.REASSERT)
                                .healthy("edge", US, 0)
                                .misses("api", EU, Signal.HEALTHY_TARGETS)
                                .settle()
                                .shows("edge", 40),
                        "record held by drift: " + MOVED
                                + "; not written over by itself because the plan waits for a person as it is"));
    }

    @TestFactory
    Stream<DynamicTest> reassertAndGates() {
        Specs gated = two().onDrift(OnDrift.REASSERT).errors(Duration.ofSeconds(10), OnFail.REVERT, OnNoData.HOLD, 0);
        Situation failing = Situation.of(gated)
                .baking(1)
                .after(20)
                .measures("edge", US, Signal.ERROR_RATE, 50)
                .judged()
                .shows("edge", 40);
        return Stream.of(
                row(
                        "a gate that fails reverts, and the drift is in the journal",
                        failing,
                        "record reassert by itself: " + MOVED),
                row(
                        "before anything is written over",
                        Situation.of(gated)
                                .baking(1)
                                .after(20)
                                .measures("edge", US, Signal.ERROR_RATE, 50)
                                .shows("edge", 40)
                                .settle(),
                        "restore api; restore edge"),
                row(
                        "also once a person was called for the drift",
                        fought(Situation.of(gated).baking(1).after(15))
                                .measures("edge", US, Signal.ERROR_RATE, 50)
                                .after(20)
                                .settle(),
                        "restore api; restore edge"));
    }

    @TestFactory
    Stream<DynamicTest> fights() {
        String again = "; not written over by itself because it happened 3 times since 08:00:30 and somebody goes on";
        return Stream.of(
                row(
                        "the fourth time within a step holds",
                        fourth(OnDrift.REASSERT),
                        "record held by drift: " + MOVED + again),
                row(
                        "so it does with weights that are adopted",
                        adoptedThrice().shows("edge", 40),
                        "record held by drift: somebody else set edge to eu 60 %, us 40 %; the plan expects eu 67 %, us 33 %;"
                                + " not adopted by itself because it happened 3 times since 08:00:00 and somebody goes on"),
                row(
                        "what was said to the ones before is no answer to it",
                        fourth(OnDrift.REASSERT).settle(),
                        "wait 5s: " + MOVED + again),
                row(
                        "a person's word counts anew",
                        reasserted(fourth(OnDrift.REASSERT)
                                        .settle()
                                        .happens(new ResumeAsked(Optional.of(DriftChoice.REASSERT), "it is off now")))
                                .settle()
                                .shows("edge", 40),
                        "record reassert by itself: " + MOVED));
    }

    @Test
    void aFightIsCountedWithinAStepAndWithinAnHour() {
        DriftTally tally = DriftTally.NONE;
        assertThat(tally.isFight(1, Situation.START)).isFalse();
        Situation situation = baking(OnDrift.REASSERT);
        for (int i = 0; i < 3; i++) {
            situation = reasserted(situation.shows("edge", 40)).settle();
        }
        tally = situation.plan().drifts();

        assertThat(tally.isFight(1, situation.now().plus(Duration.ofDays(9)))).isTrue();
        assertThat(tally.isFight(2, situation.now().plus(Duration.ofMinutes(59))))
                .isTrue();
        assertThat(tally.isFight(2, situation.now().plus(Duration.ofMinutes(61))))
                .isFalse();
    }

    @TestFactory
    Stream<DynamicTest> adopt() {
        return Stream.of(
                row("theirs is taken, and written down", drifted(OnDrift.ADOPT), "record adopt by itself: " + MOVED),
                row(
                        "and baked as this step's",
                        drifted(OnDrift.ADOPT).settle(),
                        "wait 15s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "the next step moves all of it",
                        drifted(OnDrift.ADOPT)
                                .requests("api", 1900, 100)
                                .requests("edge", 1200, 800)
                                .settle()
                                .after(60)
                                .settle(),
                        "forward api to us 100 %; forward edge to us 100 %"),
                row(
                        "while it shifts, too, and nothing is written over it",
                        Situation.of(two().onDrift(OnDrift.ADOPT))
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .asked("edge")
                                .answered()
                                .shows("api", 5)
                                .shows("edge", 40)
                                .settle(),
                        "wait 15s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "under a pause too",
                        baking(OnDrift.ADOPT)
                                .happens(new PauseAsked("hm"))
                                .shows("edge", 40)
                                .settle(),
                        "wait 15s: hm; until somebody resumes it"),
                row(
                        "a backend that the plan does not name keeps its traffic, and a person decides",
                        baking(OnDrift.ADOPT).shows("edge", WITH_A_STRANGER),
                        "record held by drift: somebody else set edge to backend/other 5 %, eu 90 %, us 5 %; the plan"
                                + " expects eu 95 %, us 5 %; not adopted by itself because the plan does not name"
                                + " backend/other"),
                row(
                        "what people were asked about is not changed under their hands",
                        asking(OnDrift.ADOPT).shows("edge", 40),
                        "record held by drift: " + MOVED
                                + "; not adopted by itself because people were asked about other weights"),
                row(
                        "a side that cannot answer does not keep what it was given",
                        drifted(OnDrift.ADOPT).healthy("edge", US, 0).settle(),
                        "restore api; restore edge"));
    }

    @TestFactory
    Stream<DynamicTest> lateCallsOfOurOwn() {
        String late = "record write 3 landed late: edge shows eu 60 %, us 40 %";
        return Stream.of(
                row("a call that nobody answered is put right, whatever onDrift says", late(OnDrift.HOLD), late),
                row("also where drift reverts", late(OnDrift.REVERT), late),
                row(
                        "by the weights that should be there",
                        late(OnDrift.HOLD).settle(),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "once for each call",
                        reasserted(late(OnDrift.HOLD)).settle().shows("edge", 40),
                        "record held by drift: " + MOVED),
                row(
                        "one that was answered after a later one may have been done after it",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 40)
                                .unanswered()
                                .after(30)
                                .askedFor("edge", 5)
                                .answered()
                                .happens(new WriteApplied(3))
                                .shows("edge", 40),
                        late),
                row(
                        "one that was answered in its turn is over: such weights are a stranger's",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 40)
                                .answered()
                                .askedFor("edge", 5)
                                .answered()
                                .shows("edge", 40),
                        "record held by drift: " + MOVED),
                row(
                        "one that was refused did nothing",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 40)
                                .refused(new ProviderError.Throttled("too often", Optional.empty()))
                                .after(30)
                                .shows("edge", 40),
                        "record held by drift: " + MOVED),
                row(
                        "a paused plan puts it right and is paused still",
                        reasserted(late(OnDrift.HOLD).happens(new PauseAsked("hm")))
                                .settle(),
                        "wait 15s: hm; until somebody resumes it"),
                row(
                        "so does one that another route's drift holds, and leaves that",
                        late(OnDrift.HOLD).shows("api", 30).settle(),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "a route that a person is asked about is left alone",
                        baking(OnDrift.HOLD)
                                .askedFor("edge", 40)
                                .unanswered()
                                .shows("edge", 30)
                                .after(30)
                                .settle()
                                .shows("edge", 40),
                        "wait 5s: somebody else set edge to eu 70 %, us 30 %; the plan expects eu 95 %, us 5 %"),
                row(
                        "a step under way asks for its own weights",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 40)
                                .unanswered()
                                .shifting(2)
                                .after(30)
                                .shows("edge", 40)
                                .settle(),
                        "forward api to us 100 %; reassert edge to us 100 %"),
                row(
                        "or puts it back where the window is shut",
                        Situation.of(two().schedule(mornings()).stepTimeout(Duration.ofHours(3)))
                                .baking(1)
                                .askedFor("edge", 40)
                                .unanswered()
                                .shifting(2)
                                .after(7200)
                                .shows("edge", 40)
                                .settle(),
                        "reassert edge to eu 95 %, us 5 %"));
    }

    /** What is remembered of calls that nobody answered has a bound, and that there were any is never forgotten. */
    @Test
    void lateCallsAreRememberedUpToABound() {
        Situation situation = baking(OnDrift.HOLD);
        for (int i = 0; i < 100; i++) {
            situation.askedFor("edge", 40).unanswered().after(30);
        }

        assertThat(situation.plan().ledger("edge").outstanding()).hasSizeBetween(32, 34);
        assertThat(situation.plan().ledger("edge").mayHaveMoved()).isTrue();
        assertThat(situation
                        .plan()
                        .ledger("edge")
                        .lateAt(situation.now())
                        .getLast()
                        .write())
                .isEqualTo(situation.plan().writes());
    }

    private static Specs two() {
        return Specs.over("p/api", "p/edge").shift(5, Duration.ofMinutes(1)).shift(100, Duration.ZERO);
    }

    private static Situation baking(OnDrift policy) {
        return Situation.of(two().onDrift(policy)).baking(1);
    }

    private static Situation drifted(OnDrift policy) {
        return drifted(two().onDrift(policy));
    }

    /** Half a minute into the bake of a minute. */
    private static Situation drifted(Specs specs) {
        return Situation.of(specs).baking(1).after(30).shows("edge", 40);
    }

    /** A call for 40 % was never answered, and its weights show when it can land no more. */
    private static Situation late(OnDrift policy) {
        return baking(policy).askedFor("edge", 40).unanswered().after(30).shows("edge", 40);
    }

    private static Situation asking(OnDrift policy) {
        return Situation.of(Specs.over("p/api", "p/edge")
                        .shift(5, Duration.ofMinutes(1))
                        .approval("leads", 1, Optional.empty(), Step.OnTimeout.HOLD)
                        .shift(100, Duration.ZERO)
                        .onDrift(policy))
                .baking(1)
                .after(60)
                .settle();
    }

    /** What shall not be there is written over, and the route shows it. */
    private static Situation reasserted(Situation situation) {
        return situation.settle().askedFor("edge", 5).answered().shows("edge", 5);
    }

    private static Situation fourth(OnDrift policy) {
        return fourth(drifted(policy));
    }

    private static Situation fourth(Situation situation) {
        for (int i = 0; i < 3; i++) {
            reasserted(situation.shows("edge", 40)).settle();
        }
        return situation.shows("edge", 40);
    }

    /** Held, since somebody goes on. */
    private static Situation fought(Situation situation) {
        return fourth(situation).settle();
    }

    private static Situation adoptedThrice() {
        Situation situation = baking(OnDrift.ADOPT);
        for (int percent : List.of(31, 32, 33)) {
            situation.shows("edge", percent).settle();
        }
        return situation;
    }

    /** Open on Tuesdays (today) from 07:00 until 09:00. */
    private static Schedule mornings() {
        return new Schedule(
                Optional.empty(),
                ZoneOffset.UTC,
                List.of(new Schedule.Window(Set.of(DayOfWeek.TUESDAY), LocalTime.of(7, 0), LocalTime.of(9, 0))),
                List.of(),
                AtWindowEnd.HOLD,
                false);
    }
}
