package io.sluice.provider.gcp;

import com.google.cloud.compute.v1.Backend;
import com.google.cloud.compute.v1.BackendService;
import com.google.cloud.compute.v1.HealthStatus;
import io.sluice.provider.Lookup;
import io.sluice.provider.SignalSource;
import io.sluice.provider.Together;
import io.sluice.provider.WindowRow;
import io.sluice.provider.gcp.Scheme.Figures;
import io.sluice.provider.prometheus.Prometheus;
import io.sluice.provider.prometheus.Vector;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads what Cloud Monitoring counted of a backend service behind a URL map, and how many of its endpoints are healthy. */
final class GcpSignals implements SignalSource {
    private static final String SIDE = "backend_target_name";
    private static final String CLASS = "response_code_class";
    private static final String ERRORS = "500";

    /** How many windows one query asks for: with a hundred series of a URL map the answer stays within what is read of it. */
    private static final int MOST_WINDOWS = 200;

    private final GcpClients clients;
    private final Compute compute;
    private final GcpAddress addresses;

    GcpSignals(GcpClients clients, Compute compute, GcpAddress addresses) {
        this.clients = clients;
        this.compute = compute;
        this.addresses = addresses;
    }

    /** What one expression asks: it answers for all backend services of a URL map at once, and for all windows of a row. */
    private record Question(Signal signal, Figures figures, String urlMap, WindowRow windows) {
        String expression() {
            String series = "{monitored_resource=\"%s\",url_map_name=\"%s\"}[%ds]"
                    .formatted(figures.resource(), urlMap, windows.length().toSeconds());
            if (signal == Signal.REQUESTS) {
                return "sum by (%s, %s) (increase(%s%s))".formatted(SIDE, CLASS, figures.requests(), series);
            }
            String quantile = switch (signal) {
                case LATENCY_P50 -> "0.50";
                case LATENCY_P95 -> "0.95";
                default -> "0.99";
            };
            return "histogram_quantile(%s, sum by (%s, le) (increase(%s_bucket%s)))"
                    .formatted(quantile, SIDE, figures.latencies(), series);
        }
    }

    @Override
    public List<Reading> read(List<SignalQuery> queries) {
        Map<Resource, Lookup<String>> schemes = schemes(queries);
        Map<TimeWindow, WindowRow> rows =
                WindowRow.of(queries.stream().map(SignalQuery::window).toList(), MOST_WINDOWS);
        Set<Question> questions = new LinkedHashSet<>();
        Set<Resource> services = new LinkedHashSet<>();
        queries.forEach(query -> {
            if (query.signal() == Signal.HEALTHY_TARGETS) {
                services.add(service(query));
            } else {
                Lookup.of(() -> question(query, schemes, rows))
                        .then(question -> new Lookup.Hit<>(question.map(questions::add)));
            }
        });
        Map<Question, Lookup<Map<Instant, Vector>>> answers =
                Together.each(questions, one -> Lookup.of(() -> ask(one)));
        Map<Resource, Lookup<Reading>> healthy = Together.each(services, one -> Lookup.of(() -> healthy(one)));
        return Lookup.readings(queries.stream()
                .map(query -> query.signal() == Signal.HEALTHY_TARGETS
                        ? Lookup.of(() -> Lookup.in(healthy, service(query)))
                        : Lookup.of(() -> reading(query, question(query, schemes, rows), schemes, answers)))
                .toList());
    }

    private Map<Resource, Lookup<String>> schemes(List<SignalQuery> queries) {
        Set<Resource> services = new HashSet<>();
        queries.stream()
                .filter(query ->
                        query.signal() != Signal.HEALTHY_TARGETS && query.side().isPresent())
                .forEach(query -> services.add(service(query)));
        return compute.schemes(services);
    }

    private Reading reading(
            SignalQuery query,
            Optional<Question> question,
            Map<Resource, Lookup<String>> schemes,
            Map<Question, Lookup<Map<Instant, Vector>>> answers) {
        if (query.signal() == Signal.BALANCER_ERROR_RATE) {
            return new Reading.Missing("Google has no count of what the load balancer itself answered");
        }
        if (question.isEmpty()) {
            return new Reading.Missing(query.signal() + " is not measured by "
                    + scheme(query, schemes).words());
        }
        Map<Instant, Vector> answer = Lookup.in(answers, question.get());
        return value(query, service(query), answer.getOrDefault(query.window().end(), new Vector(List.of())));
    }

    /** Empty for what nobody measures. */
    private Optional<Question> question(
            SignalQuery query, Map<Resource, Lookup<String>> schemes, Map<TimeWindow, WindowRow> rows) {
        if (query.signal() == Signal.BALANCER_ERROR_RATE) {
            return Optional.empty();
        }
        Resource urlMap = addresses.place(query.route()).urlMap();
        Signal asked = query.signal() == Signal.ERROR_RATE ? Signal.REQUESTS : query.signal();
        return scheme(query, schemes)
                .figures()
                .map(figures ->
                        new Question(asked, figures, urlMap.name(), Objects.requireNonNull(rows.get(query.window()))));
    }

    private Scheme scheme(SignalQuery query, Map<Resource, Lookup<String>> schemes) {
        return new Scheme(
                Lookup.in(schemes, service(query)),
                addresses.place(query.route()).urlMap().isGlobal());
    }

    /** What was found, by the ends of the windows. */
    private Map<Instant, Vector> ask(Question question) {
        Prometheus monitoring = clients.monitoring();
        WindowRow windows = question.windows();
        Instant end = windows.span().end();
        return windows.isOne()
                ? Map.of(end, monitoring.query(question.expression(), end))
                : monitoring.queryRange(question.expression(), windows.firstEnd(), end, windows.length());
    }

    private static Reading value(SignalQuery query, Resource service, Vector answer) {
        Map<String, String> side = Map.of(SIDE, service.name());
        if (query.signal() != Signal.ERROR_RATE) {
            return answer.reading(side);
        }
        OptionalDouble requests = answer.sum(side);
        if (requests.isEmpty() || requests.getAsDouble() <= 0) {
            return new Reading.Missing("no requests from " + query.window().start() + " to "
                    + query.window().end());
        }
        // A class of answers that did not happen has no series: none among counted requests is none.
        double errors = answer.sum(Map.of(SIDE, service.name(), CLASS, ERRORS)).orElse(0);
        return new Reading.Measured(errors * 100 / requests.getAsDouble());
    }

    private Reading healthy(Resource resource) {
        try {
            BackendService service = compute.backendService(resource);
            if (service.getHealthChecksList().isEmpty()) {
                return new Reading.Missing("nobody checks its health: it has no health check");
            }
            List<String> groups = service.getBackendsList().stream()
                    .map(Backend::getGroup)
                    .distinct()
                    .toList();
            return new Reading.Measured(Together.each(groups, group -> healthy(resource, group)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum());
        } catch (ProviderException e) {
            if (e.error() instanceof ProviderError.NotFound gone) {
                return new Reading.Missing(gone.detail());
            }
            throw e;
        }
    }

    private long healthy(Resource resource, String group) {
        return compute.health(resource, group).getHealthStatusList().stream()
                .filter(status -> status.getHealthState().equals(HealthStatus.HealthState.HEALTHY.name()))
                .count();
    }

    private Resource service(SignalQuery query) {
        return query.side()
                .map(side -> addresses.backendServices(query.route()).get(side))
                .orElseThrow(() -> new ProviderException(
                        new ProviderError.Invalid(query.signal() + " is asked of a side of the plan")));
    }
}
