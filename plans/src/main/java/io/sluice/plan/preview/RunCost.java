package io.sluice.plan.preview;

import io.sluice.plan.cost.CostProjection;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run is expected to cost more than staying, in the currency of the price book; less is below 0.
 *
 * @param asOf of when the prices are
 * @param steps by each split that it asks for
 * @param untilEnd over the whole run; missing too where it has no end
 */
public record RunCost(String currency, Optional<Instant> asOf, List<OfStep> steps, Reading untilEnd) {
    private static final double HOUR_MILLIS = Duration.ofHours(1).toMillis();

    public RunCost {
        steps = List.copyOf(steps);
    }

    /**
     * What an hour costs more while routes are as one step has them.
     *
     * @param step counted from 1
     */
    public record OfStep(int step, Reading perHour) {}

    /** An amount as it is told: to four digits, as prices are known no better, and at least to the cent. */
    public static BigDecimal rounded(double amount) {
        BigDecimal told = BigDecimal.valueOf(amount)
                .round(new MathContext(4, RoundingMode.HALF_UP))
                .stripTrailingZeros();
        return told.signum() == 0
                ? BigDecimal.ZERO
                : told.setScale(Math.max(2, told.scale()), RoundingMode.UNNECESSARY);
    }

    /**
     * Adds up a run.
     *
     * @param end empty: it has none
     */
    static RunCost of(CostProjection cost, Scene scene, List<NativeWrite> writes, Optional<Instant> end) {
        Map<String, Weights> split = new HashMap<>(scene.spec().expected().byRoute());
        List<OfStep> steps = new ArrayList<>();
        Sum sum = new Sum(cost.extraPerHour(split));
        for (int i = 0; i < writes.size(); i++) {
            NativeWrite write = writes.get(i);
            sum.until(write.at());
            split.put(write.route(), WeightScale.toWeights(write.to()));
            sum.perHour = cost.extraPerHour(split);
            boolean last = i + 1 == writes.size() || writes.get(i + 1).step() != write.step();
            if (last && write.step() > 0) {
                steps.add(new OfStep(write.step(), sum.perHour));
            }
        }
        Reading untilEnd = end.<Reading>map(at -> {
                    sum.until(at);
                    return sum.total;
                })
                .orElseGet(() -> new Missing("it has no end"));
        return new RunCost(cost.currency(), cost.asOf(), steps, untilEnd);
    }

    /** Money over time. */
    private static final class Sum {
        private Reading total = new Measured(0);
        private Reading perHour;
        private Optional<Instant> since = Optional.empty();

        Sum(Reading perHour) {
            this.perHour = perHour;
        }

        void until(Instant at) {
            double hours = since.map(from -> Duration.between(from, at).toMillis() / HOUR_MILLIS)
                    .orElse(0.0);
            since = Optional.of(at);
            if (perHour instanceof Missing) {
                total = perHour;
            } else if (total instanceof Measured(double money) && perHour instanceof Measured(double hourly)) {
                total = new Measured(money + hourly * hours);
            }
        }
    }
}
