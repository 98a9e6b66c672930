package io.sluice.plan.notice;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.Recipient;
import io.sluice.plan.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What a receiver wants to hear.
 *
 * @param receiver its name
 * @param minSeverity from where on, unless a plan says something else
 * @param byDefault whether it hears of plans that name nobody
 * @param onlyCalls whether it hears only what calls a person and what sends one home again
 */
public record Hearing(String receiver, Severity minSeverity, boolean byDefault, boolean onlyCalls) {
    /** Whether this receiver is told a notice of a plan. */
    public boolean hears(PlanSpec spec, Notice notice) {
        return hears(spec.recipients(), notice);
    }

    /** The same by those whom a plan names; empty where it names nobody, or cannot be read. */
    public boolean hears(Optional<List<Recipient>> recipients, Notice notice) {
        if (onlyCalls && notice.attention() == Attention.NONE) {
            return false;
        }
        // Whom it was said to that somebody is needed is not looked up: sending home once too often does nothing.
        if (onlyCalls && notice.attention() == Attention.OVER) {
            return recipients.map(this::isNamed).orElse(byDefault);
        }
        return recipients
                .map(named -> isAmong(named, notice))
                .orElseGet(() -> byDefault && notice.heardFrom().isAtLeast(minSeverity));
    }

    private boolean isNamed(List<Recipient> named) {
        return named.stream().anyMatch(one -> one.receiver().equals(receiver));
    }

    private boolean isAmong(List<Recipient> named, Notice notice) {
        return named.stream()
                .anyMatch(one -> one.receiver().equals(receiver)
                        && notice.heardFrom().isAtLeast(one.minSeverity().orElse(minSeverity)));
    }
}
