package io.sluice.plan.engine;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A revert that one node accepted without the store: it puts the routes back with nothing but the plan's capsule and their clouds, and
 * goes on telling the store until it has heard of it. The record outlives the process, as a synced file does.
 */
final class RevertAlone {
    private static final Duration MERGED_EVERY = Duration.ofSeconds(1);

    private Optional<Plan> ordered = Optional.empty();
    private Optional<LastResort> way = Optional.empty();
    private Instant nextLook = Instant.MAX;
    private Instant nextMerge = Instant.MAX;
    private int ways;

    boolean isPending() {
        return ordered.isPresent();
    }

    /** Takes the order to put a plan back, as its capsule has it. */
    void accept(Plan plan, Instant now) {
        ordered = Optional.of(plan);
        nextMerge = now.plus(MERGED_EVERY);
        nextLook = now;
    }

    void forget() {
        ordered = Optional.empty();
        begin(Instant.MAX);
    }

    /** A process comes up, and finds the record. */
    void begin(Instant now) {
        way = Optional.empty();
        nextLook = isPending() ? now : Instant.MAX;
        nextMerge = nextLook;
    }

    Instant next() {
        return nextLook.isBefore(nextMerge) ? nextLook : nextMerge;
    }

    /** Looks, or tells the store, whatever is due. */
    void wake(Instant now, LastResort.Parts parts, Runnable tell) {
        if (!nextLook.isAfter(now)) {
            nextLook = now.plus(MERGED_EVERY); // if this one dies or fails in the middle
            LastResort last = way.orElseGet(() -> begun(parts));
            way = Optional.of(last);
            Optional<Instant> next = last.look();
            nextLook = next.filter(_ -> isPending()) // it may have been told meanwhile
                    .map(at -> now.plus(Duration.between(parts.clock().instant(), at)))
                    .orElse(Instant.MAX);
        } else {
            nextMerge = now.plus(MERGED_EVERY);
            tell.run();
            ordered = Optional.empty(); // the store has heard of it, and who ticks the plan does the rest
            begin(now);
        }
    }

    private LastResort begun(LastResort.Parts parts) {
        Plan plan = ordered.orElseThrow();
        return LastResort.of(
                new PlanId("pl_%02d%024d".formatted(90, ++ways)),
                new LastResort.Order(
                        plan.id(),
                        plan.spec(),
                        new PlanStore.Document("{}", "sha256:0", Map.of(), Optional.empty()),
                        plan.baseline().orElseThrow(),
                        RevertCause.ordered("back", false),
                        Principal.LOCAL,
                        parts.clock().instant()),
                parts);
    }

    /** Whether a request is one of these and not the plan's own. */
    static boolean sent(String requestId) {
        return requestId.chars().filter(letter -> letter == '-').count() == 2;
    }
}
