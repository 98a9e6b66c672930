package io.sluice.sandbox.faults;

import java.util.Optional;
import java.util.Set;

/**
 * One line of the script: which calls a fault strikes.
 *
 * @param action the API action, {@code ModifyListener} for instance; absent for all
 * @param arn a listener, rule or target group; absent for all
 * @param skip so many matching calls pass first
 * @param times so many calls are struck then; {@link #FOREVER} for all
 */
public record FaultOrder(Fault fault, Optional<String> action, Optional<String> arn, int skip, int times) {
    public static final int FOREVER = Integer.MAX_VALUE;

    public FaultOrder {
        if (skip < 0 || times < 1) {
            throw new IllegalArgumentException("skip must be at least 0, and times at least 1");
        }
    }

    boolean matches(String calledAction, Set<String> calledArns) {
        return action.stream().allMatch(calledAction::equals) && arn.stream().allMatch(calledArns::contains);
    }
}
