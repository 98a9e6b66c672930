package io.sluice.plan.file;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Side;
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
        Optional<Written> webhook = gate.field("webhook");
        Optional<Figure> figure = webhook.isPresent() ? hook(gate, webhook.get()) : new FigureBinding(sides).bind(gate);
        Duration every = gate.field("every").flatMap(GateBinding::every).orElse(USUAL);
        Optional<Set<Side>> judged = gate.field("sides").map(this::sides);
        Optional<Judge> judge = webhook.isPresent()
                ? Optional.of(new Judge.OfHook())
                : gate.field("judge").flatMap(written -> new JudgeBinding(sides, gate, figure, judged).bind(written));
        if (webhook.isEmpty() && !gate.json().has("judge")) {
            gate.missing("judge", "is missing; only a gate with a webhook needs none");
        }
        Set<String> named = NameList.routes(gate, routes);
        Gate.NoDataPolicy onNoData = onNoData(gate);
        new CostBinding(gate).check(figure, judge, onNoData);
        Optional<Figure> shown = figure.or(() -> judge.flatMap(GateBinding::firstScored));
        if (name.isEmpty() || shown.isEmpty() || judge.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Gate(
                name.get(),
                shown.get(),
                every,
                gate.field("initialDelay").flatMap(Durations::read).orElse(Duration.ZERO),
                judge.get(),
                Choices.of(gate, "onFail", Gate.OnFail.class, usualOnFail(shown.get())),
                onNoData,
                Choices.of(gate, "onUndecided", Gate.OnUndecided.class, Gate.OnUndecided.PROCEED),
                gate.field("failureLimit").map(limit -> limit.json().intValue()).orElse(0),
                named,
                judged));
    }

    /** A hook says pass or fail itself, so there is no figure beside it and nothing to judge. */
    private static Optional<Figure> hook(Written gate, Written webhook) {
        for (String other :
                List.of("signal", "metric", "metrics", "counts", "source", "unit", "judge", "onUndecided")) {
            gate.field(other)
                    .ifPresent(place -> place.fault("does not go with a webhook, which passes or fails by itself"));
        }
        return webhook.text("hook").map(Figure.OfHook::new);
    }

    /** Nobody is hurt by what a side costs, and an estimate is no ground to move traffic on in a hurry. */
    private static Gate.OnFail usualOnFail(Figure figure) {
        return figure instanceof Figure.Cost ? Gate.OnFail.HOLD : Gate.OnFail.REVERT;
    }

    private static Optional<Figure> firstScored(Judge judge) {
        return judge instanceof Judge.Canary canary
                ? Optional.of(canary.metrics().getFirst().figure())
                : Optional.empty();
    }

    /** One word for every cause, or one for each. */
    private static Gate.NoDataPolicy onNoData(Written gate) {
        Optional<Written> causes =
                gate.field("onNoData").filter(written -> written.json().isObject());
        if (causes.isEmpty()) {
            return Gate.NoDataPolicy.always(Choices.of(gate, "onNoData", Gate.OnNoData.class, Gate.OnNoData.HOLD));
        }
        return new Gate.NoDataPolicy(
                Choices.of(causes.get(), "idle", Gate.OnNoData.class, Gate.OnNoData.HOLD),
                Choices.of(causes.get(), "notApplied", Gate.OnNoData.class, Gate.OnNoData.HOLD),
                Choices.of(causes.get(), "pipeline", Gate.OnNoData.class, Gate.OnNoData.HOLD));
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
}
