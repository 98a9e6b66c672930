package io.sluice.app.store;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which nodes have which plans' capsules on their disks, as they have said themselves.
 *
 * <p>A plan that has just started is wanted: every node fetches it, and its first write waits for all that are live. One that joins
 * later fetches all there are, after it has said that it joins; so either the plan finds the node, or the node the plan.
 *
 * <p>All methods throw {@link StoreUnavailable} if the database does not do it.
 */
public final class CapsuleAcks {
    private final Transactions transactions;
    private final CapsuleAckRows rows = new CapsuleAckRows();
    private final LongAdder acknowledged = new LongAdder();

    public CapsuleAcks(Database database) {
        this.transactions = new Transactions(database);
    }

    /**
     * A live node that has not said that it has a capsule.
     *
     * @param trouble why it cannot keep any, as it says itself
     */
    public record Awaited(String name, Optional<String> trouble) {}

    /** Who of the live nodes lacks the capsule of a plan that has started; all nodes are asked for it. */
    public List<Awaited> awaited(PlanId plan) {
        return transactions.ask("look who has the capsule of " + plan, handle -> {
            List<Awaited> awaited = rows.awaited(handle, plan);
            // Also where nobody lacks it: who was just silent for too long may be back, and not know yet.
            rows.want(handle, plan);
            return awaited;
        });
    }

    /** The plans whose capsules a node is asked for. */
    public List<PlanId> wantedFrom(String node) {
        return transactions.ask("look for capsules to fetch", handle -> rows.wantedFrom(handle, node));
    }

    /** Says that a node has the capsule of a plan; does nothing if it is known, or the node is not. */
    public void acknowledge(PlanId plan, String node) {
        if (transactions.ask("hear of the capsule of " + plan, handle -> rows.acknowledge(handle, plan, node))) {
            acknowledged.increment();
        }
    }

    /** How many this process has said that were not known. */
    public long acknowledged() {
        return acknowledged.sum();
    }

    /** Every plan under way that may have started, newest first. */
    public List<PlanId> underWay() {
        return transactions.ask("list plans under way", rows::underWay);
    }

    /** Plans that ended at a time or after it. */
    public List<PlanId> endedSince(Instant since) {
        return transactions.ask("look for plans that ended", handle -> rows.endedSince(handle, since));
    }

    /** Those of some plans that have ended. */
    public List<PlanId> endedAmong(List<PlanId> plans) {
        return transactions.ask("look for plans that ended", handle -> rows.endedAmong(handle, plans));
    }

    /** Removes what counts no more. */
    public void forget() {
        transactions.run("remove old words of capsules", rows::forget);
    }
}
