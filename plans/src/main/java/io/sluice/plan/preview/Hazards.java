package io.sluice.plan.preview;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanSpec.AtEnd;
import io.sluice.plan.PlanState;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Step;
import io.sluice.plan.decide.GatePower;
import io.sluice.plan.preview.Rehearsal.OpenEnd;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Timing;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is worth a second look before a plan starts, each a check of its own over what was seen and rehearsed. */
final class Hazards {
    /** More than this of a route's traffic at once is a jump, and no ramp. */
    private static final int MOST_POINTS = 50;

    /** Percentage points that nobody misses. */
    private static final double MOST_ERROR = 0.5;

    /** A side that was to have 1 % and gets 1.2 % has a fifth more than people reckon with. */
    private static final double MOST_OF_A_SHARE = 0.1;

    private static final List<Function<Facts, Stream<Hazard>>> CHECKS = List.of(
            // clients that do not do as the weights say
            Hazards::stickyClients,
            Hazards::lateTraffic,
            Hazards::slowChange,
            Hazards::declared,
            // weights that are not what the plan says
            Hazards::roundedWeights,
            Hazards::sameIntegers,
            Hazards::lostUpdates,
            // steps that are bolder than they look
            Hazards::bigJumps,
            Hazards::wholeWithoutBake,
            Hazards::interruptedBakes,
            Hazards::openEnds,
            Hazards::cutOff,
            Hazards::unknownCalendars,
            Hazards::unaskedHooks,
            // what nobody would notice
            Hazards::noGates,
            Hazards::noHealth,
            Hazards::blindGates,
            Hazards::slowGates,
            Hazards::unusedAlpha);

    private Hazards() {}

    /** What the checks look at. */
    record Facts(
            Scene scene,
            List<NativeWrite> writes,
            List<Stage> stages,
            List<OpenEnd> openEnds,
            Optional<Instant> cutOffAt,
            List<GatePower> power,
            PlanState endsIn) {
        PlanSpec spec() {
            return scene.spec();
        }
    }

    static List<Hazard> of(Facts facts) {
        return CHECKS.stream().flatMap(check -> check.apply(facts)).toList();
    }

    /** A client with a cookie stays with its backend whatever the weights say. */
    private static Stream<Hazard> stickyClients(Facts facts) {
        return ofRoutes(
                facts,
                (route, seen) -> seen.stickiness()
                        .map(
                                lasts ->
                                        "%s keeps a client with its backend for %s: those who came before a step do not move with it%s"
                                                .formatted(
                                                        route,
                                                        DurationWords.write(lasts),
                                                        facts.spec().evictSticky()
                                                                ? ", and a revert takes the new side out for them"
                                                                : ", and a revert does not take them back (evictSticky would)")),
                "sticky-clients");
    }

    /** Resolvers and edges that carry a change everywhere only in time. */
    private static Stream<Hazard> lateTraffic(Facts facts) {
        return ofRoutes(
                facts,
                (route, seen) -> {
                    if (seen.settle().isZero()) {
                        return Optional.empty();
                    }
                    String shorter = shifts(facts.spec())
                            .filter(step -> shift(facts.spec(), step).bake().compareTo(seen.settle()) < 0)
                            .mapToObj(Integer::toString)
                            .collect(joining(", "));
                    return Optional.of(
                            "traffic of %s may follow the weights before a change for %s after it%s, a revert's too%s"
                                    .formatted(
                                            route,
                                            DurationWords.write(seen.settle()),
                                            ", which each step waits for",
                                            shorter.isEmpty()
                                                    ? ""
                                                    : "; the bake of step " + shorter + " is shorter than that"));
                },
                "late-traffic");
    }

    /** A change that is an operation of minutes, and so is its undoing. */
    private static Stream<Hazard> slowChange(Facts facts) {
        return ofRoutes(
                facts,
                (route, _) -> {
                    Timing timing = facts.scene().timing(route);
                    return Optional.of(
                                    "a change of %s may take up to %s until its cloud has done it, and so may taking it back"
                                            .formatted(route, DurationWords.write(timing.changeDeadline())))
                            .filter(_ -> timing.changeDeadline().compareTo(timing.callDeadline()) > 0);
                },
                "slow-change");
    }

    /** What the route's own cloud says of it. */
    private static Stream<Hazard> declared(Facts facts) {
        return IntStream.range(0, facts.spec().routes().size()).boxed().flatMap(i -> {
            String route = facts.spec().routes().get(i).name();
            return facts.scene().around().hazards().getOrDefault(route, List.of()).stream()
                    .map(told -> new Hazard(told.kind().word(), "/routes/" + i, route + ": " + told.sentence()));
        });
    }

    /** Integers that hold the split only about. */
    private static Stream<Hazard> roundedWeights(Facts facts) {
        return facts.writes().stream()
                .filter(write -> write.step() > 0)
                .filter(write -> write.error() > MOST_ERROR || write.error() > MOST_OF_A_SHARE * smallest(write))
                .map(write -> new Hazard(
                        "rounded-weights",
                        source(facts.spec(), write.step()),
                        "step %d wants %s on %s, and its integers %s are %s percentage points beside that"
                                .formatted(
                                        write.step(),
                                        Splits.of(facts.spec(), write.wanted()),
                                        write.route(),
                                        PreviewText.natives(write.to()),
                                        PreviewText.points(write.error()))));
    }

    private static double smallest(NativeWrite write) {
        return write.wanted().shares().values().stream()
                        .mapToInt(Integer::intValue)
                        .min()
                        .orElse(Weights.WHOLE)
                * 100.0
                / Weights.WHOLE;
    }

    /** A step that a route's integers cannot tell from the one before. */
    private static Stream<Hazard> sameIntegers(Facts facts) {
        List<Hazard> hazards = new ArrayList<>();
        for (int step : shifts(facts.spec()).toArray()) {
            for (String route : facts.spec().expected().routes()) {
                Weights before = facts.spec().before(step, route);
                Weights after = shift(facts.spec(), step).weights().of(route);
                ObservedRoute seen = facts.scene().route(route);
                boolean same = !before.equals(after)
                        && seen.traits().scale().holds(before)
                        && seen.traits().scale().holds(after)
                        && seen.traits()
                                .scale()
                                .reachable(before)
                                .equals(seen.traits().scale().reachable(after));
                if (same) {
                    hazards.add(new Hazard(
                            "same-integers",
                            source(facts.spec(), step),
                            "step %d moves nothing on %s: its integers are those of the step before"
                                    .formatted(step, route)));
                }
            }
        }
        return hazards.stream();
    }

    /** Clouds that take a write from an old look. */
    private static Stream<Hazard> lostUpdates(Facts facts) {
        return ofRoutes(
                facts,
                (route, seen) -> Optional.of(
                                "the cloud of %s does not refuse a write from an old look: what somebody else changes in the same moment is written over"
                                        .formatted(route))
                        .filter(_ -> !seen.traits().compareAndSet()),
                "lost-updates");
    }

    private static Stream<Hazard> bigJumps(Facts facts) {
        return shifts(facts.spec())
                .boxed()
                .flatMap(step -> shift(facts.spec(), step).weights().routes().stream()
                        .filter(route -> moved(facts.spec(), step, route) > MOST_POINTS * (Weights.WHOLE / 100))
                        .map(route -> new Hazard(
                                "big-jump",
                                source(facts.spec(), step),
                                "step %d moves %d %% of all traffic of %s at once"
                                        .formatted(
                                                step, moved(facts.spec(), step, route) * 100 / Weights.WHOLE, route))));
    }

    /** Basis points that change sides. */
    private static int moved(PlanSpec spec, int step, String route) {
        Weights before = spec.before(step, route);
        Weights after = shift(spec, step).weights().of(route);
        Set<Side> sides = new HashSet<>(before.sides());
        sides.addAll(after.sides());
        return sides.stream()
                .mapToInt(side -> Math.max(0, after.share(side) - before.share(side)))
                .sum();
    }

    /** The end of a plan is the end of its watching. */
    private static Stream<Hazard> wholeWithoutBake(Facts facts) {
        return shifts(facts.spec())
                .boxed()
                .reduce((_, last) -> last)
                .filter(_ -> facts.spec().atEnd() == AtEnd.KEEP)
                .filter(last -> shift(facts.spec(), last).bake().isZero())
                .filter(last -> facts.spec().to().isEmpty()
                        || shift(facts.spec(), last).weights().byRoute().values().stream()
                                .anyMatch(split -> split.sides()
                                        .equals(Set.of(facts.spec().to().get()))))
                .map(last -> new Hazard(
                        "last-step-without-bake",
                        source(facts.spec(), last),
                        "step %d is the last and does not bake: the plan is over, and nothing reverts by itself any more, after one look at it"
                                .formatted(last)))
                .stream();
    }

    /** A window that shuts around a bake, and what becomes of the step then. */
    private static Stream<Hazard> interruptedBakes(Facts facts) {
        boolean back = facts.spec().schedule().atWindowEnd() == AtWindowEnd.STEP_BACK;
        Stream<Hazard> waiting = facts.stages().stream()
                .filter(stage -> stage.shownAt().isPresent())
                .filter(stage -> windowsWithin(stage) > 0)
                .map(stage -> new Hazard(
                        "interrupted-bake",
                        stage.source().orElse(""),
                        (back
                                        ? "step %d does not bake through before its window shuts: it is taken back for %s, and then made and baked anew"
                                        : "step %d does not bake through before its window shuts: it stays as it is for %s, and its bake goes on later")
                                .formatted(stage.step(), inHours(shut(stage)))));
        return Stream.concat(
                waiting,
                facts.endsIn() instanceof Reverted(RevertCause cause) && cause.kind() == RevertCause.Kind.WINDOW
                        ? Stream.of(
                                new Hazard(
                                        "interrupted-bake",
                                        "/schedule/atWindowEnd",
                                        "the window shuts before the plan is through, and all of it is put back then: it cannot complete like this"))
                        : Stream.empty());
    }

    private static Stream<Stage.Hold> shutAfterShown(Stage stage) {
        return stage.holds().stream()
                .filter(hold -> hold.by().equals("window"))
                .filter(hold -> !hold.from().isBefore(stage.shownAt().orElseThrow()));
    }

    private static long windowsWithin(Stage stage) {
        return shutAfterShown(stage).count();
    }

    private static Duration shut(Stage stage) {
        return shutAfterShown(stage)
                .map(hold -> Duration.between(hold.from(), hold.until()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static String inHours(Duration time) {
        return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }

    private static Stream<Hazard> openEnds(Facts facts) {
        return facts.openEnds().stream()
                .map(end -> new Hazard(
                        "waits-for-a-person",
                        source(facts.spec(), end.step()),
                        "step %d waits (%s), and holds its routes meanwhile; all times after it are as if it went on at once"
                                .formatted(end.step(), end.why())));
    }

    /** More than anybody would read. */
    private static Stream<Hazard> cutOff(Facts facts) {
        return facts.cutOffAt().stream()
                .map(at -> new Hazard(
                        "foreseen-in-part",
                        "",
                        "so much happens in this plan that it is foreseen only until %s; what comes after that is not shown"
                                .formatted(at)));
    }

    /** A calendar that nobody could read lately keeps the plan where it is. */
    private static Stream<Hazard> unknownCalendars(Facts facts) {
        List<Blackout> blackouts = facts.spec().schedule().blackouts();
        return IntStream.range(0, blackouts.size())
                .boxed()
                .flatMap(i -> blackouts.get(i) instanceof Blackout.OfCalendar(String calendar, String _)
                        ? facts.scene().calendars().lack(calendar).stream()
                                .map(why -> new Hazard(
                                        "unknown-calendar",
                                        "/schedule/blackouts/" + i,
                                        "%s; nothing moves forward until it is, and all times here are as if it had no events"
                                                .formatted(why)))
                        : Stream.empty());
    }

    /** Programs of the house that a preview does not call. */
    private static Stream<Hazard> unaskedHooks(Facts facts) {
        PlanSpec spec = facts.spec();
        Stream<Hazard> steps = IntStream.rangeClosed(1, spec.steps().size())
                .boxed()
                .flatMap(step -> spec.step(step) instanceof Step.Webhook webhook
                        ? Stream.of(new Hazard(
                                "hook-not-asked",
                                webhook.source(),
                                "hook %s of step %d was not asked for this preview, which takes it to pass at once; it has %s, and then the plan %s"
                                        .formatted(
                                                webhook.hook(),
                                                step,
                                                DurationWords.write(webhook.timeout()),
                                                webhook.onFail() == Gate.OnFail.REVERT
                                                        ? "is put back"
                                                        : "waits for a person")))
                        : Stream.empty());
        Stream<Hazard> gates = IntStream.range(0, spec.gates().size())
                .boxed()
                .flatMap(i -> spec.gates().get(i).figure() instanceof Figure.OfHook(String hook)
                        ? Stream.of(new Hazard(
                                "hook-not-asked",
                                "/gates/" + i,
                                "hook %s of gate %s was not asked for this preview, which takes it to pass"
                                        .formatted(hook, spec.gates().get(i).name())))
                        : Stream.empty());
        return Stream.concat(steps, gates);
    }

    private static Stream<Hazard> noGates(Facts facts) {
        return facts.spec().gates().isEmpty()
                ? Stream.of(
                        new Hazard(
                                "no-gates",
                                "/gates",
                                "no gate watches what the new side answers: only the built-in guard against sides that are gone reverts by itself"))
                : Stream.empty();
    }

    /** Where even the guard sees nothing. */
    private static Stream<Hazard> noHealth(Facts facts) {
        return ofRoutes(
                facts,
                (route, seen) -> Optional.of(
                                "the cloud of %s does not tell which targets are healthy: the guard against sides that are gone sees nothing there"
                                        .formatted(route))
                        .filter(_ -> !seen.traits().signals().contains(Signal.HEALTHY_TARGETS)),
                "no-health");
    }

    /** Gates that have nothing to compare with at some step. */
    private static Stream<Hazard> blindGates(Facts facts) {
        List<Hazard> hazards = new ArrayList<>();
        for (int i = 0; i < facts.spec().gates().size(); i++) {
            Gate gate = facts.spec().gates().get(i);
            Optional<Side> other = comparedWith(gate).filter(_ -> gate.figure().ofTraffic());
            String steps = shifts(facts.spec())
                    .filter(step -> other.isPresent()
                            && gate.routes().stream()
                                    .anyMatch(route -> !shift(facts.spec(), step)
                                            .weights()
                                            .of(route)
                                            .has(other.get())))
                    .mapToObj(Integer::toString)
                    .collect(joining(", "));
            if (!steps.isEmpty()) {
                hazards.add(new Hazard(
                        "blind-gate",
                        "/gates/" + i,
                        "gate %s judges nothing at step %s: %s has no traffic to compare with there"
                                .formatted(gate.name(), steps, other.orElseThrow())));
            }
        }
        return hazards.stream();
    }

    private static Optional<Side> comparedWith(Gate gate) {
        return switch (gate.judge()) {
            case Judge.Compare compare -> Optional.of(compare.with());
            case Judge.Sequential sequential -> Optional.of(sequential.with());
            case Judge.Canary canary -> Optional.of(canary.with());
            case Judge.Limits _, Judge.Share _, Judge.BurnRate _, Judge.Budget _, Judge.OfHook _ -> Optional.empty();
        };
    }

    private static Stream<Hazard> slowGates(Facts facts) {
        return facts.power().stream()
                .filter(power -> !power.enough())
                .map(power -> new Hazard("slow-gate", power.source(), power.reason()));
    }

    private static Stream<Hazard> unusedAlpha(Facts facts) {
        boolean used = facts.spec().gates().stream()
                .anyMatch(gate -> gate.judge() instanceof Judge.Sequential || gate.judge() instanceof Judge.Share);
        return used || facts.spec().alpha() == PlanSpec.USUAL_ALPHA
                ? Stream.empty()
                : Stream.of(new Hazard(
                        "unused-alpha",
                        "/alpha",
                        "alpha is given, and no gate of the plan is a test that it is the risk of"));
    }

    // ---- reading a plan

    /** What a check says of one route, if anything. */
    private interface OfRoute {
        Optional<String> says(String route, ObservedRoute seen);
    }

    private static Stream<Hazard> ofRoutes(Facts facts, OfRoute check, String name) {
        return IntStream.range(0, facts.spec().routes().size()).boxed().flatMap(i -> {
            String route = facts.spec().routes().get(i).name();
            return check.says(route, facts.scene().route(route)).stream()
                    .map(sentence -> new Hazard(name, "/routes/" + i, sentence));
        });
    }

    private static IntStream shifts(PlanSpec spec) {
        return IntStream.rangeClosed(1, spec.steps().size()).filter(step -> spec.step(step) instanceof Step.Shift);
    }

    private static Step.Shift shift(PlanSpec spec, int step) {
        return (Step.Shift) spec.step(step);
    }

    private static String source(PlanSpec spec, int step) {
        return step == 0 ? "" : spec.step(step).source();
    }
}
