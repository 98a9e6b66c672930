package io.sluice.plan.engine;

import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.ApprovalAsked;
import io.sluice.plan.PlanEvent.ApprovalGiven;
import io.sluice.plan.PlanEvent.ApprovalRejected;
import io.sluice.plan.PlanEvent.ApprovalVoided;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who was asked what, and what has become of it, as the journal tells it. Nothing else is kept about it, so that a word that
 * counts and the memory that it was said are one line.
 */
public final class Askings {
    private static final int PAGE = 500;

    private final PlanStore store;
    private final People people;

    public Askings(PlanStore store, People people) {
        this.store = store;
        this.people = people;
    }

    /** The asking of a person by a line; empty if the line asks nothing. */
    public Optional<Asked> find(PlanId id, long line, Principal person) {
        return store.find(id)
                .flatMap(plan -> question(journal(plan), line, digest(id)))
                .map(question -> new Asked(id, line, person, question.fingerprint()));
    }

    public Standing standing(Asked asked) {
        return store.find(asked.plan()).map(plan -> standing(asked, plan)).orElseGet(Standing.NeverAsked::new);
    }

    /** The standing at the plan's version: an append at that version finds it unchanged. */
    Standing standing(Asked asked, Plan plan) {
        List<JournalLine> journal = journal(plan);
        Optional<Question> question = question(journal, asked.line(), digest(asked.plan()))
                .filter(one -> one.fingerprint().equals(asked.shown()));
        if (question.isEmpty()) {
            return new Standing.NeverAsked();
        }
        Principal submitter = journal.getFirst().by();
        Optional<String> objection = people.objection(
                asked.person(), question.get().group(), submitter, plan.spec().labels());
        if (objection.isPresent()) {
            return new Standing.NotTheirs(objection.get());
        }
        Since since = new Since(plan, question.get().evidence().step(), asked.person());
        journal.stream().filter(line -> line.seq() > asked.line()).forEach(since::follow);
        return since.closed()
                .or(() -> plan.approval()
                        .filter(approval -> approval.rejected().isEmpty())
                        .map(approval -> open(plan, approval, question.get(), submitter)))
                .orElseGet(() -> new Standing.Over(plan));
    }

    private static Standing open(Plan plan, Approval approval, Question question, Principal submitter) {
        return new Standing.Open(plan, approval, question.evidence(), submitter, question.at());
    }

    /** What a line asks. */
    private record Question(String group, ApprovalEvidence evidence, Instant at) {
        /** Of one asking only: the same evidence asked for again is another. */
        String fingerprint() {
            return evidence.fingerprint(at);
        }
    }

    private static Optional<Question> question(List<JournalLine> journal, long seq, String digest) {
        Optional<ApprovalAsked> first = Optional.empty();
        for (JournalLine line : journal) {
            if (line.event() instanceof ApprovalAsked asked) {
                first = Optional.of(asked);
            }
            if (line.seq() == seq) {
                Optional<Map<String, Verdict>> shown = switch (line.event()) {
                    case ApprovalAsked asked -> Optional.of(asked.evidence());
                    case ApprovalVoided voided -> Optional.of(voided.evidence());
                    default -> Optional.empty();
                };
                return first.flatMap(asked -> shown.map(gates ->
                        new Question(asked.group(), new ApprovalEvidence(digest, asked.step(), gates), line.at())));
            }
        }
        return Optional.empty();
    }

    /** What happened after a person was asked. */
    private static final class Since {
        private final Plan plan;
        private final Principal person;
        private Optional<Standing.Spoken> word = Optional.empty();
        private Optional<Standing.AskedAnew> anew = Optional.empty();
        private final int step;
        private boolean over;
        private boolean elsewhere;

        Since(Plan plan, int step, Principal person) {
            this.plan = plan;
            this.step = step;
            this.person = person;
        }

        void follow(JournalLine line) {
            if (anew.isEmpty() && !elsewhere) { // what is said after that is said to another question
                switch (line.event()) {
                    case ApprovalGiven(Principal by, String reason, var _) -> said(by, true, reason, line.at());
                    case ApprovalRejected(Principal by, String reason, var _) -> said(by, false, reason, line.at());
                    case ApprovalVoided(String why, var _, var _) -> anew(line.at(), why);
                    case ApprovalAsked other
                    when other.step() != step -> {
                        over = true;
                        elsewhere = true;
                    }
                    case ApprovalAsked _ -> anew(line.at(), "the step could not be made then");
                    case HoldEnded(String heldBy, String _) -> over = over || heldBy.equals("approval");
                    default -> {}
                }
            }
        }

        private void said(Principal by, boolean yes, String reason, Instant at) {
            if (by.isSamePersonAs(person)) {
                word = Optional.of(new Standing.Spoken(plan, yes, reason, at, Optional.empty()));
            }
        }

        private void anew(Instant at, String why) {
            word = word.map(said -> new Standing.Spoken(plan, said.yes(), said.reason(), said.at(), Optional.of(why)));
            anew = Optional.of(new Standing.AskedAnew(plan, at, why));
        }

        /** Empty: it is still to be answered, if the plan waits. */
        Optional<Standing> closed() {
            return word.<Standing>map(said -> said)
                    .or(() -> anew)
                    .or(() -> over ? Optional.of(new Standing.Over(plan)) : Optional.empty());
        }
    }

    private String digest(PlanId id) {
        return store.document(id).digest();
    }

    /** The plan's lines up to its version. */
    private List<JournalLine> journal(Plan plan) {
        List<JournalLine> journal = new ArrayList<>();
        while (journal.size() < plan.version()) {
            List<JournalLine> page = store.journal(plan.id(), journal.size(), PAGE);
            if (page.isEmpty()) {
                throw new IllegalStateException("the journal of plan " + plan.id() + " ends before its version");
            }
            journal.addAll(page);
        }
        return journal.subList(0, Math.toIntExact(plan.version()));
    }
}
