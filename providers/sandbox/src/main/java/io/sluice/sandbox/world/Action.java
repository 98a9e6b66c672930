package io.sluice.sandbox.world;

import java.util.List;
import java.util.OptionalInt;

/** One action of a listener or rule. */
public sealed interface Action {
    OptionalInt order();

    /** Sends the request on to one of the groups, in proportion to their weights. */
    record Forward(OptionalInt order, List<WeightedGroup> groups, Stickiness stickiness) implements Action {
        public Forward {
            groups = List.copyOf(groups);
        }

        public static Forward to(WeightedGroup... groups) {
            return new Forward(OptionalInt.empty(), List.of(groups), Stickiness.OFF);
        }

        public Forward sticky(Stickiness stickiness) {
            return new Forward(order, groups, stickiness);
        }

        public Forward ordered(int order) {
            return new Forward(OptionalInt.of(order), groups, stickiness);
        }

        public boolean contains(String targetGroupArn) {
            return groups.stream().anyMatch(group -> group.targetGroupArn().equals(targetGroupArn));
        }

        /** The share of the group in percent; 0 for a group that is not in here. */
        public double percentOf(String targetGroupArn) {
            double whole = groups.stream().mapToInt(WeightedGroup::weight).sum();
            double part = groups.stream()
                    .filter(group -> group.targetGroupArn().equals(targetGroupArn))
                    .mapToInt(WeightedGroup::weight)
                    .sum();
            return whole == 0 ? 0 : 100 * part / whole;
        }
    }

    /** Any other action, kept as it was given: the sandbox signs nobody in, but must not lose how it would be done. */
    record Other(String type, OptionalInt order, Params details) implements Action {}
}
