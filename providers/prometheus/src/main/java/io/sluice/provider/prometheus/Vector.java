package io.sluice.provider.prometheus;

import io.sluice.traffic.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an instant query found: one value for each series, told apart by their labels.
 *
 * @param samples series without data are not there
 */
public record Vector(List<Sample> samples) {
    public Vector {
        samples = List.copyOf(samples);
    }

    /** The value of one series. */
    public record Sample(Map<String, String> labels, double value) {
        public Sample {
            labels = Map.copyOf(labels);
        }

        private boolean has(Map<String, String> wanted) {
            return wanted.entrySet().stream()
                    .allMatch(label -> label.getValue().equals(labels.getOrDefault(label.getKey(), "")));
        }
    }

    /**
     * The sum of the series that have these labels and a value that is a number.
     *
     * @return empty if there is none: no data is not zero, and 0/0 is no figure
     */
    public OptionalDouble sum(Map<String, String> labels) {
        double sum = 0;
        boolean found = false;
        for (Sample sample : samples) {
            if (sample.has(labels)) {
                if (!Double.isFinite(sample.value())) {
                    return OptionalDouble.empty();
                }
                sum += sample.value();
                found = true;
            }
        }
        return found ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }

    /** The same as a reading: the one place where an answer of Prometheus becomes a figure, or the lack of one. */
    public Reading reading(Map<String, String> labels) {
        OptionalDouble sum = sum(labels);
        if (sum.isPresent()) {
            return new Reading.Measured(sum.getAsDouble());
        }
        Optional<Sample> odd =
                samples.stream().filter(sample -> sample.has(labels)).findFirst();
        return new Reading.Missing(
                odd.isPresent() ? "Prometheus computed no number from it" : "Prometheus has no series " + labels);
    }
}
