package io.sluice.plan.file;

import static java.util.stream.Collectors.joining;

import io.sluice.traffic.Side;
import java.util.List;
import java.util.Optional;

/**
 * The sides of a plan.
 *
 * @param all {@code from} before {@code to}, otherwise by name
 * @param direction empty where the plan gives whole splits
 */
record PlanSides(List<Side> all, Optional<Direction> direction) {
    PlanSides {
        all = List.copyOf(all);
    }

    /** From which side the traffic goes to which. */
    record Direction(Side from, Side to) {}

    /** Empty where faults hide what the sides are. */
    static Optional<PlanSides> bind(Written plan) {
        if (plan.json().has("from") || plan.json().has("to")) {
            return bindDirection(plan);
        }
        if (!plan.json().has("expect")) {
            plan.missing("expect", "is missing; it names the sides of a plan without from and to");
            return Optional.empty();
        }
        Optional<Written> expect = plan.field("expect");
        List<Side> sides = expect.stream()
                .flatMap(written -> written.fields().keySet().stream())
                .sorted()
                .map(Side::new)
                .toList();
        boolean whole =
                expect.isPresent() && sides.size() == expect.get().json().size() && sides.size() > 1;
        return whole ? Optional.of(new PlanSides(sides, Optional.empty())) : Optional.empty();
    }

    private static Optional<PlanSides> bindDirection(Written plan) {
        Optional<Side> from = plan.text("from").map(Side::new);
        Optional<Side> to = plan.text("to").map(Side::new);
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (from.equals(to)) {
            plan.field("to").ifPresent(written -> written.fault("must be another side than from"));
            return Optional.empty();
        }
        Direction direction = new Direction(from.get(), to.get());
        return Optional.of(new PlanSides(List.of(direction.from(), direction.to()), Optional.of(direction)));
    }

    boolean has(String name) {
        return all.stream().anyMatch(side -> side.name().equals(name));
    }

    /** A fault where somebody names a side that the plan does not have. */
    Optional<Side> find(Written name) {
        Optional<String> text = name.asText();
        if (text.isPresent() && !has(text.get())) {
            name.fault("is no side of this plan; its sides are " + this);
            return Optional.empty();
        }
        return text.map(Side::new);
    }

    @Override
    public String toString() {
        return all.stream().map(Side::name).collect(joining(", "));
    }
}
