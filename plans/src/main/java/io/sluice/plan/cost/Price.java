package io.sluice.plan.cost;

import java.util.Map;

/** What something costs, and where. */
public sealed interface Price {
    /** More than anything is sold for by the hour; whatever is above it was written in another unit. */
    double MOST = 1_000_000;

    PricedPlace place();

    /**
     * What a backend costs.
     *
     * @param targetHour each healthy target, per hour
     * @param perMillionRequests a million requests
     * @param egressPerGb 10^9 bytes that went through, in and out: more than what leaves, and so no less than the bill
     */
    record OfBackend(PricedPlace place, double targetHour, double perMillionRequests, double egressPerGb)
            implements Price {
        public OfBackend {
            check(Map.of(
                    "targetHour", targetHour,
                    "perMillionRequests", perMillionRequests,
                    "egressPerGb", egressPerGb));
        }
    }

    /**
     * What a balancer costs, whoever's traffic it has.
     *
     * @param hour that it is there
     * @param capacityUnitHour each unit that the cloud counts of it, per hour
     */
    record OfBalancer(PricedPlace place, double hour, double capacityUnitHour) implements Price {
        public OfBalancer {
            check(Map.of("hour", hour, "capacityUnitHour", capacityUnitHour));
        }
    }

    private static void check(Map<String, Double> prices) {
        prices.forEach((name, price) -> {
            if (!(price >= 0 && price <= MOST)) {
                throw new IllegalArgumentException("%s is 0 to %.0f, not %s".formatted(name, MOST, price));
            }
        });
    }
}
