package io.sluice.sandbox.metrics;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How CloudWatch makes one figure of many samples. */
public sealed interface Statistic {
    record SampleCount() implements Statistic {}

    record Sum() implements Statistic {}

    record Average() implements Statistic {}

    record Minimum() implements Statistic {}

    record Maximum() implements Statistic {}

    record Percentile(double percent) implements Statistic {}

    Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,10})?|100)");

    /** Reads CloudWatch's name of a statistic; trimmed means and their kin the sandbox does not know. */
    static Optional<Statistic> of(String name) {
        Matcher percentile = PERCENTILE.matcher(name);
        return switch (name) {
            case "SampleCount" -> Optional.of(new SampleCount());
            case "Sum" -> Optional.of(new Sum());
            case "Average" -> Optional.of(new Average());
            case "Minimum" -> Optional.of(new Minimum());
            case "Maximum" -> Optional.of(new Maximum());
            default ->
                percentile.matches()
                        ? Optional.of(new Percentile(Double.parseDouble(percentile.group(1))))
                        : Optional.empty();
        };
    }
}
