package io.sluice.app.capsule;

import io.sluice.app.capsule.BoundedQueries.Said;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a plan that goes back from its capsule is not to be put back any more: others have seen to it, or have its routes. Whoever
 * delivers orders ends its revert then.
 */
record OverElsewhere(Reverts.Parts parts, RevertOrder order, PlanId plan) implements Supplier<Optional<Boolean>> {
    private static final Logger LOG = LoggerFactory.getLogger(OverElsewhere.class);

    /** Empty: the database does not say. */
    @Override
    public Optional<Boolean> get() {
        try {
            return parts.polls().within(parts.patience().answer(), this::isOver)
                            instanceof Said.Answer<Boolean>(Boolean over)
                    ? Optional.of(over)
                    : Optional.empty();
        } catch (RuntimeException e) {
            LOG.error("the database failed while plan {} is put back from its capsule", plan, e);
            return Optional.empty();
        }
    }

    private boolean isOver() {
        Optional<Plan> found = parts.store().find(plan);
        if (found.filter(known -> !known.isTerminal()).isPresent()) {
            return false; // its routes are its own
        }
        return found.flatMap(Plan::endedAt)
                        .filter(ended -> ended.isAfter(order.at()))
                        .isPresent()
                || isOwnedByAnother();
    }

    private boolean isOwnedByAnother() {
        Optional<PlanId> back = parts.store().findRevertOf(plan);
        return parts.capsules().sound(plan).stream()
                .flatMap(capsule -> capsule.routeKeys().values().stream())
                .anyMatch(key -> parts.store()
                        .findOwner(key)
                        .filter(owner -> !back.equals(Optional.of(owner)))
                        .isPresent());
    }
}
