package io.sluice.traffic;

import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A bound that a cloud sets on how often one account may ask it for one kind of thing: a token bucket.
 *
 * <p>The engine keeps the bucket; all that is open on the same account shares it by its name.
 *
 * @param name names the bucket: account, region and kind of call, {@code aws/eu-west-1/elbv2-modify}
 * @param burst how many calls may be made at once after a rest, at least 1
 * @param perSecond how many calls a second it allows for long, more than 0
 * @param costs the calls that each operation makes on this bucket at most; an operation that is not named makes none
 * @param routes the routes that call here at all: an account may have kinds of routes with buckets of their own
 */
public record CallQuota(String name, int burst, double perSecond, Map<Operation, Cost> costs, Predicate<Route> routes) {
    /** A bucket of all routes. */
    public CallQuota(String name, int burst, double perSecond, Map<Operation, Cost> costs) {
        this(name, burst, perSecond, costs, _ -> true);
    }

    public CallQuota {
        costs = Map.copyOf(costs);
        if (burst < 1 || !(perSecond > 0 && Double.isFinite(perSecond))) {
            throw new IllegalArgumentException("a bucket %s of %d and %s a second".formatted(name, burst, perSecond));
        }
    }

    /** What the engine does with a provider. */
    public enum Operation {
        /** {@code observe} and {@code snapshot}. */
        LOOK,
        /** {@code apply} and {@code restore}. */
        CHANGE,
        /** {@code read} of a signal source. */
        READ_SIGNALS,
        /** {@code changes} of an audit trail. */
        AUDIT
    }

    /** The calls of one operation: so many once, and so many for each route in it. */
    public record Cost(int perOperation, int perRoute) {
        public Cost {
            if (perOperation < 0 || perRoute < 0) {
                throw new IllegalArgumentException("a cost is not negative");
            }
        }
    }

    /** The calls that an operation over these routes makes on this bucket, none where it is not theirs. */
    public int tokens(Operation operation, Collection<Route> over) {
        int own = (int) over.stream().filter(routes).count();
        return own == 0 ? 0 : tokens(operation, own);
    }

    /** The calls that an operation over so many routes of this bucket makes, never more than a full one holds. */
    public int tokens(Operation operation, int routes) {
        Cost cost = costs.get(operation);
        return cost == null ? 0 : Math.min(burst, cost.perOperation() + cost.perRoute() * routes);
    }
}
