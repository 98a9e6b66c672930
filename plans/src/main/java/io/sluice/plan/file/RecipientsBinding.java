package io.sluice.plan.file;

import io.sluice.plan.Recipient;
import io.sluice.plan.Severity;
import java.util.List;
import java.util.Optional;

/** Reads who is to be told of a plan. */
final class RecipientsBinding {
    private RecipientsBinding() {}

    /** Empty where the plan says nothing about it; an empty list tells nobody. */
    static Optional<List<Recipient>> bind(Written plan) {
        return plan.field("notify")
                .map(list -> list.items().stream()
                        .flatMap(item -> bindOne(item).stream())
                        .toList());
    }

    private static Optional<Recipient> bindOne(Written item) {
        Optional<Severity> least =
                item.field("minSeverity").map(_ -> Choices.of(item, "minSeverity", Severity.class, Severity.INFO));
        return item.text("receiver").map(receiver -> new Recipient(receiver, least));
    }
}
