package io.sluice.plan.preview;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Step;
import io.sluice.plan.decide.GatePower;
import io.sluice.plan.preview.Rehearsal.OpenEnd;
import io.sluice.plan.preview.Rehearsal.Run;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a plan will do if all goes well, before anybody starts it.
 *
 * @param at when it was made; the times hold for a plan that is submitted then
 * @param digest names all that its writes depend on but the time
 * @param obstacles why it would not go so now, each as a sentence: a submission would be refused, as a route does not show what the
 *     plan expects or another plan has it, or the plan would wait, as a side that it gives traffic has no healthy target
 * @param startsAt when its baseline is taken; empty if it never is
 * @param end when it is over; empty if it never is, or only after {@code cutOffAt}
 * @param endsAs the word of the state it ends in, or stays in
 * @param openEnds where it waits for somebody; all times after one are too early
 * @param cutOffAt from when on nothing is foreseen any more, as too much happens
 * @param power of the gates that weigh a step's windows together
 * @param cost what it costs more than staying, where prices are configured
 */
public record Preview(
        Instant at,
        PreviewDigest digest,
        Scene scene,
        List<String> obstacles,
        List<NativeWrite> writes,
        List<Stage> stages,
        Optional<Instant> startsAt,
        Optional<Instant> end,
        String endsAs,
        List<OpenEnd> openEnds,
        Optional<Instant> cutOffAt,
        List<GatePower> power,
        List<AccountCalls> calls,
        Optional<RunCost> cost,
        List<Hazard> hazards) {
    public Preview {
        obstacles = List.copyOf(obstacles);
        writes = List.copyOf(writes);
        stages = List.copyOf(stages);
        openEnds = List.copyOf(openEnds);
        power = List.copyOf(power);
        calls = List.copyOf(calls);
        hazards = List.copyOf(hazards);
    }

    /**
     * Rehearses a plan that is submitted now, as if every route showed what it expects.
     *
     * @param owners plans that have its routes, each as a sentence
     */
    public static Preview of(Scene scene, List<String> owners, Instant now) {
        Plan plan = scene.submitted(now);
        Run run = Rehearsal.of(plan, scene.world(), scene.pace(), now);
        List<NativeWrite> writes = run.writes().stream().map(NativeWrite::of).toList();
        List<Stage> stages = Stage.of(run);
        List<GatePower> power = GatePower.of(plan);
        return new Preview(
                now,
                PreviewDigest.of(scene, now),
                scene,
                Stream.of(differences(scene), owners.stream(), deadSides(scene))
                        .flatMap(sentences -> sentences)
                        .toList(),
                writes,
                stages,
                run.plan().startedAt(),
                run.end(),
                run.plan().state().word(),
                run.openEnds(),
                run.cutOffAt(),
                power,
                AccountCalls.of(scene, writes),
                scene.around().cost().map(cost -> RunCost.of(cost, scene, writes, run.end())),
                Hazards.of(new Hazards.Facts(
                        scene,
                        writes,
                        stages,
                        run.openEnds(),
                        run.cutOffAt(),
                        power,
                        run.plan().state())));
    }

    private static Stream<String> differences(Scene scene) {
        Weights expected = scene.spec().expect();
        return scene.spec().routes().stream()
                .map(Route::name)
                .filter(route -> !scene.route(route).shows(expected))
                .map(route -> "%s has %s live, and the plan expects %s, so that a submission is refused"
                        .formatted(route, scene.route(route).weights(), expected));
    }

    /** Sides that nobody answers for; of those that the plan gives no traffic it does not matter. */
    private static Stream<String> deadSides(Scene scene) {
        List<String> dead = new ArrayList<>();
        for (Route route : scene.spec().routes()) {
            scene.around().healthy().getOrDefault(route.name(), Map.of()).forEach((side, targets) -> {
                if (targets instanceof Measured(double healthy)
                        && healthy == 0
                        && getsTraffic(scene.spec(), route, side)) {
                    dead.add("%s has no healthy target on %s, and no traffic is given to it before it has"
                            .formatted(side, route.name()));
                }
            });
        }
        return dead.stream();
    }

    private static boolean getsTraffic(PlanSpec spec, Route route, Side side) {
        return spec.expect().has(side)
                || spec.steps().stream()
                        .anyMatch(step -> step instanceof Step.Shift shift
                                && shift.weights().of(route.name()).has(side));
    }
}
