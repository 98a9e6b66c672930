package io.sluice.plan.file;

import io.sluice.plan.Figure;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads what a gate judges: a portable {@code signal}, or a {@code metric} in the words of a {@code source} or, without one, of
 * the route's own provider, or {@code counts} of bad and of all events.
 */
record FigureBinding(Optional<PlanSides> sides) {
    private static final List<String> KINDS = List.of("signal", "metric", "metrics", "counts");

    /** Empty, with a fault where nothing else says why. */
    Optional<Figure> bind(Written owner) {
        List<String> given =
                KINDS.stream().filter(kind -> owner.json().has(kind)).toList();
        if (given.size() > 1) {
            owner.fault("has " + String.join(" beside ", given) + "; two figures are two gates");
            return Optional.empty();
        }
        if (given.isEmpty()) {
            if (!owner.json().path("judge").path("mannWhitney").has("metrics")) {
                owner.missing("signal", "is missing; a gate judges a signal, a metric or counts");
            }
            return Optional.empty();
        }
        String unit = owner.text("unit").orElse("");
        return switch (given.getFirst()) {
            case "signal" -> {
                for (String other : List.of("source", "unit")) {
                    owner.field(other).ifPresent(place -> place.fault("does not go with a signal, which has its own"));
                }
                yield owner.text("signal")
                        .flatMap(Signal::find)
                        .<Figure>map(Figure.OfRoute::new)
                        .or(() -> new CostBinding(owner).figure());
            }
            case "metric" ->
                owner.field("metric").flatMap(metric -> same(metric).flatMap(it -> of(owner, it, unit)));
            case "metrics" ->
                owner.field("metrics")
                        .flatMap(metrics ->
                                bySide(metrics, FigureBinding::metric).flatMap(it -> of(owner, it, unit)));
            default -> owner.field("counts").flatMap(counts -> rate(owner, counts));
        };
    }

    private Optional<Figure> rate(Written owner, Written counts) {
        Optional<Figure> bad = counts.field("bad").flatMap(this::same).flatMap(metric -> of(owner, metric, "events"));
        Optional<Figure> total =
                counts.field("total").flatMap(this::same).flatMap(metric -> of(owner, metric, "events"));
        return bad.isPresent() && total.isPresent()
                ? Optional.of(new Figure.Rate(bad.get(), total.get()))
                : Optional.empty();
    }

    private Optional<Figure> of(Written owner, Map<Side, Metric> metrics, String unit) {
        if (!owner.json().has("source")) {
            return Optional.of(new Figure.OfProvider(metrics, unit));
        }
        return owner.field("source")
                .flatMap(source -> source.json().isObject()
                        ? bySide(source, Written::asText)
                        : source.asText().flatMap(this::same))
                .map(sources -> new Figure.OfSource(sources, metrics, unit));
    }

    private static Optional<Metric> metric(Written written) {
        return Optional.of(new Metric(CanonicalJson.write(written.json())));
    }

    private Optional<Map<Side, Metric>> same(Written metric) {
        return metric(metric).flatMap(this::same);
    }

    private <T> Optional<Map<Side, T>> same(T value) {
        return sides.map(known -> {
            Map<Side, T> all = new TreeMap<>();
            known.all().forEach(side -> all.put(side, value));
            return all;
        });
    }

    /** What is given for each side of the plan. */
    private <T> Optional<Map<Side, T>> bySide(Written written, Function<Written, Optional<T>> read) {
        if (sides.isEmpty()) {
            return Optional.empty();
        }
        Map<Side, T> values = new TreeMap<>();
        written.fields().forEach((name, value) -> {
            if (sides.get().has(name)) {
                read.apply(value).ifPresent(it -> values.put(new Side(name), it));
            } else {
                value.fault("is no side of this plan; its sides are " + sides.get());
            }
        });
        List<Side> lacking = new ArrayList<>(sides.get().all());
        lacking.removeAll(values.keySet());
        lacking.stream()
                .filter(side -> !written.json().has(side.name()))
                .forEach(side -> written.missing(side.name(), "is missing; give one for every side of the plan"));
        return lacking.isEmpty() ? Optional.of(values) : Optional.empty();
    }
}
