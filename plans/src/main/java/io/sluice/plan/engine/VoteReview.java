package io.sluice.plan.engine;

import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.ApprovalGiven;
import io.sluice.plan.PlanEvent.ApprovalVoided;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import io.sluice.plan.Step;
import io.sluice.plan.Vote;
import io.sluice.plan.engine.PlanStore.PlanQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes back what people said who may say it no more. Who is in a group changes with the configuration, and so with a start: a vote
 * of somebody who has left since would otherwise still count when the window opens.
 */
public final class VoteReview {
    private static final int PAGE = 100;

    private final PlanStore store;
    private final PlanJournal journal;
    private final People people;
    private final InstantSource clock;

    public VoteReview(PlanStore store, PlanJournal journal, People people, InstantSource clock) {
        this.store = store;
        this.journal = journal;
        this.people = people;
        this.clock = clock;
    }

    /** Asks again wherever somebody's vote counts no more; to be called once, before anything else moves plans. */
    public void review() {
        Optional<PlanId> after = Optional.empty();
        List<Plan> page;
        do {
            page = store.list(new PlanQuery(Set.of("held"), Map.of(), Optional.empty(), Optional.empty(), after, PAGE));
            page.forEach(this::review);
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    private void review(Plan plan) {
        Optional<Approval> asked =
                plan.approval().filter(approval -> approval.rejected().isEmpty());
        if (asked.isEmpty()) {
            return;
        }
        Principal submitter = store.journal(plan.id(), 0, 1).getFirst().by();
        Optional<String> objection = asked.get().votes().stream()
                .map(Vote::by)
                .filter(voter -> !isVisitor(plan, voter))
                .flatMap(
                        voter -> people
                                .objection(
                                        voter,
                                        asked.get().group(),
                                        submitter,
                                        plan.spec().labels())
                                .stream())
                .findFirst();
        if (objection.isPresent()) {
            Instant now = clock.instant();
            Optional<Instant> until = plan.spec().step(asked.get().step()) instanceof Step.Approval step
                    ? step.timeout().map(now::plus)
                    : Optional.empty();
            var _ = journal.append(
                    plan,
                    List.of(new ApprovalVoided(objection.get(), asked.get().evidence(), until)),
                    Principal.SLUICE,
                    now);
        }
    }

    /** Their groups are in no configuration, so a start changes nothing of them. */
    private boolean isVisitor(Plan plan, Principal voter) {
        return people.visitors().isPresent()
                && store.journal(plan.id(), 0, Integer.MAX_VALUE).stream()
                        .filter(line -> line.event() instanceof ApprovalGiven
                                && line.by().isSamePersonAs(voter))
                        .reduce((_, last) -> last)
                        .flatMap(line -> line.by().how())
                        .filter(Proof.OIDC::equals)
                        .isPresent();
    }
}
