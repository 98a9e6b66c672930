package io.sluice.provider.aws;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.TrafficProvider;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The policy in {@code docs/policies/aws-policy.json} allows what is called, and nothing that is not. */
class IamPolicyTest {
    private static final Pattern CALL = Pattern.compile(
            "(?:client\\(\\w*\\)|cloudWatch\\(\\))\\s*\\.((?:describe|modify|get|list|create|delete|set|add|change|lookup)\\w+)\\(");

    private static final Map<String, String> SERVICES = Map.of(
            "2015-12-01",
            "elasticloadbalancing:",
            "2010-08-01",
            "cloudwatch:",
            "2013-04-01",
            "route53:",
            "2013-11-01",
            "cloudtrail:");

    @Test
    void allowsExactlyTheActionsThatAWholeMoveMakes() throws IOException {
        try (SandboxFixture cloud = new SandboxFixture()) {
            for (Route route : List.of(
                    cloud.route(),
                    TestSettings.route(
                            "rule", FixedWorld.API_RULE, Map.of(LEFT, FixedWorld.API_V1, RIGHT, FixedWorld.API_V2)),
                    RecordSetFixture.orders())) {
                move(cloud.provider(), route);
                read(cloud, route);
            }

            Set<String> made = new TreeSet<>();
            cloud.relay()
                    .requests()
                    .forEach(request -> made.add(
                            SERVICES.getOrDefault(request.get("Version"), "unknown:") + request.get("Action")));
            assertThat(made).isEqualTo(allowed());
        }
    }

    @Test
    void allowsExactlyTheActionsThatTheCodeNames() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/sluice/provider/aws"))) {
            for (Path file : files.toList()) {
                CALL.matcher(Files.readString(file))
                        .results()
                        .map(call -> call.group(1))
                        .forEach(call -> named.add(Character.toUpperCase(call.charAt(0)) + call.substring(1)));
            }
        }

        assertThat(allowed())
                .extracting(action -> action.substring(action.indexOf(':') + 1))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    private static void move(TrafficProvider provider, Route route) {
        Snapshot snapshot = provider.snapshot(route);
        ObservedRoute seen = Optional.ofNullable(provider.observe(Set.of(route)).get(route))
                .flatMap(Sight::seen)
                .orElseThrow();
        provider.hazards(route);
        provider.apply(new WeightChange(route, Weights.of(RIGHT, 500, LEFT), seen.revision(), "one"));
        provider.restore(new Restoration(route, snapshot, false, Set.of(), "two"));
    }

    private static void read(SandboxFixture cloud, Route route) {
        Instant end = Instant.parse("2026-11-24T22:00:00Z");
        TimeWindow window = new TimeWindow(end.minusSeconds(60), end);
        cloud.opened()
                .signals()
                .read(List.of(
                        new SignalQuery(route, Optional.of(LEFT), Signal.ERROR_RATE, window),
                        new SignalQuery(route, Optional.of(LEFT), Signal.HEALTHY_TARGETS, window)));
        cloud.opened().auditTrail().orElseThrow().changes(Set.of(route), window);
    }

    private static Set<String> allowed() throws IOException {
        JsonNode policy = new JsonMapper().readTree(Files.readString(Path.of("../../docs/policies/aws-policy.json")));
        List<String> actions = new ArrayList<>();
        policy.path("Statement")
                .forEach(statement -> statement.path("Action").forEach(action -> actions.add(action.textValue())));
        assertThat(actions).doesNotHaveDuplicates();
        return new TreeSet<>(actions);
    }
}
