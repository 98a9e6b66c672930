package io.sluice.app.links;

import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import io.sluice.plan.engine.Asked;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a link means: one person may answer what they were asked, once and for a while.
 *
 * @param until whole seconds; not good any more at that moment
 */
record ApproveLink(Asked asked, Instant until) {
    /** No field can hold a space. */
    private static final Pattern TEXT = Pattern.compile(
            "(pl_[0-9A-HJKMNP-TV-Z]{26}) ([1-9]\\d{0,17}) ([0-9a-f]{32}) ([1-9]\\d{0,10}) (\\S{1,200})");

    /** The same for the same link. */
    String text() {
        return "%s %d %s %d %s"
                .formatted(
                        asked.plan().value(),
                        asked.line(),
                        asked.shown(),
                        until.getEpochSecond(),
                        asked.person().name());
    }

    static Optional<ApproveLink> read(String text) {
        Matcher found = TEXT.matcher(text);
        return found.matches()
                ? PlanId.find(found.group(1))
                        .map(plan -> new ApproveLink(
                                new Asked(
                                        plan,
                                        Long.parseLong(found.group(2)),
                                        new Principal(found.group(5)).provedBy(Proof.LINK),
                                        found.group(3)),
                                Instant.ofEpochSecond(Long.parseLong(found.group(4)))))
                : Optional.empty();
    }
}
