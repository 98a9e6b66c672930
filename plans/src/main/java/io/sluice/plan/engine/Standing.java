package io.sluice.plan.engine;

import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.Plan;
import io.sluice.plan.Principal;
import java.time.Instant;
import java.util.Optional;

/** What has become of asking one person once. */
public sealed interface Standing {
    /**
     * The plan waits, and this person has not spoken.
     *
     * @param submitter whose plan it is
     */
    record Open(Plan plan, Approval approval, ApprovalEvidence evidence, Principal submitter, Instant askedAt)
            implements Standing {}

    /**
     * This person has spoken, by whatever way.
     *
     * @param yes whether they approved
     * @param voided why that counts no more, if it does not
     */
    record Spoken(Plan plan, boolean yes, String reason, Instant at, Optional<String> voided) implements Standing {}

    /** What was shown is out of date: people were asked again. */
    record AskedAnew(Plan plan, Instant at, String why) implements Standing {}

    /** The plan waits for nobody's word any more. */
    record Over(Plan plan) implements Standing {}

    /** This person may not decide: not of the group, or the submitter. */
    record NotTheirs(String why) implements Standing {}

    /** There is no such plan, or it never asked that. */
    record NeverAsked() implements Standing {}
}
