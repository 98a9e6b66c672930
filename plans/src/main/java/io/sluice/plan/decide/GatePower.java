package io.sluice.plan.decide;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Plan;
import io.sluice.plan.Step;
import io.sluice.plan.Survey;
import io.sluice.plan.judge.Power;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a step bakes long enough for a gate to see what it guards, from the traffic before the plan.
 *
 * @param step counted from 1
 * @param source a JSON pointer to the written step
 * @param needs how long until a side as good as the other can be told from one beyond the margin; half of all runs take longer;
 *     empty where the traffic before the plan does not say
 * @param bake how long the step bakes at most
 * @param reason one sentence
 */
public record GatePower(
        String gate, int step, String source, String route, Optional<Duration> needs, Duration bake, String reason) {
    /** Longer than any plan. */
    private static final double NEVER = Duration.ofDays(365).toSeconds();

    /** Both sides scatter, and a gate compares them. */
    private static final double OF_A_RATIO = Math.sqrt(2);

    /** Whether the bake is long enough, as far as that is known. */
    public boolean enough() {
        return needs.filter(needed -> needed.compareTo(bake) <= 0).isPresent();
    }

    /** Every gate that weighs a step's windows together, at every step where both sides have traffic; the slowest route counts. */
    public static List<GatePower> of(Plan plan) {
        List<GatePower> all = new ArrayList<>();
        for (Gate gate : plan.spec().gates()) {
            for (int number = 1; number <= plan.spec().steps().size(); number++) {
                if (plan.spec().step(number) instanceof Step.Shift shift) {
                    slowest(plan, gate, number, shift).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    private static Optional<GatePower> slowest(Plan plan, Gate gate, int number, Step.Shift shift) {
        Optional<GatePower> slowest = Optional.empty();
        for (String route : gate.routes().stream().sorted().toList()) {
            for (Side side : judged(plan, gate, shift.weights().of(route))) {
                Optional<GatePower> here = of(plan, gate, number, shift, route, side);
                if (here.isPresent() && (slowest.isEmpty() || isSlower(here.get(), slowest.get()))) {
                    slowest = here;
                }
            }
        }
        return slowest;
    }

    private static boolean isSlower(GatePower one, GatePower other) {
        return other.needs().isPresent()
                && (one.needs().isEmpty()
                        || one.needs().get().compareTo(other.needs().get()) > 0);
    }

    private static Set<Side> judged(Plan plan, Gate gate, Weights split) {
        Set<Side> sides = plan.spec().judged(gate);
        sides.retainAll(split.sides());
        return sides;
    }

    private static Optional<GatePower> of(Plan plan, Gate gate, int number, Step.Shift shift, String route, Side side) {
        Optional<Survey> survey = Optional.ofNullable(plan.surveys().get(route));
        Weights split = shift.weights().of(route);
        double own = split.share(side) / (double) Weights.WHOLE;
        Optional<Double> windows;
        switch (gate.judge()) {
            case Judge.Sequential judge
            when split.has(judge.with()) -> {
                double other = split.share(judge.with()) / (double) Weights.WHOLE;
                windows = windows(gate, judge, survey, own / (own + other), own + other);
            }
            case Judge.Share judge
            when own < 1 ->
                windows = requests(survey, gate)
                        .map(requests -> Power.shareWindows(requests, own, judge.marginPercent() / 100));
            case Judge.Sequential _,
                    Judge.Share _,
                    Judge.Limits _,
                    Judge.Compare _,
                    Judge.Canary _,
                    Judge.BurnRate _,
                    Judge.Budget _,
                    Judge.OfHook _ -> {
                return Optional.empty();
            }
        }
        Duration lag = survey.map(Survey::untilRead).orElse(Duration.ZERO);
        Duration length = length(survey, gate);
        Optional<Duration> needs = windows.filter(count -> count * length.toSeconds() < NEVER)
                .map(count -> length.multipliedBy((long) Math.ceil(count))
                        .plus(lag)
                        .plus(Gates.delay(plan.spec(), gate, number, route)));
        return Optional.of(new GatePower(
                gate.name(),
                number,
                shift.source(),
                route,
                needs,
                shift.bake(),
                sentence(gate, route, side, needs, shift.bake(), windows.isPresent())));
    }

    private static Optional<Double> windows(
            Gate gate, Judge.Sequential judge, Optional<Survey> survey, double share, double ofAll) {
        double margin = judge.maxIncreasePercent() / 100;
        if (gate.figure().equals(new Figure.OfRoute(Signal.ERROR_RATE))) {
            return requests(survey, gate)
                    .flatMap(requests -> survey.flatMap(Survey::errorPercent)
                            .map(percent -> Power.rateWindows(requests * ofAll * percent / 100, share, margin)));
        }
        double smaller = Math.min(share, 1 - share) * ofAll;
        int least = GateFigures.leastRequests(gate.figure());
        if (requests(survey, gate).filter(all -> all * smaller < least).isPresent()) {
            return Optional.of(Double.POSITIVE_INFINITY); // hardly a window counts
        }
        return survey.map(Survey::scatter)
                .flatMap(
                        scatter -> Optional.ofNullable(scatter.get(gate.figure().word())))
                .map(scatter -> Power.levelWindows(scatter * OF_A_RATIO, margin));
    }

    private static Optional<Double> requests(Optional<Survey> survey, Gate gate) {
        return survey.flatMap(Survey::requestsPerSecond)
                .map(perSecond -> perSecond * length(survey, gate).toMillis() / 1000.0);
    }

    /** A gate that looks more often than its cloud counts has no more windows for it. */
    private static Duration length(Optional<Survey> survey, Gate gate) {
        return survey.map(Surveys::period)
                .map(period -> SignalWindows.length(period, gate.every()))
                .orElse(gate.every());
    }

    private static String sentence(
            Gate gate, String route, Side side, Optional<Duration> needs, Duration bake, boolean known) {
        if (needs.isEmpty()) {
            return known
                    ? "%s had too little traffic before the plan to say how long %s must bake".formatted(route, side)
                    : "what traffic %s had before the plan is not known".formatted(route);
        }
        String about = Amounts.about(needs.get());
        return needs.get().compareTo(bake) <= 0
                ? "gate %s needs about %s for %s on %s".formatted(gate.name(), about, side, route)
                : "gate %s needs about %s for %s on %s, and the step bakes for %s: it may end undecided"
                        .formatted(gate.name(), about, side, route, Amounts.about(bake));
    }
}
