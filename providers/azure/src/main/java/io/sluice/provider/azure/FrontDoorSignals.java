package io.sluice.provider.azure;

import io.sluice.provider.Lookup;
import io.sluice.provider.SignalSource;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Figures of a Front Door from Azure Monitor, which keeps them by the host name of the origin.
 *
 * <p>There is no percentile of latency in it, only an average, and that is not what anybody asks for here. Requests are
 * counted by origin and not by group: origins of two groups with one host name are counted together.
 *
 * <p><b>healthy-targets.</b> One origin is one target, and the figure is the part of the probes of the whole edge that it
 * passes: 1 where all do, 0 where none. It is as old as the lag of the metrics says, and a figure of the last minutes at
 * that; an origin that was just enabled has none, which holds the next step and not the present one.
 */
final class FrontDoorSignals implements SignalSource {
    /** How many periods back the newest figure of health may be: one may be late, and one may be missing. */
    private static final int PERIODS_BACK = 3;

    private final NamedBackends addresses;
    private final FrontDoorOrigins origins;
    private final Monitor monitor;
    private final Timing timing;

    FrontDoorSignals(NamedBackends addresses, FrontDoorOrigins origins, Monitor monitor, Timing timing) {
        this.addresses = addresses;
        this.origins = origins;
        this.monitor = monitor;
        this.timing = timing;
    }

    @Override
    public List<Reading> read(List<SignalQuery> queries) {
        Map<String, Lookup<FrontDoorGroup>> groups = new HashMap<>();
        Map<String, Lookup<List<Monitor.Series>>> asked = new HashMap<>();
        TimeWindow span = span(queries, Signal::ofTraffic);
        TimeWindow moment = span(queries, signal -> !signal.ofTraffic());
        return Readings.of(queries.stream()
                .map(query -> Lookup.of(() -> reading(query, groups, asked, span, moment)))
                .toList());
    }

    private Reading reading(
            SignalQuery query,
            Map<String, Lookup<FrontDoorGroup>> groups,
            Map<String, Lookup<List<Monitor.Series>>> asked,
            TimeWindow span,
            TimeWindow moment) {
        return switch (query.signal()) {
            case REQUESTS, ERROR_RATE -> traffic(query, groups, asked, span);
            case HEALTHY_TARGETS -> health(query, groups, asked, moment);
            case PROCESSED_BYTES -> bytes(query, asked, span);
            case CAPACITY_UNITS ->
                new Reading.Missing("a Front Door has no capacity units: requests and bytes are what it is billed by");
            case LATENCY_P50, LATENCY_P95, LATENCY_P99 ->
                new Reading.Missing("Azure Monitor keeps no percentile of a Front Door's latency, only an average");
            case BALANCER_ERROR_RATE ->
                new Reading.Missing("Azure Monitor does not tell a Front Door's own errors from those of its origins");
            case HEARTBEAT -> new Reading.Missing("Azure documents no metric that a Front Door has without requests");
        };
    }

    private Reading traffic(
            SignalQuery query,
            Map<String, Lookup<FrontDoorGroup>> groups,
            Map<String, Lookup<List<Monitor.Series>>> asked,
            TimeWindow span) {
        String host = host(query, groups);
        ArmId place = addresses.place(query.route());
        List<Monitor.Series> all = asked.computeIfAbsent(
                        "requests of " + profileKey(place),
                        _ -> Lookup.of(() -> ask(
                                place,
                                List.of("OriginRequestCount"),
                                "Total",
                                "Origin eq '*' and HttpStatusGroup eq '*'",
                                span)))
                .orThrow();
        List<Monitor.Series> own =
                all.stream().filter(series -> series.isOf("origin", host)).toList();
        OptionalDouble requests = Monitor.Series.sum(own, query.window());
        if (requests.isEmpty() || (query.signal() == Signal.ERROR_RATE && requests.getAsDouble() == 0)) {
            return noRequests(query);
        }
        if (query.signal() == Signal.REQUESTS) {
            return new Reading.Measured(requests.getAsDouble());
        }
        // Errors are published only where there were some: none among counted requests is none.
        double errors = Monitor.Series.sum(
                        own.stream().filter(FrontDoorSignals::areErrors).toList(), query.window())
                .orElse(0);
        return new Reading.Measured(errors * 100 / requests.getAsDouble());
    }

    private Reading bytes(SignalQuery query, Map<String, Lookup<List<Monitor.Series>>> asked, TimeWindow span) {
        if (query.side().isPresent()) {
            return new Reading.Missing("Azure Monitor counts the bytes of a Front Door by endpoint, and not by origin");
        }
        ArmId place = addresses.place(query.route());
        List<Monitor.Series> all = asked.computeIfAbsent(
                        "bytes of " + profileKey(place),
                        _ -> Lookup.of(() -> ask(place, List.of("RequestSize", "ResponseSize"), "Total", "", span)))
                .orThrow();
        OptionalDouble bytes = Monitor.Series.sum(all, query.window());
        return bytes.isPresent() ? new Reading.Measured(bytes.getAsDouble()) : noRequests(query);
    }

    private static Reading noRequests(SignalQuery query) {
        return new Reading.Missing("no requests from " + query.window().start() + " to "
                + query.window().end());
    }

    private Reading health(
            SignalQuery query,
            Map<String, Lookup<FrontDoorGroup>> groups,
            Map<String, Lookup<List<Monitor.Series>>> asked,
            TimeWindow moment) {
        String host = host(query, groups);
        ArmId place = addresses.place(query.route());
        FrontDoorGroup group = group(place, groups);
        String name = Optional.ofNullable(
                        addresses.names(query.route()).get(query.side().orElseThrow()))
                .orElseThrow();
        if (!FrontDoorGroup.isEnabled(
                Optional.ofNullable(group.origins().get(name)).orElseThrow())) {
            return new Reading.Missing(name + " is disabled, and Front Door does not probe it");
        }
        if (!group.isProbed()) {
            return new Reading.Missing("the origin group has no health probes");
        }
        Instant end = periodOf(moment.end());
        TimeWindow lately = new TimeWindow(
                end.minus(timing.metricLag()).minus(timing.metricPeriod().multipliedBy(PERIODS_BACK)),
                end.plus(timing.metricPeriod()));
        List<Monitor.Series> all = asked.computeIfAbsent(
                        "health of " + place.key(),
                        _ -> Lookup.of(() -> ask(
                                place,
                                List.of("OriginHealthPercentage"),
                                "Average",
                                "Origin eq '*' and OriginGroup eq '" + place.name() + "'",
                                lately)))
                .orThrow();
        return all.stream()
                .filter(series -> series.isOf("origin", host))
                .flatMap(series -> series.points().entrySet().stream())
                .max(Map.Entry.comparingByKey())
                .<Reading>map(newest -> new Reading.Measured(newest.getValue() / 100))
                .orElseGet(() -> new Reading.Missing("no probes of " + host + " have been reported lately"));
    }

    /** Metrics know an origin by its host name. */
    private String host(SignalQuery query, Map<String, Lookup<FrontDoorGroup>> groups) {
        String name = query.side()
                .flatMap(side ->
                        Optional.ofNullable(addresses.names(query.route()).get(side)))
                .orElseThrow(() -> new ProviderException(
                        new ProviderError.Invalid(query.signal() + " is asked of a side of the plan")));
        FrontDoorGroup group = group(addresses.place(query.route()), groups);
        return Optional.ofNullable(group.origins().get(name))
                .map(origin -> origin.hostname().toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new ProviderException(new ProviderError.NotFound("there is no origin " + name)));
    }

    private FrontDoorGroup group(ArmId place, Map<String, Lookup<FrontDoorGroup>> groups) {
        return groups.computeIfAbsent(place.key(), _ -> Lookup.of(() -> origins.look(place)))
                .orThrow();
    }

    private static String profileKey(ArmId place) {
        return place.subscription() + "/" + place.resourceGroup() + "/"
                + place.names().getFirst();
    }

    private List<Monitor.Series> ask(
            ArmId place, List<String> metrics, String aggregation, String filter, TimeWindow window) {
        String profile = "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Cdn/profiles/%s"
                .formatted(
                        place.subscription(),
                        place.resourceGroup(),
                        place.names().getFirst());
        return monitor.ask(
                new Monitor.Question(profile, metrics, List.of(aggregation), filter, window, timing.metricPeriod()));
    }

    private Instant periodOf(Instant instant) {
        long period = timing.metricPeriod().toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), period) * period);
    }

    /** All windows in one, for figures that can be added up afterwards, and for those of the moment that it ends with. */
    private static TimeWindow span(List<SignalQuery> queries, Predicate<Signal> which) {
        List<TimeWindow> windows = queries.stream()
                .filter(query -> which.test(query.signal()))
                .map(SignalQuery::window)
                .toList();
        Instant start =
                windows.stream().map(TimeWindow::start).min(Instant::compareTo).orElse(Instant.EPOCH);
        Instant end = windows.stream()
                .map(TimeWindow::end)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH.plus(Duration.ofSeconds(1)));
        return new TimeWindow(start, end);
    }

    /** Also an origin that did not answer at all, whose status is 0 in whatever group: only what is known to be good is. */
    private static boolean areErrors(Monitor.Series series) {
        return !series.dimension("httpstatusgroup").toLowerCase(Locale.ROOT).matches("[1-4]xx");
    }
}
