package io.sluice.plan.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.plan.Gate;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Schedule;
import io.sluice.plan.Step;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a plan of a tree, with the checks that a schema cannot say. */
final class PlanBinding {
    private static final Duration USUAL_STEP_TIMEOUT = Duration.ofMinutes(10);

    private PlanBinding() {}

    /** Adds what it finds to the faults of the schema; empty only if there are some. */
    static Optional<PlanSpec> bind(JsonNode tree, Faults faults) {
        Written plan = new Written(tree, "", faults);
        Optional<PlanSides> sides = PlanSides.bind(plan);
        Optional<Weights> expect = sides.flatMap(known -> expect(plan, known));
        RoutesBinding.Bound routes = RoutesBinding.bind(plan, sides);
        Schedule schedule = ScheduleBinding.bind(plan);
        Optional<Duration> longestOpening = schedule.bakeOutside() ? Optional.empty() : LongestOpening.of(schedule);
        List<Step> steps = StepsBinding.bind(plan, sides, routes, expect, longestOpening);
        List<Gate> gates = GateBinding.bind(plan, sides, routes);
        Duration stepTimeout =
                plan.field("stepTimeout").flatMap(Durations::readPositive).orElse(USUAL_STEP_TIMEOUT);
        PlanSpec.OnDrift onDrift = Choices.of(plan, "onDrift", PlanSpec.OnDrift.class, PlanSpec.OnDrift.HOLD);
        PlanSpec.OnStuck onStuck = Choices.of(plan, "onStuck", PlanSpec.OnStuck.class, PlanSpec.OnStuck.REVERT);
        PlanSpec.Rounding rounding = Choices.of(plan, "rounding", PlanSpec.Rounding.class, PlanSpec.Rounding.NEAREST);
        PlanSpec.AtEnd atEnd = Choices.of(plan, "atEnd", PlanSpec.AtEnd.class, PlanSpec.AtEnd.KEEP);
        if (atEnd == PlanSpec.AtEnd.KEEP && plan.json().path("schedule").has("every")) {
            plan.missing("atEnd", "must be revert where schedule.every is: the next run begins where this one began");
        }
        Optional<String> name = plan.text("name");
        if (faults.any() || name.isEmpty() || sides.isEmpty() || expect.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PlanSpec(
                name.get(),
                plan.text("description").orElse(""),
                plan.text("owner").orElse(""),
                labels(plan),
                sides.get().all(),
                sides.get().direction().map(PlanSides.Direction::from),
                sides.get().direction().map(PlanSides.Direction::to),
                expect.get(),
                routes.routes(),
                steps,
                gates,
                schedule,
                onDrift,
                stepTimeout,
                onStuck,
                rounding,
                plan.flag("evictSticky"),
                plan.field("alpha").map(written -> written.json().doubleValue()).orElse(PlanSpec.USUAL_ALPHA),
                RecipientsBinding.bind(plan),
                atEnd));
    }

    private static Optional<Weights> expect(Written plan, PlanSides sides) {
        return plan.json().has("expect")
                ? plan.field("expect").flatMap(written -> SplitBinding.bind(written, sides))
                : sides.direction().map(direction -> Weights.allTo(direction.from()));
    }

    private static Map<String, String> labels(Written plan) {
        Map<String, String> labels = new LinkedHashMap<>();
        plan.field("labels")
                .ifPresent(written -> written.fields()
                        .forEach((key, value) -> value.asText().ifPresent(text -> labels.put(key, text))));
        return labels;
    }
}
