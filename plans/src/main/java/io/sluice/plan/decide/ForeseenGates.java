package io.sluice.plan.decide;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.GateReading;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.TrafficBack;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.Verdict;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Gates of which none will fail: each passes as soon as its window is complete, and one that weighs windows together once it
 * has seen as much as {@link GatePower} says that it needs; where that cannot be told, at the end of the bake.
 */
public final class ForeseenGates implements Judges, Gates.By {
    /** A gate at a step. */
    private record At(String gate, int step) {}

    private final Map<At, Duration> needs = new HashMap<>();

    /** Those of a plan, by what is known of the traffic before it. */
    public ForeseenGates(Plan plan) {
        for (GatePower power : GatePower.of(plan)) {
            needs.put(new At(power.gate(), power.step()), power.needs().orElse(power.bake()));
        }
    }

    @Override
    public List<Judgement> judge(Plan plan, Observation seen) {
        return Gates.judge(plan, seen, this);
    }

    @Override
    public Optional<Instant> next(Plan plan, Observation seen) {
        Stream<Instant> complete = plan.spec().gates().stream()
                .flatMap(gate -> gate.routes().stream()
                        .map(route -> SignalWindows.firstComplete(
                                plan,
                                seen.timings().of(plan.spec().route(route), gate),
                                Gates.delay(plan, gate, route),
                                gate.every())))
                .flatMap(Optional::stream);
        Stream<Instant> decided = plan.spec().gates().stream().flatMap(gate -> decides(plan, gate).stream());
        return Stream.concat(complete, decided).filter(seen.at()::isBefore).min(Instant::compareTo);
    }

    /** A step whose traffic follows takes no longer for it, so there is nothing to foresee. */
    @Override
    public List<ShareJudgement> shares(Plan plan, Observation seen) {
        return List.of();
    }

    /** At once, and known as soon as anything was counted. */
    @Override
    public TrafficReturns.Known trafficBack(Plan plan, Reverting state, Route route, Observation seen) {
        Instant first = SignalWindows.firstSince(
                state.since(), seen.timing(route.name()).ofMetrics());
        boolean counted = seen.seen(route.name())
                .filter(shown -> shown.traits().signals().contains(Signal.REQUESTS))
                .isPresent();
        return new TrafficReturns.Known(
                new TrafficBack(route.name(), Optional.of(Duration.ZERO), "nothing is wrong"),
                Optional.of(first).filter(_ -> counted).filter(seen.at()::isBefore));
    }

    @Override
    public int mostWindows(Gate gate) {
        return 1;
    }

    @Override
    public GateReading judge(Plan plan, Judging route, Side side, Observation seen) {
        Gate gate = route.figures().gate();
        boolean open = decides(plan, gate).filter(seen.at()::isBefore).isPresent();
        return route.alone(side)
                .orElseGet(() -> reading(
                        route,
                        side,
                        open ? Verdict.UNDECIDED : Verdict.PASS,
                        open ? "has not seen enough to decide" : "nothing is wrong"));
    }

    @Override
    public List<GateReading> judge(Plan plan, Judge.Budget budget, List<Judging> routes, Observation seen) {
        return routes.stream()
                .flatMap(route -> Set.copyOf(plan.spec().sides()).stream()
                        .map(side -> reading(route, side, Verdict.PASS, "nothing is wrong")))
                .toList();
    }

    /** When a gate that weighs windows together has seen enough of the present step. */
    private Optional<Instant> decides(Plan plan, Gate gate) {
        return plan.verifiedAt()
                .flatMap(verified -> Optional.ofNullable(needs.get(new At(gate.name(), Gates.followed(plan))))
                        .map(verified::plus));
    }

    private static GateReading reading(Judging route, Side side, Verdict verdict, String reason) {
        return new GateReading(
                route.figures().route().name(),
                side,
                verdict,
                Optional.empty(),
                Optional.empty(),
                route.figures().gate().figure().unit(),
                Optional.of(route.figures().latest()),
                reason);
    }
}
