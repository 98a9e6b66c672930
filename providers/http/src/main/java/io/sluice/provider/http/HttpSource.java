package io.sluice.provider.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.outbound.OutboundAnswer;
import io.sluice.outbound.OutboundAnswer.Body;
import io.sluice.outbound.OutboundClient;
import io.sluice.provider.AddressFields;
import io.sluice.provider.Lookup;
import io.sluice.provider.MetricSource;
import io.sluice.provider.PresentOnly;
import io.sluice.provider.Source;
import io.sluice.provider.Together;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Figures out of what a server answers with JSON: {@code {path: "/lag?db={{side}}", select: "$.lag.seconds"}}.
 *
 * <p>A path that does not say which window it means is answered about the present, so only a window that has just ended has a
 * figure.
 */
final class HttpSource implements Source, MetricSource {
    private static final String PATH = "path";
    private static final String SELECT = "select";

    /** So that who waits for all of them still gets the others when one question takes all its time. */
    private static final Duration SPARE = Duration.ofSeconds(1);

    private static final int PAST_AT_ONCE = 64;

    /** A page of figures for people is far shorter. */
    private static final int MOST_BYTES = 1_000_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final OutboundClient server;
    private final InstantSource clock;

    HttpSource(OutboundClient server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /** What is asked for, and what of the answer is wanted. */
    private record Wanted(String path, String selection) {}

    /** What a path was answered with: JSON, or why it is none. */
    private sealed interface Page {
        record Json(JsonNode content) implements Page {}

        record Nothing(String why) implements Page {}
    }

    @Override
    public MetricSource metrics() {
        return this;
    }

    @Override
    public MetricTiming timing() {
        return MetricTiming.AT_ONCE;
    }

    @Override
    public int pastAtOnce() {
        return PAST_AT_ONCE;
    }

    @Override
    public Duration callDeadline() {
        return server.callDeadline().plus(SPARE);
    }

    @Override
    public List<Fault> check(Metric metric) {
        AddressFields fields = fields(metric);
        List<Fault> faults = new ArrayList<>(fields.faults());
        faults.addAll(fields.missing("", PATH, "what follows the source's url, as in /lag?db={{side}}"));
        faults.addAll(fields.missing("", SELECT, "a JSONPath to one number in the answer, as in $.lag.seconds"));
        fields.find(PATH)
                .ifPresent(
                        path -> faults.addAll(PathTemplate.of(path, "/" + PATH).faults()));
        fields.find(SELECT)
                .ifPresent(select ->
                        faults.addAll(Selection.of(select, "/" + SELECT).faults()));
        return List.copyOf(faults);
    }

    @Override
    public boolean keepsPast(Metric metric) {
        return path(metric).template().namesTheWindow();
    }

    @Override
    public List<Reading> read(List<MetricQuery> queries) {
        List<Lookup<Wanted>> wanted =
                queries.stream().map(query -> Lookup.of(() -> wanted(query))).toList();
        Set<String> paths = new LinkedHashSet<>();
        wanted.forEach(one -> one.then(figure -> new Lookup.Hit<>(paths.add(figure.path()))));
        Map<String, Lookup<Page>> pages = Together.each(paths, path -> Lookup.of(() -> page(path)));
        return Lookup.readings(wanted.stream()
                .map(one -> switch (one) {
                    // Nobody has to be asked to know that there is no such figure.
                    case Lookup.Miss<Wanted>(ProviderError why) ->
                        new Lookup.Hit<Reading>(new Reading.Missing(why.detail()));
                    case Lookup.Hit<Wanted>(Wanted figure) ->
                        pages.getOrDefault(figure.path(), Lookup.missing(figure.path()))
                                .then(page -> new Lookup.Hit<>(reading(page, figure.selection())));
                })
                .toList());
    }

    private Wanted wanted(MetricQuery query) {
        List<Fault> faults = check(query.metric());
        if (!faults.isEmpty()) {
            throw invalid(faults.getFirst().pointer() + " " + faults.getFirst().message());
        }
        Map<String, String> fields = fields(query.metric()).values();
        PathTemplate path = path(query.metric());
        if (!path.template().namesTheWindow()) {
            PresentOnly.missing(query.window(), clock.instant(), server.callDeadline())
                    .ifPresent(why -> {
                        throw invalid(why.why());
                    });
        }
        return new Wanted(
                path.fill(query),
                Selection.of(fields.getOrDefault(SELECT, ""), "/" + SELECT).fill(query));
    }

    private static PathTemplate path(Metric metric) {
        return PathTemplate.of(fields(metric).values().getOrDefault(PATH, ""), "/" + PATH);
    }

    private static AddressFields fields(Metric metric) {
        return AddressFields.read(new Address(metric.json()), "", Set.of(PATH, SELECT));
    }

    private Page page(String path) {
        OutboundAnswer answer = server.get(path, Map.of("Accept", "application/json"), MOST_BYTES);
        String who = server.base() + path;
        return switch (answer.status()) {
            case 200 -> json(who, answer.body());
            // It was asked, and has no such page: another metric's may be there.
            case 204, 400, 404, 410, 422 -> new Page.Nothing(who + " says HTTP " + answer.status());
            default -> throw new ProviderException(answer.refusal(who + " says HTTP " + answer.status()));
        };
    }

    private static Page json(String who, Body body) {
        return switch (body) {
            case Body.Unreadable(String why) -> new Page.Nothing(who + ": " + why);
            case Body.Text(String text) -> {
                try {
                    JsonNode content = JSON.readTree(text);
                    yield content.isMissingNode()
                            ? new Page.Nothing(who + " answered nothing")
                            : new Page.Json(content);
                } catch (JsonProcessingException e) {
                    yield new Page.Nothing(who + " answered something that is not JSON");
                }
            }
        };
    }

    private static Reading reading(Page page, String selection) {
        return switch (page) {
            case Page.Nothing(String why) -> new Reading.Missing(why);
            case Page.Json(JsonNode content) -> Selection.reading(content, selection);
        };
    }

    private static ProviderException invalid(String detail) {
        return new ProviderException(new ProviderError.Invalid(detail));
    }

    @Override
    public void close() {
        server.close();
    }
}
