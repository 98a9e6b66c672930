package io.sluice.app.capsule;

import io.sluice.plan.PlanId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node's files say of a plan that is to go back without the database. */
sealed interface CapsuleAtHand {
    Logger LOG = LoggerFactory.getLogger(CapsuleAtHand.class);

    /** By it the plan can be put back from here. */
    record Usable(Capsule capsule) implements CapsuleAtHand {}

    /** A later plan has one of its routes. */
    record Outlived(Owner by) implements CapsuleAtHand {}

    /**
     * There is none, or none that may be acted on here.
     *
     * @param flaw for people, to go on with after "and"
     */
    record Unusable(String flaw) implements CapsuleAtHand {}

    static CapsuleAtHand of(Reverts.Parts parts, PlanId plan) {
        Optional<Capsule> capsule;
        try {
            capsule = parts.capsules().find(plan);
        } catch (RuntimeException e) {
            LOG.error("{}", e.getMessage());
            return new Unusable("the plan's capsule on this node is damaged");
        }
        if (capsule.isEmpty()) {
            return new Unusable("this node has no capsule of the plan");
        }
        Optional<String> foreign = capsule.get().foreignTo(parts.places());
        if (foreign.isPresent()) {
            return new Unusable("the plan's capsule is not for this node: " + foreign.get());
        }
        return parts.capsules()
                .ownerAfter(capsule.get())
                .<CapsuleAtHand>map(Outlived::new)
                .orElseGet(() -> new Usable(capsule.get()));
    }
}
