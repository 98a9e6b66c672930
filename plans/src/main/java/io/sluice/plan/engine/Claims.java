package io.sluice.plan.engine;

import static java.util.Comparator.comparing;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * The claims that this process has just now, and how long each permits anything by the process's own monotonic clock.
 *
 * <p>A claim is short, so that a dead process blocks nobody for long, and is renewed while a tick runs under it, however long
 * its calls take. A process that is frozen renews nothing: when it wakes its claims are over, and it sends nothing under them.
 */
public final class Claims {
    /** What a claim lasts: a plan whose process has died is free after it. */
    public static final Duration LENGTH = Duration.ofSeconds(2);

    /** How often claims are to be renewed: three renewals in a row may fail before a claim is over. */
    public static final Duration RENEWED_EVERY = Duration.ofMillis(500);

    private final PlanStore store;
    private final LongSupplier nanoTime;
    private final Duration length;

    /** In one order in every process: who renews many at once never waits for another who has some of them in hand. */
    private final ConcurrentNavigableMap<Claim, Lease> open =
            new ConcurrentSkipListMap<>(comparing(Claim::plan).thenComparingLong(Claim::epoch));

    /**
     * None yet.
     *
     * @param nanoTime a monotonic clock
     * @param length of each claim
     */
    public Claims(PlanStore store, LongSupplier nanoTime, Duration length) {
        if (!length.isPositive()) {
            throw new IllegalArgumentException("a claim lasts a while, not " + length);
        }
        this.store = store;
        this.nanoTime = nanoTime;
        this.length = length;
    }

    /** One claim, from its grant to its return. */
    public final class Lease {
        private final Claim claim;
        /** Counted from before the store was asked, so it is over here before it is over there. */
        private volatile long askedAt;

        private volatile boolean lost;

        private Lease(Claim claim, long askedAt) {
            this.claim = claim;
            this.askedAt = askedAt;
        }

        Claim claim() {
            return claim;
        }

        /** The plan that it is for. */
        public PlanId plan() {
            return claim.plan();
        }

        /** Whether it still permits anything, as far as this process knows. */
        boolean isGood() {
            return !lost && nanoTime.getAsLong() - askedAt < length.toNanos();
        }

        /** Somebody else has claimed the plan since; it permits nothing any more. */
        boolean isLost() {
            return lost;
        }

        /**
         * Has it last on though it is over, as after a standstill of this process, unless somebody came after it.
         *
         * @return whether it lasts
         * @throws StoreUnavailable if the store does not say
         */
        boolean revive() {
            long revivedAt = nanoTime.getAsLong();
            if (lost || !store.renew(Set.of(claim), length).contains(claim)) {
                lost = true;
                return false;
            }
            askedAt = revivedAt;
            return true;
        }
    }

    /** The claim on a plan, unless somebody else has it. */
    Optional<Lease> claim(PlanId plan) {
        long askedAt = nanoTime.getAsLong();
        return store.claim(plan, length).map(claim -> opened(claim, askedAt));
    }

    /** The same, and only if its look is due. */
    Optional<Lease> claimIfDue(PlanId plan, Instant now) {
        long askedAt = nanoTime.getAsLong();
        return store.claimIfDue(plan, now, length).map(claim -> opened(claim, askedAt));
    }

    /** Claims on up to {@code limit} plans whose look is due and that nobody has. */
    public List<Lease> claimDue(Instant now, int limit) {
        long askedAt = nanoTime.getAsLong();
        return store.claimDue(now, limit, length).stream()
                .map(claim -> opened(claim, askedAt))
                .toList();
    }

    /** The claim on a plan, whoever had it. */
    Lease seize(PlanId plan) {
        long askedAt = nanoTime.getAsLong();
        Lease seized = opened(store.seize(plan, length), askedAt);
        // Whom it was taken from in this process need not ask the store to know.
        open.values().stream()
                .filter(lease -> lease.plan().equals(plan)
                        && lease.claim.epoch() < seized.claim().epoch())
                .forEach(lease -> lease.lost = true);
        return seized;
    }

    /** Lets whatever this process has of a plan permit nothing any more: it goes back without the store, which cannot say so. */
    public void forfeit(PlanId plan) {
        open.values().stream().filter(lease -> lease.plan().equals(plan)).forEach(lease -> lease.lost = true);
    }

    /** How many there are just now. */
    public int held() {
        return open.size();
    }

    private Lease opened(Claim claim, long askedAt) {
        Lease lease = new Lease(claim, askedAt);
        open.put(claim, lease);
        return lease;
    }

    /**
     * Gives a claim back.
     *
     * @param decidedAt the version of the plan that the look was decided for
     * @param lookAt when the plan is to be looked at next
     */
    void release(Lease lease, long decidedAt, Instant lookAt) {
        open.remove(lease.claim); // also if the store does not hear of it: the claim is over by itself then
        store.release(lease.claim, decidedAt, lookAt);
    }

    /**
     * Renews every claim; to be called {@link #RENEWED_EVERY} so often, by a monotonic clock.
     *
     * @throws StoreUnavailable if the store does not answer; claims that it may still have renewed are not taken for renewed
     */
    public void renewAll() {
        List<Lease> leases = open.values().stream().filter(lease -> !lease.lost).toList();
        if (leases.isEmpty()) {
            return;
        }
        long askedAt = nanoTime.getAsLong();
        Set<Claim> ours = store.renew(leases.stream().map(Lease::claim).toList(), length);
        for (Lease lease : leases) {
            if (ours.contains(lease.claim)) {
                lease.askedAt = askedAt;
            } else {
                lease.lost = true;
            }
        }
    }
}
