package io.sluice.plan.file;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the gates. */
final class GateBinding {
    /** No cloud publishes figures faster, and none of ours slower than a day. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration USUAL = Duration.ofSeconds(60);

    private final Optional<PlanSides> sides;
    private final RoutesBinding.Bound routes;
    private final Map<String, String> placeByName = new HashMap<>();

    private GateBinding(Optional<PlanSides> sides, RoutesBinding.Bound routes) {
        this.sides = sides;
        this.routes = routes;
    }

    static List<Gate> bind(Written plan, Optional<PlanSides> sides, RoutesBinding.Bound routes) {
        GateBinding binding = new GateBinding(sides, routes);
        return plan.field("gates").stream()
                .flatMap(gates -> gates.items().stream())
                .flatMap(gate -> binding.bind(gate).stream())
                .toList();
    }

    private Optional<Gate> bind(Written gate) {
        Optional<String> name = gate.text("name");
        name.ifPresent(text -> checkOnce(gate, text));
        Optional<Signal> signal = gate.text("signal").flatMap(Signal::find);
        Duration every = gate.field("every").flatMap(GateBinding::every).orElse(USUAL);
        Optional<Set<Side>> judged = gate.field("sides").map(this::sides);
        Optional<Judge> judge = gate.field("judge").flatMap(written -> judge(written, signal, judged));
        Set<String> named = NameList.routes(gate, routes);
        if (name.isEmpty() || signal.isEmpty() || judge.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Gate(
                name.get(),
                signal.get(),
                every,
                judge.get(),
                Choices.of(gate, "onFail", Gate.OnFail.class, Gate.OnFail.REVERT),
                Choices.of(gate, "onNoData", Gate.OnNoData.class, Gate.OnNoData.HOLD),
                gate.field("failureLimit").map(limit -> limit.json().intValue()).orElse(0),
                named,
                judged));
    }

    private void checkOnce(Written gate, String name) {
        String first = placeByName.putIfAbsent(name, gate.pointer() + "/name");
        if (first != null) {
            gate.missing("name", "is taken: " + first + " is the same name");
        }
    }

    private static Optional<Duration> every(Written written) {
        Optional<Duration> every = Durations.read(written);
        if (every.isPresent()
                && (every.get().compareTo(SHORTEST) < 0 || every.get().compareTo(LONGEST) > 0)) {
            written.fault("must be " + DurationWords.write(SHORTEST) + " to " + DurationWords.write(LONGEST));
            return Optional.empty();
        }
        return every;
    }

    private Set<Side> sides(Written list) {
        Set<Side> named = new LinkedHashSet<>();
        sides.ifPresent(known -> list.items().forEach(item -> known.find(item).ifPresent(named::add)));
        return named;
    }

    private Optional<Judge> judge(Written judge, Optional<Signal> signal, Optional<Set<Side>> judged) {
        boolean limits = judge.json().has("min") || judge.json().has("max");
        boolean compares = judge.json().has("compare");
        if (limits && compares) {
            judge.fault("must have either min and max, or compare; two conditions are two gates");
            return Optional.empty();
        }
        return compares ? judge.field("compare").flatMap(compare -> compare(compare, judged)) : limits(judge, signal);
    }

    private static Optional<Judge> limits(Written judge, Optional<Signal> signal) {
        Optional<Double> min = judge.field("min").map(limit -> limit.json().doubleValue());
        Optional<Double> max = judge.field("max").map(limit -> limit.json().doubleValue());
        if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
            judge.fault("can never pass: min is above max");
        }
        if (signal.isPresent() && signal.get().unit().equals("percent")) {
            judge.field("min").ifPresent(GateBinding::checkPercent);
            judge.field("max").ifPresent(GateBinding::checkPercent);
        }
        return min.isPresent() || max.isPresent() ? Optional.of(new Judge.Limits(min, max)) : Optional.empty();
    }

    private static void checkPercent(Written limit) {
        if (limit.json().doubleValue() > 100) {
            limit.fault("is above 100; the signal is in percent");
        }
    }

    private Optional<Judge> compare(Written compare, Optional<Set<Side>> judged) {
        Optional<Written> place = compare.field("with");
        Optional<Side> with = place.flatMap(written -> sides.flatMap(known -> known.find(written)));
        Optional<Double> increase =
                compare.field("maxIncreasePercent").map(limit -> limit.json().doubleValue());
        if (place.isEmpty() || with.isEmpty() || increase.isEmpty()) {
            return Optional.empty();
        }
        if (onlyJudged(judged).equals(Optional.of(with.get()))) {
            place.get().fault("is the very side that is judged; such a gate cannot fail");
        }
        return Optional.of(new Judge.Compare(with.get(), increase.get()));
    }

    /** The side that a gate judges if it is a single one: the one it names, otherwise the one that is not {@code from}. */
    private Optional<Side> onlyJudged(Optional<Set<Side>> named) {
        if (named.isEmpty()) {
            return sides.flatMap(PlanSides::direction).map(PlanSides.Direction::to);
        }
        return named.get().size() == 1 ? named.get().stream().findFirst() : Optional.empty();
    }
}
