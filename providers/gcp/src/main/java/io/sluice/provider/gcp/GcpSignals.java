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

    /** What one expression is about. */
    private enum Figure {
        REQUESTS,
        REQUEST_BYTES,
        RESPONSE_BYTES,
        P50,
        P95,
        P99
    }

    /** What one expression asks: it answers for all backend services of a URL map at once, and for all windows of a row. */
    private record Question(Figure figure, Figures names, String urlMap, WindowRow windows) {
        String expression() {
            return switch (figure) {
                case REQUESTS -> sum(SIDE + ", " + CLASS, names.requests());
                case REQUEST_BYTES -> sum(SIDE, names.requestBytes());
                case RESPONSE_BYTES -> sum(SIDE, names.responseBytes());
                case P50 -> quantile("0.50");
                case P95 -> quantile("0.95");
                case P99 -> quantile("0.99");
            };
        }

        private String quantile(String quantile) {
            return "histogram_quantile(%s, %s)".formatted(quantile, sum(SIDE + ", le", names.latencies() + "_bucket"));
        }

        private String sum(String by, String metric) {
            return "sum by (%s) (increase(%s{monitored_resource=\"%s\",url_map_name=\"%s\"}[%ds]))"
                    .formatted(
                            by,
                            metric,
                            names.resource(),
                            urlMap,
                            windows.length().toSeconds());
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
                Lookup.of(() -> questions(query, schemes, rows)).then(own -> new Lookup.Hit<>(questions.addAll(own)));
            }
        });
        Map<Question, Lookup<Map<Instant, Vector>>> answers =
                Together.each(questions, one -> Lookup.of(() -> ask(one)));
        Map<Resource, Lookup<Reading>> healthy = Together.each(services, one -> Lookup.of(() -> healthy(one)));
        return Lookup.readings(queries.stream()
                .map(query -> query.signal() == Signal.HEALTHY_TARGETS
                        ? Lookup.of(() -> Lookup.in(healthy, service(query)))
                        : Lookup.of(() -> reading(query, questions(query, schemes, rows), schemes, answers)))
                .toList());
    }

    private Map<Resource, Lookup<String>> schemes(List<SignalQuery> queries) {
        Set<Resource> services = new HashSet<>();
        queries.stream()
                .filter(query -> query.signal() != Signal.HEALTHY_TARGETS)
                .filter(query -> query.side().isPresent() || query.signal() == Signal.PROCESSED_BYTES)
                .forEach(query -> services.add(any(query)));
        return compute.schemes(services);
    }

    private Reading reading(
            SignalQuery query,
            List<Question> questions,
            Map<Resource, Lookup<String>> schemes,
            Map<Question, Lookup<Map<Instant, Vector>>> answers) {
        if (query.signal() == Signal.BALANCER_ERROR_RATE) {
            return new Reading.Missing("Google has no count of what the load balancer itself answered");
        }
        if (query.signal() == Signal.CAPACITY_UNITS) {
            return new Reading.Missing("Google's load balancers have no capacity units");
        }
        if (query.signal() == Signal.HEARTBEAT) {
            return new Reading.Missing("Google documents no metric that a load balancer has without requests");
        }
        if (questions.isEmpty()) {
            return new Reading.Missing(query.signal() + " is not measured by "
                    + scheme(query, schemes).words());
        }
        return value(
                query,
                questions.stream()
                        .map(question -> Lookup.in(answers, question)
                                .getOrDefault(query.window().end(), new Vector(List.of())))
                        .toList());
    }

    /** None for what nobody measures. */
    private List<Question> questions(
            SignalQuery query, Map<Resource, Lookup<String>> schemes, Map<TimeWindow, WindowRow> rows) {
        List<Figure> figures = switch (query.signal()) {
            case REQUESTS, ERROR_RATE -> List.of(Figure.REQUESTS);
            case PROCESSED_BYTES -> List.of(Figure.REQUEST_BYTES, Figure.RESPONSE_BYTES);
            case LATENCY_P50 -> List.of(Figure.P50);
            case LATENCY_P95 -> List.of(Figure.P95);
            case LATENCY_P99 -> List.of(Figure.P99);
            case HEALTHY_TARGETS, BALANCER_ERROR_RATE, CAPACITY_UNITS, HEARTBEAT -> List.of();
        };
        if (figures.isEmpty()) {
            return List.of();
        }
        Optional<Figures> names = scheme(query, schemes).figures();
        String urlMap = addresses.place(query.route()).urlMap().name();
        WindowRow windows = Objects.requireNonNull(rows.get(query.window()));
        return figures.stream()
                .flatMap(figure -> names.map(known -> new Question(figure, known, urlMap, windows)).stream())
                .toList();
    }

    private Scheme scheme(SignalQuery query, Map<Resource, Lookup<String>> schemes) {
        return new Scheme(
                Lookup.in(schemes, any(query)),
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

    private Reading value(SignalQuery query, List<Vector> answers) {
        if (query.signal() == Signal.PROCESSED_BYTES) {
            return bytes(query, answers);
        }
        Map<String, String> side = Map.of(SIDE, service(query).name());
        Vector answer = answers.getFirst();
        if (query.signal() != Signal.ERROR_RATE) {
            return answer.reading(side);
        }
        OptionalDouble requests = answer.sum(side);
        if (requests.isEmpty() || requests.getAsDouble() <= 0) {
            return new Reading.Missing("no requests from " + query.window().start() + " to "
                    + query.window().end());
        }
        // A class of answers that did not happen has no series: none among counted requests is none.
        double errors =
                answer.sum(Map.of(SIDE, service(query).name(), CLASS, ERRORS)).orElse(0);
        return new Reading.Measured(errors * 100 / requests.getAsDouble());
    }

    /** There and back, of a side or of all that the URL map leads to. */
    private Reading bytes(SignalQuery query, List<Vector> answers) {
        Map<String, String> which =
                query.side().isPresent() ? Map.of(SIDE, service(query).name()) : Map.of();
        OptionalDouble there = answers.getFirst().sum(which);
        OptionalDouble back = answers.getLast().sum(which);
        return there.isPresent() && back.isPresent()
                ? new Reading.Measured(there.getAsDouble() + back.getAsDouble())
                : new Reading.Missing("no requests from " + query.window().start() + " to "
                        + query.window().end());
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

    /** The side's backend service, or any of the route's: they are all of one scheme. */
    private Resource any(SignalQuery query) {
        return query.side().isPresent()
                ? service(query)
                : addresses.backendServices(query.route()).values().iterator().next();
    }

    private Resource service(SignalQuery query) {
        return query.side()
                .map(side -> addresses.backendServices(query.route()).get(side))
                .orElseThrow(() -> new ProviderException(
                        new ProviderError.Invalid(query.signal() + " is asked of a side of the plan")));
    }
}
