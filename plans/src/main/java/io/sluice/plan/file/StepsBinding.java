package io.sluice.plan.file;

import io.sluice.plan.Gate;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Step;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the steps one after another, because each starts from the split that the one before it left. */
final class StepsBinding {
    /** Ramps are written in one line and make many steps; nobody reviews more than this. */
    private static final int MOST_STEPS = 1_000;

    /** What an automatic bake takes at most, unless it says so itself. */
    private static final Duration LONGEST_AUTOMATIC = Duration.ofDays(1);

    /** A hook that needs longer is a job, and says so. */
    private static final Duration USUAL_HOOK_TIMEOUT = Duration.ofMinutes(10);

    private final Optional<PlanSides> sides;
    private final RoutesBinding.Bound routes;
    private final Optional<Duration> longestOpening;
    private final boolean gated;
    private final List<Step> bound = new ArrayList<>();
    /** Empty where faults hide what the plan starts from; then only each step by itself is checked. */
    private Optional<RouteWeights> now;

    private StepsBinding(
            Optional<PlanSides> sides,
            RoutesBinding.Bound routes,
            Optional<Weights> expect,
            Optional<Duration> longestOpening,
            boolean gated) {
        this.sides = sides;
        this.gated = gated;
        this.routes = routes;
        this.longestOpening = longestOpening;
        this.now =
                expect.filter(_ -> routes.complete()).map(weights -> new RouteWeights(onAll(routes.names(), weights)));
    }

    /**
     * @param longestOpening how long a bake may last that stands still outside the windows; empty: as long as it likes
     */
    static List<Step> bind(
            Written plan,
            Optional<PlanSides> sides,
            RoutesBinding.Bound routes,
            Optional<Weights> expect,
            Optional<Duration> longestOpening) {
        StepsBinding binding = new StepsBinding(
                sides,
                routes,
                expect,
                longestOpening,
                !plan.json().path("gates").isEmpty());
        plan.field("steps").ifPresent(steps -> {
            steps.items().forEach(binding::add);
            if (!binding.bound.isEmpty() && binding.bound.getLast() instanceof Step.Approval) {
                steps.items().getLast().fault("is the last step, so there is nothing to approve");
            }
        });
        return List.copyOf(binding.bound);
    }

    private void add(Written step) {
        step.fields().forEach((does, how) -> {
            switch (does) {
                case "setWeight" -> setWeight(step, how);
                case "ramp" -> ramp(step, how);
                case "setWeights" -> setWeights(step, how);
                case "pause" -> pause(step, how);
                case "approval" -> approval(step, how);
                case "webhook" -> webhook(step, how);
                default -> how.fault("is no kind of step");
            }
        });
    }

    /** Empty, with a fault, where the plan gives whole splits; empty where faults hide what it gives. */
    private Optional<PlanSides.Direction> direction(Written how) {
        if (sides.isPresent() && sides.get().direction().isEmpty()) {
            how.fault("needs the plan to have from and to; write the whole split with setWeights");
        }
        return sides.flatMap(PlanSides::direction);
    }

    private void setWeight(Written step, Written how) {
        Optional<PlanSides.Direction> direction = direction(how);
        Optional<Written> percent = how.json().isNumber() ? Optional.of(how) : how.field("percent");
        Bake bake = bake(how);
        Set<String> moved = NameList.routes(how, routes);
        Optional<Integer> share = percent.flatMap(Percent::basisPoints);
        if (percent.isPresent() && share.isPresent() && direction.isPresent()) {
            forward(step, percent.get(), direction.get(), share.get(), moved, bake);
        }
    }

    private void ramp(Written step, Written how) {
        Optional<PlanSides.Direction> direction = direction(how);
        Optional<Written> first = how.field("start");
        Optional<Integer> start = first.flatMap(Percent::basisPoints);
        Optional<Integer> end = how.field("end").flatMap(Percent::basisPoints);
        Optional<Integer> by = how.field("by").flatMap(Percent::basisPoints).filter(stride -> stride > 0);
        Bake bake = bake(how);
        Set<String> moved = NameList.routes(how, routes);
        if (first.isEmpty() || start.isEmpty() || end.isEmpty() || by.isEmpty()) {
            return;
        }
        if (start.equals(end)) {
            how.field("end").ifPresent(place -> place.fault("must differ from start; a ramp goes somewhere"));
            return;
        }
        for (int share : rampShares(start.get(), end.get(), by.get())) {
            if (direction.isPresent() && bound.size() <= MOST_STEPS) {
                forward(step, first.get(), direction.get(), share, moved, bake);
            }
        }
    }

    /** From start in equal strides, the last one shortened so that it ends exactly at the end. */
    private static List<Integer> rampShares(int start, int end, int by) {
        List<Integer> shares = new ArrayList<>();
        int stride = start < end ? by : -by;
        for (int share = start; (end - share) * Integer.signum(stride) > 0; share += stride) {
            shares.add(share);
        }
        shares.add(end);
        return shares;
    }

    private void setWeights(Written step, Written how) {
        Bake bake = bake(how);
        Set<String> moved = NameList.routes(how, routes);
        how.field("weights")
                .ifPresent(place -> sides.flatMap(known -> SplitBinding.bind(place, known))
                        .ifPresent(split -> shift(step, place, split, moved, bake)));
    }

    private void pause(Written step, Written how) {
        Optional<Duration> lasts = how.field("for").flatMap(Durations::readPositive);
        add(step, new Step.Pause(step.pointer(), lasts));
    }

    private void approval(Written step, Written how) {
        Optional<Duration> timeout = how.field("timeout").flatMap(Durations::readPositive);
        Step.OnTimeout onTimeout = Choices.of(how, "onTimeout", Step.OnTimeout.class, Step.OnTimeout.HOLD);
        if (how.json().has("onTimeout") && !how.json().has("timeout")) {
            how.field("onTimeout").ifPresent(place -> place.fault("does not go without a timeout"));
        }
        how.text("group")
                .ifPresent(group -> add(
                        step,
                        new Step.Approval(
                                step.pointer(), group, how.json().path("count").asInt(1), timeout, onTimeout)));
    }

    private void webhook(Written step, Written how) {
        Duration timeout = how.field("timeout").flatMap(Durations::readPositive).orElse(USUAL_HOOK_TIMEOUT);
        Gate.OnFail onFail = Choices.of(how, "onFail", Gate.OnFail.class, Gate.OnFail.HOLD);
        how.text("hook").ifPresent(hook -> add(step, new Step.Webhook(step.pointer(), hook, timeout, onFail)));
    }

    /** A move in the plan's direction: the share of {@code to} only rises. */
    private void forward(
            Written step, Written place, PlanSides.Direction direction, int share, Set<String> moved, Bake bake) {
        Side to = direction.to();
        now.flatMap(before -> moved.stream()
                        .map(before::of)
                        .filter(weights -> weights.share(to) > share)
                        .findFirst())
                .ifPresent(weights -> place.fault("goes back from " + Percent.write(weights.share(to)) + " to "
                        + Percent.write(share) + " of " + to
                        + "; where that is meant, write the whole split with setWeights"));
        shift(step, place, Weights.of(to, share, direction.from()), moved, bake);
    }

    private void shift(Written step, Written place, Weights split, Set<String> moved, Bake bake) {
        if (now.isEmpty() || moved.isEmpty()) {
            return; // there are faults already that say why
        }
        RouteWeights before = now.get();
        RouteWeights after = before.with(onAll(moved, split));
        if (after.equals(before)) {
            place.fault("changes nothing: the split is already " + split);
        }
        now = Optional.of(after);
        add(step, new Step.Shift(step.pointer(), after, bake.most(), bake.least()));
    }

    private void add(Written step, Step one) {
        bound.add(one);
        if (bound.size() > MOST_STEPS) {
            step.fault("is beyond step " + MOST_STEPS + ", ramps written out; a plan has no more");
        }
    }

    /**
     * How long a step bakes.
     *
     * @param least given where it ends as soon as every gate has decided
     */
    private record Bake(Duration most, Optional<Duration> least) {}

    private Bake bake(Written how) {
        Optional<Written> written = how.field("bake");
        if (written.isEmpty()) {
            return new Bake(Duration.ZERO, Optional.empty());
        }
        Written place = written.get();
        if (!gated && (place.json().isObject() || place.asText().equals(Optional.of("auto")))) {
            place.fault("needs a gate; nothing else can decide when it ends");
        }
        if (place.asText().equals(Optional.of("auto"))) {
            return new Bake(longestAutomatic(), Optional.of(Duration.ZERO));
        }
        if (!place.json().isObject()) {
            return new Bake(within(place, Durations.read(place)), Optional.empty());
        }
        Duration least = place.field("min").flatMap(Durations::read).orElse(Duration.ZERO);
        Duration most =
                place.field("max").map(max -> within(max, Durations.read(max))).orElseGet(this::longestAutomatic);
        if (!place.json().has("max") && least.compareTo(most) > 0) {
            place.missing(
                    "max",
                    "is missing, and without it a bake ends after %s at the latest, before min"
                            .formatted(DurationWords.write(most)));
        } else if (least.compareTo(most) > 0) {
            place.fault("can never end: min is longer than max");
        }
        return new Bake(most, Optional.of(least));
    }

    private Duration longestAutomatic() {
        return longestOpening
                .filter(opening -> opening.compareTo(LONGEST_AUTOMATIC) < 0)
                .orElse(LONGEST_AUTOMATIC);
    }

    private Duration within(Written place, Optional<Duration> read) {
        Duration bake = read.orElse(Duration.ZERO);
        if (longestOpening.isPresent() && bake.compareTo(longestOpening.get()) > 0) {
            place.fault("is longer than any window is open (" + DurationWords.write(longestOpening.get())
                    + "); bakes stand still outside the windows unless bakeOutside is true");
        }
        return bake;
    }

    private static Map<String, Weights> onAll(Set<String> routes, Weights weights) {
        Map<String, Weights> all = new TreeMap<>();
        routes.forEach(route -> all.put(route, weights));
        return all;
    }
}
