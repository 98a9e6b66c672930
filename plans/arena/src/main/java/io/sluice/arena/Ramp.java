package io.sluice.arena;

import java.util.List;

/** The plan that everybody judges: which share the judged side has, and for how long at least. */
record Ramp(List<Step> steps) {
    /**
     * @param share of the traffic, 0 to 1
     * @param bakeMinutes at least
     */
    record Step(double share, int bakeMinutes) {}

    static final Ramp USUAL = new Ramp(List.of(
            new Step(0.01, 30),
            new Step(0.05, 30),
            new Step(0.10, 20),
            new Step(0.25, 20),
            new Step(0.50, 20),
            new Step(1.00, 10)));

    /** How long it takes when no judge makes it wait. */
    int minutes() {
        return steps.stream().mapToInt(Step::bakeMinutes).sum();
    }
}
