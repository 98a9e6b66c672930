package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.HoldReason;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.BaselineBack;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.PauseAsked;
import io.sluice.plan.PlanEvent.PromoteAsked;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanSpec.OnDrift;
import io.sluice.plan.PlanSpec.OnStuck;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RevertCause.Kind;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Schedule.Window;
import io.sluice.plan.decide.Calendars.Known;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each rule of the engine is a row: a sentence, a situation, and the next thing to do about it. */
class DeciderTest {
    private static final ProviderError THROTTLED = new ProviderError.Throttled("rate exceeded", Optional.empty());
    private static final ProviderError DENIED = new ProviderError.Denied("not allowed");
    private static final ProviderError GONE = new ProviderError.NotFound("no such route");
    private static final RevertCause ORDERED = RevertCause.ordered("back", false);

    private static DynamicTest row(String sentence, Situation situation, String decision) {
        return DynamicTest.dynamicTest(
                sentence, () -> assertThat(situation.says()).isEqualTo(decision));
    }

    /** Two routes, 5 % for a minute and then all; a gate on errors every 10 s. */
    private static Specs two() {
        return Specs.over("p/api", "p/edge").shift(5, Duration.ofMinutes(1)).shift(100, Duration.ZERO);
    }

    private static Specs gated(OnFail onFail, OnNoData onNoData, int failureLimit) {
        return two().errors(Duration.ofSeconds(10), onFail, onNoData, failureLimit);
    }

    /** Open on Tuesdays (today) from 07:00 until 09:00. */
    private static Schedule mornings(boolean bakeOutside) {
        return mornings(AtWindowEnd.HOLD, bakeOutside);
    }

    private static Schedule mornings(AtWindowEnd atWindowEnd, boolean bakeOutside) {
        return new Schedule(
                Optional.empty(),
                ZoneOffset.UTC,
                List.of(new Window(Set.of(DayOfWeek.TUESDAY), LocalTime.of(7, 0), LocalTime.of(9, 0))),
                List.of(),
                atWindowEnd,
                bakeOutside);
    }

    private static Schedule startingAt(String time) {
        return new Schedule(
                Optional.of(Instant.parse("2026-11-24T" + time + "Z")),
                ZoneOffset.UTC,
                List.of(),
                List.of(),
                AtWindowEnd.HOLD,
                false);
    }

    @TestFactory
    Stream<DynamicTest> theStart() {
        return Stream.of(
                row("a sound plan takes its baseline", Situation.of(two()), "freeze"),
                row(
                        "nothing happens before startAt, whatever is seen",
                        Situation.of(two().schedule(startingAt("08:30:00"))).shows("edge", 40),
                        "wait 30m: starts at 08:30:00"),
                row(
                        "from startAt on it starts",
                        Situation.of(two().schedule(startingAt("08:30:00"))).after(1800),
                        "freeze"),
                row(
                        "a shut window is waited for",
                        Situation.of(two().schedule(mornings(false))).after(3600),
                        "wait 166h: starts when the window opens at 2026-12-01T07:00:00Z"),
                row(
                        "other weights than expected are held as drift, also where drift reverts later",
                        Situation.of(two().onDrift(OnDrift.REVERT)).shows("edge", 40),
                        "record held by drift: somebody else set edge to eu 60 %, us 40 %; the plan expects eu 100 %"),
                row(
                        "the expected weights are back: it goes on by itself",
                        Situation.of(two())
                                .happens(new HoldStarted(
                                        new HoldReason.Drift(Map.of("edge", Situation.percent(40)), "moved"))),
                        "record drift ended: the expected weights are back"),
                row(
                        "weights that are still other ones are waited for",
                        Situation.of(two())
                                .happens(new HoldStarted(
                                        new HoldReason.Drift(Map.of("edge", Situation.percent(40)), "moved")))
                                .shows("edge", 40),
                        "wait 5s: moved"),
                row(
                        "an operator may take their weights for the start",
                        Situation.of(two())
                                .happens(
                                        new HoldStarted(
                                                new HoldReason.Drift(Map.of("edge", Situation.percent(40)), "moved")),
                                        new ResumeAsked(Optional.of(DriftChoice.ADOPT), "fine"))
                                .shows("edge", 40),
                        "freeze"),
                row(
                        "a baseline without a healthy target is no start",
                        Situation.of(two()).healthy("edge", EU, 0),
                        "record held by gate: the plan cannot start; not put back by itself because eu has no healthy"
                                + " target on edge: a person must decide"),
                row(
                        "health that nobody knows is no start either",
                        Situation.of(two()).misses("edge", EU, Signal.HEALTHY_TARGETS),
                        "record held by gate: the plan cannot start; not put back by itself because the health of eu on"
                                + " edge is not known (no requests): a person must decide"),
                row(
                        "a cloud that keeps no health figure stops nobody",
                        Situation.of(two())
                                .misses("edge", EU, Signal.HEALTHY_TARGETS)
                                .keeps(EnumSet.of(Signal.ERROR_RATE)),
                        "freeze"),
                row(
                        "a baseline that is healthy again starts by itself",
                        Situation.of(two())
                                .happens(new HoldStarted(new HoldReason.NoWayBack(
                                        RevertCause.automatic(Kind.GUARD, "the plan cannot start"), "eu is dead"))),
                        "record gate ended: there is a healthy target again"),
                row(
                        "a route that cannot be seen for the moment is waited for",
                        Situation.of(two()).cannotSee("edge", THROTTLED),
                        "wait 1s: cannot see edge: rate exceeded"),
                row(
                        "a route that does not exist holds the plan",
                        Situation.of(two()).cannotSee("edge", GONE),
                        "record held by provider-error: route edge: no such route"),
                row(
                        "a side that a route does not list yet is attached at weight 0",
                        Situation.of(two()).doesNotListUs("edge").started(),
                        "attach edge to eu 100 %"),
                row(
                        "an attached side is awaited healthy",
                        Situation.of(two()).started().healthy("edge", US, 0),
                        "wait 1s: us has no healthy target on edge (stuck at 08:10:00)"),
                row(
                        "the health of an attached side must be known",
                        Situation.of(two()).started().misses("edge", US, Signal.HEALTHY_TARGETS),
                        "wait 1s: the health of us on edge is not known (no requests) (stuck at 08:10:00)"),
                row(
                        "attached and healthy: the start is done",
                        Situation.of(two()).started(),
                        "record step 0 verified"),
                row("and the first step begins at once", Situation.of(two()).baking(0), "record step 1"));
    }

    @TestFactory
    Stream<DynamicTest> askingAndBelieving() {
        return Stream.of(
                row(
                        "a step asks all its routes at once",
                        Situation.of(two()).shifting(1),
                        "forward api to eu 95 %, us 5 %; forward edge to eu 95 %, us 5 %"),
                row(
                        "a route that shows the step already is left alone",
                        Situation.of(two()).shifting(1).asked("api").answered().shows("api", 5),
                        "forward edge to eu 95 %, us 5 %"),
                row(
                        "a step that moves some routes leaves the others alone",
                        Situation.of(Specs.over("p/api", "p/edge").shift(5, Duration.ZERO, List.of("edge")))
                                .shifting(1),
                        "forward edge to eu 95 %, us 5 %"),
                row(
                        "not seen yet: wait, say what for and until when",
                        Situation.of(two())
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .asked("edge")
                                .answered()
                                .shows("api", 5),
                        "wait 1s: edge shows eu 100 %, not yet eu 95 %, us 5 % (stuck at 08:10:00)"),
                row(
                        "shown everywhere, and traffic follows only slowly: wait before anything is believed",
                        Situation.of(two())
                                .settlesIn(Duration.ofSeconds(60))
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .after(10)
                                .asked("edge")
                                .answered()
                                .shows("api", 5)
                                .shows("edge", 5)
                                .after(50),
                        "wait 10s: every route shows step 1; traffic follows by 08:01:10"),
                row(
                        "nor is anything believed sooner of a call that was never answered",
                        Situation.of(two())
                                .settlesIn(Duration.ofSeconds(60))
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .asked("edge")
                                .after(6)
                                .unanswered()
                                .shows("api", 5)
                                .shows("edge", 5)
                                .after(50),
                        "wait 10s: every route shows step 1; traffic follows by 08:01:06"),
                row(
                        "a step that only waits for its traffic is not stuck",
                        Situation.of(two())
                                .settlesIn(Duration.ofMinutes(20))
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .asked("edge")
                                .answered()
                                .shows("api", 5)
                                .shows("edge", 5)
                                .after(900),
                        "wait 15s: every route shows step 1; traffic follows by 08:20:00"),
                row(
                        "the traffic has followed",
                        Situation.of(two())
                                .settlesIn(Duration.ofSeconds(60))
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .asked("edge")
                                .answered()
                                .shows("api", 5)
                                .shows("edge", 5)
                                .after(60),
                        "record step 1 verified"),
                row(
                        "asked again after a pause that doubles",
                        Situation.of(two())
                                .shifting(1)
                                .asked("edge")
                                .refused(THROTTLED)
                                .asked("edge")
                                .refused(THROTTLED)
                                .after(1)
                                .asked("api")
                                .answered()
                                .shows("api", 5),
                        "wait 1s: edge shows eu 100 %, not yet eu 95 %, us 5 % (stuck at 08:10:00)"),
                row(
                        "the same weights may be asked for again while a call for them is out",
                        Situation.of(two())
                                .shifting(1)
                                .shows("api", 5)
                                .asked("edge")
                                .unanswered()
                                .after(1),
                        "forward edge to eu 95 %, us 5 %"),
                row(
                        "and are believed once seen",
                        Situation.of(two())
                                .shifting(1)
                                .shows("api", 5)
                                .asked("edge")
                                .unanswered()
                                .shows("edge", 5),
                        "record step 1 verified"),
                row(
                        "other weights wait while a call may still land",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 5)
                                .unanswered()
                                .happens(new PlanEvent.StepStarted(2)),
                        "wait 15s: an earlier call was not answered and may land until 08:00:22"),
                row(
                        "and are not believed either",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 5)
                                .unanswered()
                                .happens(new PlanEvent.StepStarted(2))
                                .shows("edge", 100)
                                .shows("api", 100)
                                .after(10),
                        "wait 12s: an earlier call was not answered and may land until 08:00:22"),
                row(
                        "once nothing can land any more they go on",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 5)
                                .unanswered()
                                .happens(new PlanEvent.StepStarted(2))
                                .after(22),
                        "forward api to us 100 %; forward edge to us 100 %"),
                row(
                        "a look that began before the last call could land proves nothing",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 5)
                                .unanswered()
                                .happens(new PlanEvent.StepStarted(2))
                                .askedFor("api", 100)
                                .answered()
                                .askedFor("edge", 100)
                                .answered()
                                .shows("api", 100)
                                .shows("edge", 100)
                                .after(22),
                        "record step 2 verified"),
                row(
                        "a look older than our last call for other weights is asked again",
                        Situation.of(two())
                                .shifting(1)
                                .shows("api", 5)
                                .asked("edge")
                                .answered()
                                .askedFor("edge", 0)
                                .answered()
                                .after(5)
                                .shows("edge", 5),
                        "forward edge to eu 95 %, us 5 %"),
                row(
                        "no side gains traffic while nobody is there to answer it, on any route",
                        Situation.of(two()).shifting(1).healthy("edge", US, 0),
                        "wait 1s: us has no healthy target on edge (stuck at 08:10:00)"),
                row(
                        "a route that cannot be seen waits, the others go ahead",
                        Situation.of(two()).shifting(1).cannotSee("edge", THROTTLED),
                        "forward api to eu 95 %, us 5 %"),
                row(
                        "denied: no repetition heals it",
                        Situation.of(two()).shifting(1).asked("edge").refused(DENIED),
                        "record held by provider-error: route edge: not allowed"),
                row(
                        "a provider's refusal is held until somebody resumes",
                        Situation.of(two())
                                .shifting(1)
                                .asked("edge")
                                .refused(DENIED)
                                .settle(),
                        "wait 5s: route edge: not allowed"),
                row(
                        "a route that was not there and is there again goes on by itself",
                        Situation.of(two())
                                .shifting(1)
                                .happens(new HoldStarted(new HoldReason.ProviderFailure("edge", "no such route"))),
                        "record provider-error ended: the provider answers again for edge"),
                row(
                        "throttled is only waited for",
                        Situation.of(two())
                                .shifting(1)
                                .shows("api", 5)
                                .asked("edge")
                                .refused(THROTTLED),
                        "wait 1s: edge shows eu 100 %, not yet eu 95 %, us 5 % (stuck at 08:10:00)"));
    }

    @TestFactory
    Stream<DynamicTest> aLookProvesNothingAboutWhatLandedAfterItBegan() {
        Duration took = Duration.ofSeconds(2);
        return Stream.of(
                slow(
                        "a step is not verified on a look from before an earlier call could no longer land",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 5)
                                .unanswered()
                                .happens(new PlanEvent.StepStarted(2))
                                .askedFor("api", 100)
                                .answered()
                                .askedFor("edge", 100)
                                .answered()
                                .shows("api", 100)
                                .shows("edge", 100)
                                .after(23)
                                .lookTook(took)),
                slow(
                        "nor is a revert over",
                        guarded(20)
                                .askedForTheBaseline("edge")
                                .unanswered()
                                .after(23)
                                .lookTook(took)),
                slow("nor the guard", guarded(31).lookTook(took)),
                slow(
                        "nor the plan completed",
                        Situation.of(two())
                                .baking(2)
                                .asked("edge")
                                .unanswered()
                                .after(23)
                                .lookTook(took)),
                slow(
                        "and what such a call set meanwhile is ours, not drift",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 40)
                                .unanswered()
                                .shows("edge", 40)
                                .after(23)
                                .lookTook(took)));
    }

    /** The wait may be over already: then the engine looks again at once. */
    private static DynamicTest slow(String sentence, Situation situation) {
        return DynamicTest.dynamicTest(
                sentence,
                () -> assertThat(new Decider(Pace.STANDARD, 5.0)
                                .decide(situation.plan(), situation.look(), situation.now()))
                        .isInstanceOf(Decision.Wait.class));
    }

    @TestFactory
    Stream<DynamicTest> windows() {
        return Stream.of(
                row(
                        "a shut window holds a step that has still to write",
                        Situation.of(two().schedule(mornings(false)).stepTimeout(Duration.ofHours(3)))
                                .shifting(1)
                                .after(3600),
                        "record held by window: the window is shut until 2026-12-01T07:00:00Z"),
                row(
                        "what is written already is believed in a shut window too",
                        Situation.of(two().schedule(mornings(false)).stepTimeout(Duration.ofHours(3)))
                                .shifting(1)
                                .after(3600)
                                .shows("api", 5)
                                .shows("edge", 5),
                        "record step 1 verified"),
                row(
                        "an attachment waits for the window as well, without going round",
                        Situation.of(two().schedule(mornings(false)).stepTimeout(Duration.ofHours(3)))
                                .doesNotListUs("edge")
                                .started()
                                .after(3600)
                                .settle(),
                        "wait 15s: the window is shut until 2026-12-01T07:00:00Z"),
                row(
                        "half a step goes back while the window is shut",
                        Situation.of(two().schedule(mornings(false)).stepTimeout(Duration.ofHours(3)))
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .shows("api", 5)
                                .after(3600)
                                .settle(),
                        "back api to eu 100 %"),
                row(
                        "but not before it is known what every call did",
                        Situation.of(two().schedule(mornings(false)).stepTimeout(Duration.ofHours(3)))
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .shows("api", 5)
                                .after(3590)
                                .asked("edge")
                                .unanswered()
                                .after(10)
                                .settle(),
                        "wait 15s: the window is shut until 2026-12-01T07:00:00Z"),
                row(
                        "a late call that completes the step ends the hold",
                        Situation.of(two().schedule(mornings(false)).stepTimeout(Duration.ofHours(3)))
                                .shifting(1)
                                .after(3600)
                                .settle()
                                .shows("api", 5)
                                .shows("edge", 5),
                        "record window ended: every route shows the step's weights"),
                row(
                        "a bake stands still outside the window",
                        Situation.of(two().schedule(mornings(false)))
                                .after(3580)
                                .baking(1)
                                .after(20),
                        "record held by window: the window is shut until 2026-12-01T07:00:00Z"),
                row(
                        "unless the plan bakes outside",
                        Situation.of(two().schedule(mornings(true)))
                                .after(3580)
                                .baking(1)
                                .after(20),
                        "wait 15s: bakes until 09:00:40 (step 1 of 2)"),
                row(
                        "a bake that is over is not held, the next step is",
                        Situation.of(two().schedule(mornings(false)))
                                .after(3530)
                                .baking(1)
                                .after(70),
                        "record step 2"),
                row(
                        "a window that is open again lets it go on",
                        Situation.of(two().schedule(mornings(false)))
                                .baking(1)
                                .happens(new HoldStarted(new HoldReason.Window(Optional.empty()))),
                        "record window ended: the window is open"),
                row(
                        "weights that were ours are put back in a shut window too",
                        Situation.of(two().schedule(mornings(true)))
                                .after(3590)
                                .baking(1)
                                .happens(
                                        new HoldStarted(
                                                new HoldReason.Drift(Map.of("edge", Situation.percent(40)), "moved")),
                                        new ResumeAsked(Optional.of(DriftChoice.REASSERT), "ours"))
                                .after(20)
                                .shows("edge", 40),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "a route that is refused takes the others back, in a shut window too",
                        Situation.of(two().schedule(mornings(false)))
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .asked("edge")
                                .refused(DENIED)
                                .shows("api", 5)
                                .settle()
                                .after(3600),
                        "back api to eu 100 %"),
                row(
                        "but not while it is unknown what a call did",
                        Situation.of(two())
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .asked("api")
                                .unanswered()
                                .asked("edge")
                                .refused(DENIED)
                                .shows("api", 5)
                                .settle()
                                .after(5),
                        "wait 5s: route edge: not allowed"),
                row(
                        "a stuck route's compensation is bound to no window",
                        Situation.of(two().schedule(mornings(false)).onStuck(OnStuck.HOLD))
                                .shifting(1)
                                .shows("api", 5)
                                .after(600)
                                .settle()
                                .after(3600),
                        "back api to eu 100 %"),
                row(
                        "a revert is bound to no window",
                        Situation.of(two().schedule(mornings(false)))
                                .baking(1)
                                .reverting(ORDERED)
                                .after(3600),
                        "restore api; restore edge"),
                row(
                        "a bake looks again when the window shuts",
                        Situation.of(two().schedule(mornings(false)))
                                .after(3590)
                                .baking(1)
                                .after(2),
                        "wait 8s: bakes until 09:00:50 (step 1 of 2)"),
                row(
                        "a bake that nobody watched stood still all the same while it was shut",
                        Situation.of(two().schedule(mornings(false)))
                                .after(3580)
                                .baking(1)
                                .after(7 * 86400 - 7000),
                        "record the bake stands still since 09:00:00 until 2026-12-01T07:03:00Z"),
                row(
                        "and has what is left of it when it is open again",
                        Situation.of(two().schedule(mornings(false)))
                                .after(3580)
                                .baking(1)
                                .after(7 * 86400 - 7000)
                                .settle(),
                        "wait 15s: bakes until 2026-12-01T07:03:40Z (step 1 of 2)"));
    }

    /** The window of today shuts an hour from the start, on a step that bakes or is half done. */
    @TestFactory
    Stream<DynamicTest> windowEnds() {
        Specs back = two().schedule(mornings(AtWindowEnd.STEP_BACK, false)).stepTimeout(Duration.ofHours(3));
        Specs revert = two().schedule(mornings(AtWindowEnd.REVERT, false)).stepTimeout(Duration.ofHours(3));
        Specs all = Specs.over("p/api", "p/edge")
                .shift(100, Duration.ofMinutes(1))
                .schedule(mornings(AtWindowEnd.REVERT, false));
        String takenBack =
                "record step 1 taken back to api: eu 100 %; edge: eu 100 %; held by window: the window is shut "
                        + "until 2026-12-01T07:00:00Z";
        return Stream.of(
                row(
                        "stepBack takes a step back that has not baked",
                        Situation.of(back).after(3580).baking(1).after(20),
                        takenBack),
                row(
                        "the split before it is asked for on all routes",
                        Situation.of(back)
                                .after(3580)
                                .baking(1)
                                .shows("api", 5)
                                .shows("edge", 5)
                                .after(20)
                                .settle(),
                        "back api to eu 100 %; back edge to eu 100 %"),
                row(
                        "a route that shows it is not asked again, and the wait goes on although the step was seen everywhere",
                        Situation.of(back).after(3580).baking(1).after(20).settle(),
                        "wait 15s: the window is shut until 2026-12-01T07:00:00Z"),
                row(
                        "the step is made again when it opens",
                        Situation.of(back)
                                .after(3580)
                                .baking(1)
                                .after(20)
                                .settle()
                                .after(7 * 86400 - 7200)
                                .settle(),
                        "forward api to eu 95 %, us 5 %; forward edge to eu 95 %, us 5 %"),
                row(
                        "and bakes in full",
                        Situation.of(back)
                                .after(3550)
                                .baking(1)
                                .after(50)
                                .settle()
                                .after(7 * 86400 - 7200)
                                .happens(new HoldEnded("window", "the window is open"), new WeightsVerified(1)),
                        "wait 15s: bakes until 2026-12-01T07:01:00Z (step 1 of 2)"),
                row(
                        "a step that has baked is not taken back, the next one waits",
                        Situation.of(back).after(3530).baking(1).after(70).settle(),
                        "wait 15s: the window is shut until 2026-12-01T07:00:00Z"),
                row(
                        "the half of a step that was made late goes back, even if it is all of it",
                        Situation.of(back)
                                .shifting(1)
                                .after(3600)
                                .settle()
                                .shows("api", 5)
                                .shows("edge", 5),
                        "back api to eu 100 %; back edge to eu 100 %"),
                row(
                        "but not one that an operator paused",
                        Situation.of(back)
                                .after(3580)
                                .baking(1)
                                .happens(new PlanEvent.PauseAsked("let us look"))
                                .after(20),
                        "wait 15s: let us look; until somebody resumes it"),
                row(
                        "what would read the bake clock late waits until it is stopped at the close",
                        Situation.of(back)
                                .after(3580)
                                .baking(1)
                                .shows("edge", 40)
                                .after(20),
                        "record the bake stands still since 09:00:00 until 2026-12-01T07:00:00Z"),
                row(
                        "nor over somebody else's weights",
                        Situation.of(back)
                                .after(3580)
                                .baking(1)
                                .shows("edge", 40)
                                .after(20)
                                .happens(new PlanEvent.BakeStopped(
                                        Instant.parse("2026-11-24T09:00:00Z"),
                                        Optional.of(Instant.parse("2026-12-01T07:00:00Z")))),
                        "record held by drift: somebody else set edge to eu 60 %, us 40 %; the plan expects eu 95 %, us 5 %"),
                row(
                        "revert puts the baseline back",
                        Situation.of(revert).after(3580).baking(1).after(20),
                        "record reverting, window: the window shut before the plan was through"),
                row(
                        "whatever holds it",
                        Situation.of(revert)
                                .after(3580)
                                .baking(1)
                                .happens(new PlanEvent.PauseAsked("let us look"))
                                .after(20),
                        "record reverting, window: the window shut before the plan was through"),
                row(
                        "also from half a step",
                        Situation.of(revert).shifting(1).after(3600),
                        "record reverting, window: the window shut before the plan was through"),
                row(
                        "and from half a step if nobody looked while it was shut",
                        Situation.of(revert).shifting(1).after(7 * 86400),
                        "record reverting, window: the window shut before the plan was through"),
                row(
                        "and whatever holds it then",
                        Situation.of(revert)
                                .after(3580)
                                .baking(1)
                                .happens(new PlanEvent.PauseAsked("let us look"))
                                .after(7 * 86400 - 3000),
                        "record reverting, window: the window shut before the plan was through"),
                row(
                        "but not a plan that is through by then",
                        Situation.of(revert).after(3600).baking(2),
                        "record completed"),
                row(
                        "nor one that never started",
                        Situation.of(revert).after(3600),
                        "wait 166h: starts when the window opens at 2026-12-01T07:00:00Z"),
                row(
                        "with nowhere healthy to go a person must decide",
                        Situation.of(all)
                                .after(3580)
                                .baking(1)
                                .healthy("edge", EU, 0)
                                .after(20),
                        "record held by window: the window shut before the plan was through; not put back by itself because "
                                + "eu has no healthy target on edge: a person must decide"),
                row(
                        "and still must when it is open again",
                        Situation.of(all)
                                .after(3580)
                                .baking(1)
                                .healthy("edge", EU, 0)
                                .after(7 * 86400 - 3000)
                                .settle(),
                        "wait 5s: the window shut before the plan was through; not put back by itself because "
                                + "eu has no healthy target on edge: a person must decide"),
                row(
                        "and is asked no more once there is",
                        Situation.of(all)
                                .after(3580)
                                .baking(1)
                                .healthy("edge", EU, 0)
                                .after(20)
                                .settle()
                                .healthy("edge", EU, 3),
                        "record reverting, window: the window shut before the plan was through"));
    }

    /** What is busy in the calendar is shut; where nobody can read it, nothing moves forward and nothing else is stopped. */
    @TestFactory
    Stream<DynamicTest> calendars() {
        Specs plain = two().schedule(calendar(AtWindowEnd.HOLD)).stepTimeout(Duration.ofHours(3));
        Specs revert = two().schedule(calendar(AtWindowEnd.REVERT)).stepTimeout(Duration.ofHours(3));
        Calendars free = new Calendars(Map.of("freeze", new Known.Busy(List.of())));
        Calendars unknown = new Calendars(Map.of("freeze", new Known.Unknown("no answer")));
        Calendars busy = new Calendars(Map.of(
                "freeze",
                new Known.Busy(List.of(new TimeWindow(
                        Instant.parse("2026-11-24T09:00:00Z"), Instant.parse("2026-11-25T09:00:00Z"))))));
        return Stream.of(
                row(
                        "a wait says when it opens as the calendar is now, not as it was when the hold began",
                        Situation.of(plain)
                                .shifting(1)
                                .after(3600)
                                .calendars(busy)
                                .happens(new HoldStarted(
                                        new HoldReason.Window(Optional.of(Instant.parse("2026-11-24T09:30:00Z"))))),
                        "wait 15s: the window is shut until 2026-11-25T09:00:00Z"),
                row(
                        "what never opened and does after all calls nobody any more",
                        Situation.of(plain)
                                .shifting(1)
                                .after(3600)
                                .calendars(busy)
                                .happens(new HoldStarted(new HoldReason.Window(Optional.empty()))),
                        "record window ended: the schedule opens again after all"),
                row(
                        "and is held by what it is now",
                        Situation.of(plain)
                                .shifting(1)
                                .after(3600)
                                .calendars(busy)
                                .happens(new HoldStarted(new HoldReason.Window(Optional.empty())))
                                .settle(),
                        "wait 15s: the window is shut until 2026-11-25T09:00:00Z"),
                row(
                        "a plan does not start while its calendar is not known",
                        Situation.of(plain).calendars(unknown),
                        "wait 15s: does not start yet: calendar freeze is not known: no answer"),
                row(
                        "and starts when it is known to be free",
                        Situation.of(plain).calendars(free),
                        "freeze"),
                row(
                        "a step that has still to write is held",
                        Situation.of(plain).shifting(1).calendars(unknown),
                        "record held by window: calendar freeze is not known: no answer; nothing moves forward until it is"),
                row(
                        "half a step goes back",
                        Situation.of(plain)
                                .shifting(1)
                                .asked("api")
                                .answered()
                                .shows("api", 5)
                                .calendars(unknown)
                                .settle()
                                .after(1),
                        "back api to eu 100 %"),
                row(
                        "a bake stands still",
                        Situation.of(plain).baking(1).after(20).calendars(unknown),
                        "record held by window: calendar freeze is not known: no answer; nothing moves forward until it is"),
                row(
                        "and goes on from there",
                        Situation.of(plain)
                                .baking(1)
                                .after(20)
                                .calendars(unknown)
                                .settle()
                                .after(600)
                                .calendars(free)
                                .settle(),
                        "wait 15s: bakes until 08:11:00 (step 1 of 2)"),
                row(
                        "what turns out to be busy shuts",
                        Situation.of(plain)
                                .baking(1)
                                .after(20)
                                .calendars(unknown)
                                .settle()
                                .after(3600)
                                .calendars(busy)
                                .settle(),
                        "wait 15s: the window is shut until 2026-11-25T09:00:00Z"),
                row(
                        "what was busy and is not known any more is held for that",
                        Situation.of(plain)
                                .baking(1)
                                .after(3600)
                                .calendars(busy)
                                .settle()
                                .after(86400)
                                .calendars(unknown)
                                .settle(),
                        "wait 5s: calendar freeze is not known: no answer; nothing moves forward until it is"),
                row(
                        "not known is no end of a window",
                        Situation.of(revert).baking(1).after(20).calendars(unknown),
                        "record held by window: calendar freeze is not known: no answer; nothing moves forward until it is"),
                row(
                        "but busy is",
                        Situation.of(revert).after(3590).baking(1).after(10).calendars(busy),
                        "record reverting, window: the window shut before the plan was through"),
                row(
                        "a revert does not care",
                        Situation.of(plain).baking(1).calendars(unknown).reverting(ORDERED),
                        "restore api; restore edge"));
    }

    private static Schedule calendar(AtWindowEnd atWindowEnd) {
        return new Schedule(
                Optional.empty(),
                ZoneOffset.UTC,
                List.of(),
                List.of(new Schedule.Blackout.OfCalendar("freeze", "")),
                atWindowEnd,
                false);
    }

    @TestFactory
    Stream<DynamicTest> stuckSteps() {
        String why = "step 1 is stuck: edge shows eu 100 %, not yet eu 95 %, us 5 %";
        return Stream.of(
                row(
                        "a step that is not there by its timeout goes back",
                        Situation.of(two()).shifting(1).shows("api", 5).after(600),
                        "record reverting, stuck: " + why),
                row(
                        "one second earlier it is waited for",
                        Situation.of(two())
                                .shifting(1)
                                .shows("api", 5)
                                .after(598)
                                .asked("edge")
                                .answered()
                                .after(0),
                        "wait 1s: edge shows eu 100 %, not yet eu 95 %, us 5 % (stuck at 08:10:00)"),
                row(
                        "or holds, if the plan says so",
                        Situation.of(two().onStuck(OnStuck.HOLD))
                                .shifting(1)
                                .shows("api", 5)
                                .after(600),
                        "record held by stuck: " + why),
                row(
                        "then the routes that went ahead go back",
                        Situation.of(two().onStuck(OnStuck.HOLD))
                                .shifting(1)
                                .shows("api", 5)
                                .after(600)
                                .settle(),
                        "back api to eu 100 %"),
                row(
                        "not while a call may still land",
                        Situation.of(two().onStuck(OnStuck.HOLD))
                                .shifting(1)
                                .shows("api", 5)
                                .after(590)
                                .asked("edge")
                                .unanswered()
                                .after(10)
                                .settle(),
                        "wait 5s: " + why),
                row(
                        "what was put back is left alone",
                        Situation.of(two().onStuck(OnStuck.HOLD))
                                .shifting(1)
                                .after(600)
                                .settle()
                                .after(5),
                        "wait 5s: step 1 is stuck: api shows eu 100 %, not yet eu 95 %, us 5 %; edge shows eu 100 %, not"
                                + " yet eu 95 %, us 5 %"),
                row(
                        "a stuck route that moves after all ends the hold",
                        Situation.of(two().onStuck(OnStuck.HOLD))
                                .shifting(1)
                                .shows("api", 5)
                                .after(600)
                                .settle()
                                .shows("edge", 5),
                        "record stuck ended: the stuck route shows its weights"),
                row(
                        "with nowhere healthy to go back to a person is called",
                        Situation.of(two())
                                .shifting(1)
                                .shows("api", 5)
                                .misses("api", EU, Signal.HEALTHY_TARGETS)
                                .after(600),
                        "record held by stuck: " + why
                                + "; not put back by itself because the health of eu on api is not known (no requests): a"
                                + " person must decide"),
                row(
                        "and it goes back as soon as there is a way",
                        Situation.of(two())
                                .shifting(1)
                                .shows("api", 5)
                                .happens(new HoldStarted(new HoldReason.NoWayBack(
                                        RevertCause.automatic(Kind.STUCK, why), "eu is dead"))),
                        "record reverting, stuck: " + why),
                row(
                        "a step that a gate held past its timeout is not stuck",
                        Situation.of(gated(OnFail.HOLD, OnNoData.HOLD, 0))
                                .shifting(1)
                                .happens(new HoldStarted(new HoldReason.Gate("errors0", "failed")))
                                .after(1200)
                                .settle(),
                        "forward api to eu 95 %, us 5 %; forward edge to eu 95 %, us 5 %"));
    }

    @TestFactory
    Stream<DynamicTest> gatesWhileBaking() {
        return Stream.of(
                row(
                        "before a whole window there is nothing to judge",
                        Situation.of(gated(OnFail.REVERT, OnNoData.HOLD, 0))
                                .baking(1)
                                .after(9)
                                .measures("edge", US, Signal.ERROR_RATE, 50),
                        "wait 1s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "a verdict is news once",
                        Situation.of(gated(OnFail.REVERT, OnNoData.HOLD, 0))
                                .baking(1)
                                .after(10),
                        "record gate errors0 pass: 0 % ≤ 1 %"),
                row(
                        "the same verdict over the next window is none",
                        Situation.of(gated(OnFail.REVERT, OnNoData.HOLD, 0))
                                .baking(1)
                                .after(10)
                                .settle()
                                .after(10),
                        "wait 10s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "the worst route counts, with its name",
                        Situation.of(gated(OnFail.REVERT, OnNoData.HOLD, 0))
                                .baking(1)
                                .after(10)
                                .measures("edge", US, Signal.ERROR_RATE, 2.5),
                        "record gate errors0 fail: edge, us: 2.5 % > 1 %"),
                row(
                        "a failed gate goes back",
                        failing(gated(OnFail.REVERT, OnNoData.HOLD, 0), 1),
                        "record reverting, gate: gate errors0 failed: edge, us: 50 % > 1 %"),
                row(
                        "or holds",
                        failing(gated(OnFail.HOLD, OnNoData.HOLD, 0), 1),
                        "record held by gate: gate errors0 failed: edge, us: 50 % > 1 %"),
                row(
                        "as many failures as allowed are none",
                        failing(gated(OnFail.REVERT, OnNoData.HOLD, 2), 2),
                        "wait 10s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "one more is",
                        failing(gated(OnFail.REVERT, OnNoData.HOLD, 2), 3),
                        "record reverting, gate: gate errors0 failed 3 times (2 allowed): edge, us: 50 % > 1 %"),
                row(
                        "looks at one window count once",
                        failing(gated(OnFail.REVERT, OnNoData.HOLD, 1), 1).after(3),
                        "wait 7s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "also with a look that had no data in between",
                        failing(gated(OnFail.REVERT, OnNoData.IGNORE, 1), 1)
                                .after(3)
                                .misses("edge", US, Signal.ERROR_RATE)
                                .settle()
                                .after(3)
                                .measures("edge", US, Signal.ERROR_RATE, 50)
                                .settle(),
                        "wait 4s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "missing data holds",
                        missing(gated(OnFail.REVERT, OnNoData.HOLD, 0)),
                        "record held by no-data: gate errors0 has no data: edge, us: no requests; us had 100 requests, so its metrics are incomplete"),
                row(
                        "or counts as a failure",
                        missing(gated(OnFail.REVERT, OnNoData.FAIL, 0)),
                        "record reverting, gate: gate errors0 failed: edge, us: no requests; us had 100 requests, so its metrics are incomplete"),
                row(
                        "or is ignored",
                        missing(gated(OnFail.REVERT, OnNoData.IGNORE, 0)),
                        "wait 10s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "data that is there again ends the hold",
                        missing(gated(OnFail.REVERT, OnNoData.HOLD, 0))
                                .settle()
                                .after(10)
                                .measures("edge", US, Signal.ERROR_RATE, 0)
                                .judged(),
                        "record no-data ended: there is data again"),
                row(
                        "failures from before data was missing still count",
                        failing(gated(OnFail.REVERT, OnNoData.HOLD, 1), 1)
                                .after(10)
                                .misses("edge", US, Signal.ERROR_RATE)
                                .settle()
                                .after(10)
                                .measures("edge", US, Signal.ERROR_RATE, 0)
                                .settle()
                                .after(10)
                                .measures("edge", US, Signal.ERROR_RATE, 50)
                                .settle(),
                        "restore api; restore edge"),
                row(
                        "a gate that passes again ends its hold",
                        failing(gated(OnFail.HOLD, OnNoData.HOLD, 0), 1)
                                .settle()
                                .after(10)
                                .measures("edge", US, Signal.ERROR_RATE, 0)
                                .judged(),
                        "record gate ended: the gate passes again"),
                row(
                        "one that knows nothing any more does not",
                        failing(gated(OnFail.HOLD, OnNoData.HOLD, 0), 1)
                                .settle()
                                .after(10)
                                .misses("edge", US, Signal.ERROR_RATE)
                                .settle(),
                        "wait 5s: gate errors0 failed: edge, us: 50 % > 1 %"),
                row(
                        "one that ignores what is missing has nothing left to judge",
                        failing(gated(OnFail.HOLD, OnNoData.IGNORE, 0), 1)
                                .settle()
                                .after(10)
                                .misses("edge", US, Signal.ERROR_RATE)
                                .misses("api", US, Signal.ERROR_RATE)
                                .judged(),
                        "record gate ended: the gate has nothing to judge any more: no requests;"
                                + " us had 100 requests, so its metrics are incomplete; the gate ignores it"),
                row(
                        "resume overlooks what was judged by then",
                        failing(gated(OnFail.HOLD, OnNoData.HOLD, 0), 1)
                                .settle()
                                .happens(new ResumeAsked(Optional.empty(), "we know")),
                        "wait 10s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "but not the next window",
                        failing(gated(OnFail.HOLD, OnNoData.HOLD, 0), 1)
                                .settle()
                                .happens(new ResumeAsked(Optional.empty(), "we know"))
                                .after(10)
                                .settle(),
                        "wait 5s: gate errors0 failed: edge, us: 50 % > 1 %"),
                row(
                        "missing data that somebody overlooked holds again with the next window",
                        missing(gated(OnFail.HOLD, OnNoData.HOLD, 0))
                                .settle()
                                .happens(new ResumeAsked(Optional.empty(), "we know"))
                                .after(10)
                                .settle(),
                        "wait 5s: gate errors0 has no data: edge, us: no requests; us had 100 requests, so its metrics are incomplete"),
                row(
                        "resuming a pause overlooks no gate",
                        failing(gated(OnFail.HOLD, OnNoData.HOLD, 0), 0)
                                .happens(new PauseAsked("hm"))
                                .after(10)
                                .measures("edge", US, Signal.ERROR_RATE, 50)
                                .settle()
                                .happens(new ResumeAsked(Optional.empty(), "go on")),
                        "record held by gate: gate errors0 failed: edge, us: 50 % > 1 %"),
                row(
                        "a failing gate goes back from a pause too",
                        failing(gated(OnFail.REVERT, OnNoData.HOLD, 0), 0)
                                .happens(new PauseAsked("hm"))
                                .after(10)
                                .measures("edge", US, Signal.ERROR_RATE, 50)
                                .settle(),
                        "restore api; restore edge"),
                row(
                        "a comparison with a side without traffic is not judged and holds nothing",
                        Situation.of(Specs.over("p/edge")
                                        .shift(100, Duration.ofMinutes(1))
                                        .gate(slower(OnFail.REVERT)))
                                .baking(1)
                                .after(60)
                                .measures("edge", US, Signal.LATENCY_P99, 900),
                        "record completed"),
                row(
                        "a comparison fails above its limit",
                        Situation.of(Specs.over("p/edge")
                                        .shift(50, Duration.ofMinutes(1))
                                        .gate(slower(OnFail.REVERT)))
                                .baking(1)
                                .after(10)
                                .measures("edge", EU, Signal.LATENCY_P99, 100)
                                .measures("edge", US, Signal.LATENCY_P99, 120.5),
                        "record gate slow fail: edge, us: 120.5 ms > 120 ms (eu has 100 ms, at most 20 % more)"));
    }

    @TestFactory
    Stream<DynamicTest> theEndOfABake() {
        return Stream.of(
                row(
                        "a bake without gates ends with its time",
                        Situation.of(two()).baking(1).after(60),
                        "record step 2"),
                row(
                        "not a second before",
                        Situation.of(two()).baking(1).after(59),
                        "wait 1s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "with a gate it needs one complete passing look",
                        Situation.of(two().errors(Duration.ofSeconds(90), OnFail.REVERT, OnNoData.HOLD, 0))
                                .baking(1)
                                .after(60),
                        "wait 15s: has baked and waits for a passing look (gate errors0: the first whole window of this"
                                + " step is complete at 08:01:30) (step 1 of 2)"),
                row(
                        "which then lets it go",
                        Situation.of(two().errors(Duration.ofSeconds(90), OnFail.REVERT, OnNoData.HOLD, 0))
                                .baking(1)
                                .after(90)
                                .judged(),
                        "record step 2"),
                row(
                        "a gate that fails as often as it may keeps the bake open",
                        failing(gated(OnFail.REVERT, OnNoData.HOLD, 9), 6),
                        "wait 10s: has baked and waits for a passing look (gate errors0: edge, us: 50 % > 1 %) (step 1 of"
                                + " 2)"),
                row(
                        "promoting ends the time, not the gates",
                        Situation.of(gated(OnFail.REVERT, OnNoData.HOLD, 0))
                                .baking(1)
                                .happens(new PromoteAsked("good enough")),
                        "wait 10s: has baked and waits for a passing look (gate errors0: the first whole window of this"
                                + " step is complete at 08:00:10) (step 1 of 2)"),
                row(
                        "a route that cannot be seen ends no bake",
                        Situation.of(two()).baking(1).after(60).cannotSee("edge", THROTTLED),
                        "wait 1s: has baked, but cannot see edge: rate exceeded (step 1 of 2)"),
                row(
                        "a route that is gone while it bakes holds the plan",
                        Situation.of(two()).baking(1).after(5).cannotSee("edge", GONE),
                        "record held by provider-error: route edge: no such route"),
                row(
                        "after the last step the plan is completed",
                        Situation.of(two()).baking(2),
                        "record completed"),
                row(
                        "but not while a call may still land",
                        Situation.of(two()).baking(2).asked("edge").unanswered().after(10),
                        "wait 1s: has baked; an earlier call was not answered and may still land"),
                row(
                        "a pause step waits for its time",
                        Situation.of(Specs.over("p/edge")
                                        .pause(Optional.of(Duration.ofMinutes(15)))
                                        .shift(5, Duration.ZERO))
                                .baking(0),
                        "record step 1 pauses until 08:15:00"),
                row(
                        "and no longer",
                        Situation.of(Specs.over("p/edge")
                                        .pause(Optional.of(Duration.ofMinutes(15)))
                                        .shift(5, Duration.ZERO))
                                .baking(0)
                                .settle()
                                .after(900),
                        "record pause ended: the pause is over"),
                row(
                        "a pause without an end waits for somebody",
                        Situation.of(Specs.over("p/edge")
                                        .pause(Optional.empty())
                                        .shift(5, Duration.ZERO))
                                .baking(0)
                                .settle()
                                .after(90_000),
                        "wait 15s: the plan pauses here; until somebody resumes it"),
                row(
                        "a promoted pause step is over at once",
                        Situation.of(Specs.over("p/edge")
                                        .pause(Optional.empty())
                                        .shift(5, Duration.ZERO))
                                .baking(0)
                                .settle()
                                .happens(new PromoteAsked("go")),
                        "record step 2"));
    }

    @TestFactory
    Stream<DynamicTest> theGuard() {
        String dead = "us has traffic on edge and no healthy target";
        return Stream.of(
                row(
                        "a side with traffic and nobody to answer it goes back",
                        Situation.of(two()).baking(1).healthy("edge", US, 0),
                        "record reverting, guard: " + dead),
                row(
                        "without traffic it does not matter",
                        Situation.of(two().stepTimeout(Duration.ofHours(1)))
                                .shifting(1)
                                .healthy("edge", US, 0)
                                .after(2),
                        "wait 1s: us has no healthy target on edge (stuck at 09:00:00)"),
                row(
                        "also while somebody has paused the plan",
                        Situation.of(two())
                                .baking(1)
                                .happens(new PauseAsked("hm"))
                                .healthy("edge", US, 0),
                        "record reverting, guard: " + dead),
                row(
                        "also where the route itself cannot be seen",
                        Situation.of(two()).baking(1).healthy("edge", US, 0).cannotSee("edge", THROTTLED),
                        "record reverting, guard: " + dead),
                row(
                        "with a baseline that is dead as well a person is called",
                        Situation.of(two()).baking(1).healthy("edge", US, 0).healthy("edge", EU, 0),
                        "record held by gate: eu has traffic on edge and no healthy target; not put back by itself because"
                                + " eu has no healthy target on edge: a person must decide"),
                row(
                        "one dead route is enough to have no way back",
                        Situation.of(two()).baking(1).healthy("edge", US, 0).healthy("api", EU, 0),
                        "record held by gate: eu has traffic on api and no healthy target; not put back by itself because"
                                + " eu has no healthy target on api: a person must decide"),
                row(
                        "the person is called once",
                        Situation.of(two()).baking(1).healthy("edge", EU, 0).settle(),
                        "wait 5s: eu has traffic on edge and no healthy target; not put back by itself because eu has no"
                                + " healthy target on edge: a person must decide"),
                row(
                        "what is healthy again ends the call",
                        Situation.of(two())
                                .baking(1)
                                .healthy("edge", EU, 0)
                                .settle()
                                .healthy("edge", EU, 1),
                        "record gate ended: what asked for the revert is gone"),
                row(
                        "a baseline that is healthy again takes the traffic",
                        Situation.of(two())
                                .baking(2)
                                .healthy("edge", US, 0)
                                .healthy("edge", EU, 0)
                                .happens(new HoldStarted(new HoldReason.NoWayBack(
                                        RevertCause.automatic(Kind.GUARD, dead), "eu is dead")))
                                .healthy("edge", EU, 1),
                        "record reverting, guard: " + dead),
                row(
                        "an ordered revert goes wherever it leads",
                        Situation.of(two()).baking(1).healthy("edge", EU, 0).reverting(ORDERED),
                        "restore api; restore edge"),
                row(
                        "a balancer that answers errors itself goes back",
                        Situation.of(two()).baking(1).after(5).balancerErrors("edge", 7.5),
                        "record reverting, guard: the balancer of edge itself answers 7.50 % of requests with errors (at"
                                + " most 5.00 %)"),
                row(
                        "as much as it may is none",
                        Situation.of(two()).baking(1).after(5).balancerErrors("edge", 5),
                        "wait 15s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "errors from before the step are not its own",
                        Situation.of(two()).baking(1).after(4).balancerErrors("edge", 50),
                        "wait 15s: bakes until 08:01:00 (step 1 of 2)"));
    }

    @TestFactory
    Stream<DynamicTest> drift() {
        String moved = "somebody else set edge to eu 60 %, us 40 %; the plan expects eu 95 %, us 5 %";
        return Stream.of(
                row(
                        "weights that somebody else set hold the plan",
                        Situation.of(two()).baking(1).shows("edge", 40),
                        "record held by drift: " + moved),
                row(
                        "half of a call that was not answered is ours, and asked for again",
                        Situation.of(two())
                                .shifting(2)
                                .asked("edge")
                                .unanswered()
                                .asked("api")
                                .answered()
                                .shows("api", 100)
                                .shows("edge", 30)
                                .after(2),
                        "forward edge to us 100 %"),
                row(
                        "what lies beyond such a call is not",
                        Situation.of(two())
                                .shifting(2)
                                .asked("edge")
                                .unanswered()
                                .shows("edge", 2)
                                .after(2),
                        "record held by drift: somebody else set edge to eu 98 %, us 2 %; the plan expects eu 95 %, us 5 %"),
                row(
                        "nor is it once the call can have no effect any more",
                        Situation.of(two())
                                .shifting(2)
                                .asked("edge")
                                .unanswered()
                                .shows("edge", 30)
                                .after(60),
                        "record held by drift: somebody else set edge to eu 70 %, us 30 %; the plan expects eu 95 %, us 5 %"),
                row(
                        "a backend that the plan does not name shows as drift",
                        Situation.of(two())
                                .baking(1)
                                .shows("edge", Map.of(EU, 90, US, 5, new Side("backend/other"), 5)),
                        "record held by drift: somebody else set edge to backend/other 5 %, eu 90 %, us 5 %; the plan"
                                + " expects eu 95 %, us 5 %"),
                row(
                        "or go back, if the plan says so",
                        Situation.of(two().onDrift(OnDrift.REVERT)).baking(1).shows("edge", 40),
                        "record reverting, drift: " + moved),
                row(
                        "going back for drift needs a healthy baseline too",
                        Situation.of(two().onDrift(OnDrift.REVERT))
                                .baking(1)
                                .shows("edge", 40)
                                .misses("api", EU, Signal.HEALTHY_TARGETS),
                        "record held by drift: " + moved
                                + "; not put back by itself because the health of eu on api is not known (no requests): a"
                                + " person must decide"),
                row(
                        "the weights of the step before explain themselves while it shifts",
                        Situation.of(two())
                                .shifting(2)
                                .asked("api")
                                .answered()
                                .asked("edge")
                                .answered()
                                .shows("api", 100),
                        "wait 1s: edge shows eu 95 %, us 5 %, not yet us 100 % (stuck at 08:10:00)"),
                row(
                        "so do those of a call of ours that may still land",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 40)
                                .unanswered()
                                .shows("edge", 40),
                        "wait 15s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "when it no longer can they are put right",
                        Situation.of(two())
                                .baking(1)
                                .askedFor("edge", 40)
                                .unanswered()
                                .shows("edge", 40)
                                .after(22),
                        "record write 3 landed late: edge shows eu 60 %, us 40 %"),
                row(
                        "a route out of sight has not drifted",
                        Situation.of(two())
                                .baking(1)
                                .cannotSee("edge", THROTTLED)
                                .shows("edge", 40),
                        "wait 15s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "a failed gate writes nothing over somebody else's weights",
                        failing(gated(OnFail.REVERT, OnNoData.HOLD, 0), 0)
                                .shows("edge", 40)
                                .settle()
                                .after(10)
                                .measures("edge", US, Signal.ERROR_RATE, 50)
                                .settle(),
                        "wait 5s: " + moved),
                row(
                        "nor does the guard",
                        Situation.of(two()).baking(1).shows("edge", 40).settle().healthy("edge", US, 0),
                        "wait 5s: " + moved),
                row(
                        "but once the weights are ours again the gate counts",
                        failing(gated(OnFail.REVERT, OnNoData.HOLD, 0), 0)
                                .shows("edge", 40)
                                .settle()
                                .after(10)
                                .measures("edge", US, Signal.ERROR_RATE, 50)
                                .settle()
                                .shows("edge", 5)
                                .settle(),
                        "restore api; restore edge"),
                row(
                        "the expected weights end it by themselves, under a pause as well",
                        Situation.of(two())
                                .baking(1)
                                .shows("edge", 40)
                                .settle()
                                .happens(new PauseAsked("hm"))
                                .shows("edge", 5),
                        "record drift ended: the expected weights are back"),
                row(
                        "not while a route cannot be seen",
                        Situation.of(two())
                                .baking(1)
                                .shows("edge", 40)
                                .settle()
                                .shows("edge", 5)
                                .cannotSee("api", THROTTLED),
                        "wait 5s: " + moved),
                row(
                        "reassert writes ours over theirs",
                        driftedAnd(DriftChoice.REASSERT),
                        "reassert edge to eu 95 %, us 5 %"),
                row(
                        "once",
                        driftedAnd(DriftChoice.REASSERT).shows("edge", 30),
                        "record held by drift: somebody else set edge to eu 70 %, us 30 %; the plan expects eu 95 %, us 5"
                                + " %"),
                row(
                        "adopt bakes theirs as this step's",
                        driftedAnd(DriftChoice.ADOPT),
                        "wait 15s: bakes until 08:01:00 (step 1 of 2)"),
                row(
                        "and the next step moves all of it",
                        driftedAnd(DriftChoice.ADOPT).trafficFollows().after(60).settle(),
                        "forward api to us 100 %; forward edge to us 100 %"),
                row(
                        "an ordered revert writes over everything",
                        Situation.of(two()).baking(1).shows("edge", 40).settle().reverting(ORDERED),
                        "restore api; restore edge"));
    }

    @TestFactory
    Stream<DynamicTest> reverting() {
        return Stream.of(
                row(
                        "every route is restored, seen or not, with metrics or without",
                        Situation.of(two())
                                .baking(1)
                                .reverting(ORDERED)
                                .cannotSee("api", THROTTLED)
                                .cannotSee("edge", DENIED)
                                .metricsAreDown(),
                        "restore api; restore edge"),
                row(
                        "a revert waits for no call that may still land",
                        Situation.of(two()).baking(1).asked("edge").unanswered().reverting(ORDERED),
                        "restore api; restore edge"),
                row(
                        "a route that shows the baseline is restored all the same until a call for it was answered",
                        Situation.of(two())
                                .baking(1)
                                .reverting(ORDERED)
                                .shows("api", 0)
                                .shows("edge", 0),
                        "restore api; restore edge"),
                row(
                        "a route that was never touched is only looked at",
                        Situation.of(two()).baking(0).reverting(ORDERED),
                        "record back"),
                row(
                        "a call that was refused is asked again after a pause",
                        Situation.of(two())
                                .baking(1)
                                .reverting(ORDERED)
                                .askedForTheBaseline("api")
                                .answered()
                                .shows("api", 0)
                                .askedForTheBaseline("edge")
                                .refused(THROTTLED),
                        "wait 1s: edge is not back yet (rate exceeded); asked again at 08:00:01"),
                row(
                        "also where it was denied, and it says so",
                        Situation.of(two())
                                .baking(1)
                                .reverting(ORDERED)
                                .askedForTheBaseline("api")
                                .answered()
                                .shows("api", 0)
                                .askedForTheBaseline("edge")
                                .refused(DENIED),
                        "wait 1s: edge is not back yet (not allowed); asked again at 08:00:01"),
                row(
                        "again and again, only slower",
                        Situation.of(two())
                                .baking(1)
                                .reverting(ORDERED)
                                .askedForTheBaseline("api")
                                .answered()
                                .shows("api", 0)
                                .askedForTheBaseline("edge")
                                .askedForTheBaseline("edge")
                                .askedForTheBaseline("edge")
                                .askedForTheBaseline("edge")
                                .askedForTheBaseline("edge")
                                .askedForTheBaseline("edge")
                                .askedForTheBaseline("edge")
                                .askedForTheBaseline("edge")
                                .after(30),
                        "restore edge"),
                row("every route read back: it is back", restored(two()), "record back"),
                row(
                        "what others changed beside the weights is kept and told",
                        restored(two()).settingsChanged(),
                        "record back; api: settings outside the weights changed during the plan and were kept; edge:"
                                + " settings outside the weights changed during the plan and were kept"),
                row(
                        "traffic that follows later is told of",
                        restored(Situation.of(two()).settlesIn(Duration.ofMinutes(1)), ORDERED),
                        "record back; api: traffic may follow the old weights until 08:01:00; edge: traffic may follow the"
                                + " old weights until 08:01:00"),
                row(
                        "sticky clients are told of",
                        restored(Situation.of(two()).sticky(), ORDERED),
                        "record back; api: sticky clients may stay where they are until 09:00:00, or longer while they keep"
                                + " coming; edge: sticky clients may stay where they are until 09:00:00, or longer while"
                                + " they keep coming"),
                row(
                        "an exact revert waits for the whole snapshot",
                        Situation.of(two())
                                .baking(1)
                                .reverting(RevertCause.ordered("all of it", true))
                                .settingsChanged(),
                        "restore api exactly; restore edge exactly"),
                row(
                        "and is not back before it shows",
                        restored(Situation.of(two()), RevertCause.ordered("all of it", true))
                                .settingsChanged()
                                .after(1),
                        "restore api exactly; restore edge exactly"),
                row(
                        "an evicting plan takes the new side out of the route",
                        Situation.of(two().evictSticky()).baking(1).reverting(ORDERED),
                        "restore api without [us]; restore edge without [us]"),
                row(
                        "and is back only without it",
                        restored(two().evictSticky()).after(1),
                        "restore api without [us]; restore edge without [us]"),
                row(
                        "back without it",
                        restored(two().evictSticky()).doesNotListUs("api").doesNotListUs("edge"),
                        "record back"),
                row(
                        "a side that was attached is taken out again",
                        Situation.of(two())
                                .doesNotListUs("edge")
                                .started()
                                .listsUs("edge")
                                .happens(new PlanEvent.WeightsVerified(0))
                                .baking(1)
                                .reverting(ORDERED)
                                .askedForTheBaseline("api")
                                .answered()
                                .askedForTheBaseline("edge")
                                .answered()
                                .shows("api", 0)
                                .shows("edge", 0)
                                .after(1),
                        "restore edge"),
                row("the guard looks after a second", guarded(0), "wait 1s: back; guarding until 08:00:30"),
                row("and after two", guarded(1), "wait 1s: back; guarding until 08:00:30"),
                row("and after five", guarded(2), "wait 3s: back; guarding until 08:00:30"),
                row("and after ten", guarded(5), "wait 5s: back; guarding until 08:00:30"),
                row("and after thirty", guarded(10), "wait 20s: back; guarding until 08:00:30"),
                row(
                        "then it is over, and says when traffic was back",
                        guarded(30),
                        "record traffic of api back after 0s: us had 0 % of 100 requests from 08:00:00 to 08:00:05; traffic of edge back after 0s: us had 0 % of 100 requests from 08:00:00 to 08:00:05; reverted"),
                row(
                        "unless a call may still land",
                        guarded(20).askedForTheBaseline("edge").unanswered().after(10),
                        "wait 12s: back; guarding until 08:00:42"),
                row(
                        "until it no longer can",
                        guarded(20).askedForTheBaseline("edge").unanswered().after(22),
                        "record traffic of api back after 0s: us had 0 % of 100 requests from 08:00:00 to 08:00:05; traffic of edge back after 0s: us had 0 % of 100 requests from 08:00:00 to 08:00:05; reverted"),
                row(
                        "a baseline that is lost again is noticed",
                        guarded(5).shows("edge", 5),
                        "record edge left its baseline again: eu 95 %, us 5 %"),
                row("and restored again", guarded(5).shows("edge", 5).settle(), "restore edge"),
                row(
                        "a route that cannot be seen while it is guarded is not called lost",
                        guarded(5).cannotSee("edge", THROTTLED),
                        "wait 1s: cannot see edge: rate exceeded; asked again at 08:00:06"),
                row(
                        "but ends nothing either",
                        guarded(60).cannotSee("edge", THROTTLED),
                        "wait 1s: cannot see edge: rate exceeded; asked again at 08:01:01"),
                row("an ended plan rests", guarded(30).settle(), "rest: put back: back"));
    }

    // ---- situations that several rows share

    /** Baking step 1 while the gate failed over so many windows, the last of them judged just now. */
    private static Situation failing(Specs specs, int windows) {
        Situation situation =
                Situation.of(specs).baking(1).measures("edge", US, Signal.ERROR_RATE, windows > 0 ? 50 : 0);
        for (int i = 0; i < windows; i++) {
            situation.after(10).judged();
        }
        return situation;
    }

    private static Situation missing(Specs specs) {
        return Situation.of(specs)
                .baking(1)
                .misses("edge", US, Signal.ERROR_RATE)
                .after(10)
                .judged();
    }

    private static Gate slower(OnFail onFail) {
        return new Gate(
                "slow",
                Signal.LATENCY_P99,
                Duration.ofSeconds(10),
                new Gate.Judge.Compare(EU, 20),
                onFail,
                OnNoData.HOLD,
                0,
                Set.of("edge"),
                Optional.empty());
    }

    private static Situation driftedAnd(DriftChoice choice) {
        return Situation.of(two())
                .baking(1)
                .shows("edge", 40)
                .settle()
                .happens(new ResumeAsked(Optional.of(choice), "so be it"));
    }

    /** Every call for the baseline was answered, and every route shows it. */
    private static Situation restored(Situation submitted, RevertCause cause) {
        return submitted
                .baking(1)
                .reverting(cause)
                .askedForTheBaseline("api")
                .answered()
                .askedForTheBaseline("edge")
                .answered()
                .shows("api", 0)
                .shows("edge", 0);
    }

    private static Situation restored(Specs specs) {
        return restored(Situation.of(specs), ORDERED);
    }

    /** Back since 08:00:00, and guarded for so many seconds. */
    private static Situation guarded(long seconds) {
        return restored(two()).happens(new BaselineBack(List.of())).after(seconds);
    }
}
