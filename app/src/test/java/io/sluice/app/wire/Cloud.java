package io.sluice.app.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxClient;
import io.sluice.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;

/** A sandbox, the service over it, and what the sandbox itself knows of what was done to it. */
final class Cloud implements AutoCloseable {
    /** What the examples call it. */
    static final String PROVIDER = "sandbox";

    private static final Path CONFIG = Path.of("..", "config.yml");

    private final Sandbox sandbox;
    private final SandboxClient client;
    private final ElasticLoadBalancingV2Client aws;
    private Service service;

    private Cloud(Sandbox sandbox, Service service) {
        this.sandbox = sandbox;
        this.client = sandbox.client();
        this.aws = aws(URI.create(sandbox.controlUrl()));
        this.service = service;
    }

    /** A sandbox that publishes its figures so often, and a service over it. */
    static Cloud start(Duration publishedEvery) throws Exception {
        return start(publishedEvery, "");
    }

    /**
     * The same with more settings of the service.
     *
     * @param more lines of {@code config.yml}, each ended
     */
    static Cloud start(Duration publishedEvery, String more) throws Exception {
        return start(publishedEvery, Duration.ZERO, more);
    }

    /**
     * The same, where figures of the clouds count as complete so long after their window only.
     *
     * @param metricLag whole seconds
     */
    static Cloud start(Duration publishedEvery, Duration metricLag, String more) throws Exception {
        Sandbox sandbox = Sandbox.start(SandboxSettings.anyPorts().withMetricTimes(publishedEvery, Duration.ZERO));
        try {
            Cloud cloud =
                    new Cloud(sandbox, Service.start(providers(sandbox.controlUrl(), publishedEvery, metricLag), more));
            cloud.warmUp();
            return cloud;
        } catch (Exception e) {
            sandbox.close();
            throw e;
        }
    }

    /** The first call of an SDK takes seconds on a busy machine: it is made by a plan that expects what is not so. */
    private void warmUp() {
        Move move = move(Place.CHECKOUT).with("expect: {old: 50, new: 50}").step(100, "0s");
        Await.until("the provider answers", move::offered, answer -> answer.status() == 409);
    }

    static ElasticLoadBalancingV2Client aws(URI endpoint) {
        return ElasticLoadBalancingV2Client.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    /** The lines of {@code config.yml} for all clouds of a sandbox, and the prices that stand in the real one. */
    private static String providers(String endpoint, Duration metricPeriod, Duration metricLag) throws IOException {
        String others = "endpoint: '%s', metricPeriod: %ds, metricLag: %ds, landsWithin: 2s, callDeadline: 6s, "
                + "changeDeadline: 20s, settle: 0s, credentials: none}";
        return provider(endpoint, metricPeriod, metricLag)
                + ("\n  sandbox-gcp: {type: gcp, project: sluice-sandbox, " + others)
                        .formatted(endpoint, metricPeriod.toSeconds(), metricLag.toSeconds())
                + ("\n  sandbox-azure: {type: azure, subscription: 00000000-0000-0000-0000-000000000000, " + others)
                        .formatted(endpoint, metricPeriod.toSeconds(), metricLag.toSeconds())
                + "\nprices: " + new YAMLMapper().readTree(CONFIG.toFile()).path("prices");
    }

    /** The line of {@code config.yml} for an AWS at this endpoint. */
    static String provider(String endpoint, Duration metricPeriod) {
        return provider(endpoint, metricPeriod, Duration.ZERO);
    }

    private static String provider(String endpoint, Duration metricPeriod, Duration metricLag) {
        return ("%s: {type: aws, region: eu-west-1, endpoint: '%s', metricPeriod: %ds, metricLag: %ds, landsWithin: 2s, "
                        + "callDeadline: 6s, settle: 0s, credentials: {accessKeyId: test, secretAccessKey: test}}")
                .formatted(PROVIDER, endpoint, metricPeriod.toSeconds(), metricLag.toSeconds());
    }

    Service service() {
        return service;
    }

    /** Stops the service, and starts another on its data. */
    void restartService() throws Exception {
        service = service.restarted();
    }

    SandboxClient sandbox() {
        return client;
    }

    /** A plan to move these places, to be completed. */
    Move move(Place... places) {
        return new Move(this, List.of(places));
    }

    /** Submits a plan that is in order; what a busy machine was too slow for is asked again, as the answer says. */
    Journey submit(String yaml) {
        Answer answer = Await.until("it is taken", () -> service.submit(yaml), one -> one.status() != 503);
        return new Journey(this, answer.is(201).text("id"));
    }

    void load(Place place, int requestsPerSecond) {
        client.call(
                "POST",
                "/sandbox/load",
                "{\"listener\": \"%s\", \"path\": \"%s\", \"rps\": %d}"
                        .formatted(place.listener(), place.path(), requestsPerSecond));
    }

    /** Orders that control-plane calls go wrong; single quotes may stand for double ones. */
    void faults(String json) {
        client.faults(json.replace('\'', '"'));
    }

    void stranger(Place place, Map<String, Integer> weights) {
        client.strangerSetsWeights(place.arn(), weights);
    }

    /** The integers in force, by target group. */
    Map<String, Integer> weights(Place place) {
        for (String list : List.of("listeners", "rules")) {
            for (JsonNode one : client.world().path(list)) {
                if (one.path("arn").asText().equals(place.arn())) {
                    Map<String, Integer> weights = new TreeMap<>();
                    one.path("weights")
                            .properties()
                            .forEach(group ->
                                    weights.put(group.getKey(), group.getValue().intValue()));
                    return weights;
                }
            }
        }
        throw new AssertionError(place + " is gone");
    }

    /** How many percent of the place's weight its new side has. */
    double share(Place place) {
        Map<String, Integer> weights = weights(place);
        return 100.0
                * weights.getOrDefault(place.to(), 0)
                / weights.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** All that the place does with a request, as AWS's own client reads it. */
    List<Action> actions(Place place) {
        return place.isRule()
                ? aws.describeRules(request -> request.ruleArns(place.arn()))
                        .rules()
                        .getFirst()
                        .actions()
                : aws.describeListeners(request -> request.listenerArns(place.arn()))
                        .listeners()
                        .getFirst()
                        .defaultActions();
    }

    /** The lines of the request log about the service's attempts to change the place. */
    List<JsonNode> writes(Place place) {
        return client.log(0).stream()
                .filter(line -> line.path("service").asText().equals("elbv2"))
                .filter(line -> line.path("kind").asText().equals("call"))
                .filter(line -> line.path("action").asText().startsWith("Modify"))
                .filter(line -> line.path("arn").asText().equals(place.arn()))
                .toList();
    }

    /** How many requests reached the old side and the new one. */
    record Count(long old, long next) {
        long total() {
            return old + next;
        }

        Count since(Count before) {
            return new Count(old - before.old, next - before.next);
        }

        double newPercent() {
            return 100.0 * next / total();
        }
    }

    Count count(Place place) {
        return count(place.from(), place.to());
    }

    Count count(String old, String next) {
        return new Count(client.requests(old), client.requests(next));
    }

    /** Until so many requests more have come through to backends of both names. */
    Count nextRequests(String old, String next, int requests) {
        Count before = count(old, next);
        return Await.until(
                "more requests to " + next, () -> count(old, next).since(before), since -> since.total() >= requests);
    }

    @Override
    public void close() throws IOException {
        service.close();
        aws.close();
        client.close();
        sandbox.close();
    }
}
