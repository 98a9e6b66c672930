package io.sluice.plan;

import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a plan has asked of one route and not yet seen the end of.
 *
 * @param outstanding calls without an answer, and those that were answered after a later one: each may still land, or has landed
 *     when nobody waited for it any more
 * @param attempts calls since the plan last changed its wish
 * @param lastAttempt when the last of them was intended
 * @param failure why the last of them was refused for good, if it was
 * @param lastAsked what the last call wanted that was not refused, empty before the first and when that was the baseline
 * @param askedBefore the same of the call before that: it counts again if the last one is refused
 * @param touched whether a call for weights was ever answered as done here
 * @param changedAt when a call last may have taken effect here: it was sent, answered as done, or given up without an answer;
 *     traffic follows from then on, on some clouds only slowly
 * @param restored whether a call for the baseline was answered since the revert began
 * @param trouble what came of the last call that was not done, for people: it was refused, for good or not, or never answered; empty
 *     once one is done
 */
public record RouteLedger(
        List<Outstanding> outstanding,
        int attempts,
        Optional<Instant> lastAttempt,
        Optional<String> failure,
        Optional<Weights> lastAsked,
        Optional<Weights> askedBefore,
        boolean touched,
        Optional<Instant> changedAt,
        boolean restored,
        Optional<String> trouble) {
    public RouteLedger {
        outstanding = List.copyOf(outstanding);
    }

    /**
     * So many calls for weights are remembered after they can land no more: a bound on memory, well above how often one step of
     * ten minutes asks a cloud that never answers.
     */
    private static final int MOST_LATE = 32;

    /**
     * A call that was intended and has no answer, or had it too late.
     *
     * @param to empty: the baseline
     */
    public record Outstanding(int write, Optional<Weights> to, Instant mayLandUntil) {}

    public static final RouteLedger EMPTY = new RouteLedger(
            List.of(),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            Optional.empty());

    /** Whether the last call wanted other weights: a look that shows these may then be older than that call. */
    public boolean lastAskedOther(Weights wish) {
        return lastAsked.filter(asked -> !asked.equals(wish)).isPresent();
    }

    /** Whether the plan may have changed the route: a call for weights was done, or was never answered. */
    public boolean mayHaveMoved() {
        return touched || outstanding.stream().anyMatch(call -> call.to().isPresent());
    }

    /** The calls that can still take effect. */
    public List<Outstanding> outstandingAt(Instant now) {
        return outstanding.stream()
                .filter(call -> now.isBefore(call.mayLandUntil()))
                .toList();
    }

    /**
     * Calls for weights that should have no effect any more, the oldest first: they may have had it unseen, or have it yet, as those
     * of a process that was frozen between its last check and the send.
     */
    public List<Outstanding> lateAt(Instant now) {
        return outstanding.stream()
                .filter(call -> call.to().isPresent() && !now.isBefore(call.mayLandUntil()))
                .toList();
    }

    RouteLedger intended(PlanEvent.WriteIntended intent, Instant at) {
        List<Outstanding> more = new ArrayList<>(outstanding);
        // Calls for weights are remembered even when they can land no more: they may have.
        more.removeIf(call -> call.to().isEmpty() && !at.isBefore(call.mayLandUntil()));
        List<Outstanding> late = lateAt(at);
        more.removeAll(late.subList(0, Math.max(0, late.size() - MOST_LATE)));
        more.add(new Outstanding(intent.write(), intent.to(), intent.mayLandUntil()));
        return new RouteLedger(
                more,
                attempts + 1,
                Optional.of(at),
                Optional.empty(),
                intent.to(),
                lastAsked,
                touched || late.size() > MOST_LATE,
                Optional.of(at),
                restored && intent.to().isEmpty(),
                trouble);
    }

    /** The call was answered; calls of other routes are none of this one's business. */
    RouteLedger applied(int write, Instant at) {
        Optional<Outstanding> call = find(write);
        if (call.isEmpty()) {
            return this;
        }
        boolean baseline = call.get().to().isEmpty();
        // An answer after a later call for other weights: nobody knows which of the two took effect last.
        boolean overtaken = !baseline && !lastAsked.equals(call.get().to());
        return new RouteLedger(
                overtaken ? endedAt(call.get(), at) : without(write),
                attempts,
                lastAttempt,
                Optional.empty(),
                lastAsked,
                askedBefore,
                touched || !baseline,
                Optional.of(at),
                restored || baseline,
                Optional.empty());
    }

    /** The call landed when nobody waited for it any more, and will not do so again. */
    RouteLedger landedLate(int write) {
        return find(write).isEmpty()
                ? this
                : new RouteLedger(
                        without(write),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        lastAsked,
                        askedBefore,
                        true,
                        changedAt,
                        restored,
                        trouble);
    }

    /** Nobody knows what the call did; it may have been done until just now. */
    RouteLedger unknown(PlanEvent.WriteUnknown unanswered, Instant at) {
        int write = unanswered.write();
        return find(write).isEmpty()
                ? this
                : new RouteLedger(
                        outstanding,
                        attempts,
                        lastAttempt,
                        failure,
                        lastAsked,
                        askedBefore,
                        touched,
                        Optional.of(at),
                        restored,
                        Optional.of(unanswered.detail()));
    }

    RouteLedger refused(PlanEvent.WriteRefused refusal) {
        Optional<Outstanding> call = find(refusal.write());
        if (call.isEmpty()) {
            return this;
        }
        Optional<String> why = refusal.passing() ? Optional.empty() : Optional.of(refusal.detail());
        // It asked for nothing: a look that shows its weights may still be older than the call before it.
        boolean last = lastAsked.equals(call.get().to());
        return new RouteLedger(
                without(refusal.write()),
                attempts,
                lastAttempt,
                why,
                last ? askedBefore : lastAsked,
                askedBefore,
                touched,
                changedAt,
                restored,
                Optional.of(refusal.detail()));
    }

    /** A new wish: earlier attempts no longer slow it down, what may still land stays. */
    RouteLedger fresh() {
        return new RouteLedger(
                outstanding,
                0,
                Optional.empty(),
                Optional.empty(),
                lastAsked,
                askedBefore,
                touched,
                changedAt,
                restored,
                Optional.empty());
    }

    RouteLedger reverting(boolean takenOver) {
        return new RouteLedger(
                outstanding,
                0,
                Optional.empty(),
                Optional.empty(),
                lastAsked,
                askedBefore,
                touched || takenOver,
                changedAt,
                false,
                Optional.empty());
    }

    private List<Outstanding> endedAt(Outstanding ended, Instant at) {
        Instant end = ended.mayLandUntil().isBefore(at) ? ended.mayLandUntil() : at;
        return outstanding.stream()
                .map(call -> call.equals(ended) ? new Outstanding(call.write(), call.to(), end) : call)
                .toList();
    }

    private Optional<Outstanding> find(int write) {
        return outstanding.stream().filter(call -> call.write() == write).findFirst();
    }

    private List<Outstanding> without(int write) {
        return outstanding.stream().filter(call -> call.write() != write).toList();
    }
}
