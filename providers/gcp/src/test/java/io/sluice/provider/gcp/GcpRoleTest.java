package io.sluice.provider.gcp;

import static io.sluice.provider.gcp.TestSettings.REGIONAL;
import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.TrafficProvider;
import io.sluice.provider.gcp.Spec.Exchange;
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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The role in {@code docs/policies/gcp-role.yaml} allows what is called, and nothing that is not. */
class GcpRoleTest {
    private static final Pattern COMPUTE = Pattern.compile(
            "/compute/v1/projects/[^/]+/(global|regions/[^/]+)/(urlMaps|backendServices|operations)/[^/]+(/getHealth)?");
    private static final Pattern MONITORING =
            Pattern.compile("/v1/projects/[^/]+/location/global/prometheus/api/v1/query(_range)?");

    /**
     * What Google asks for, by method: "IAM Permissions" on each method's page of the Compute Engine reference. A write of a URL map
     * also needs to use the backend services that it names.
     */
    private static final Map<String, Set<String>> ASKED_FOR = Map.of(
            "GET urlMaps", Set.of("UrlMaps.get"),
            "PATCH urlMaps", Set.of("UrlMaps.get", "UrlMaps.update", "BackendServices.use"),
            "PUT urlMaps", Set.of("UrlMaps.update", "BackendServices.use"),
            "GET backendServices", Set.of("BackendServices.get"),
            "POST backendServices/getHealth", Set.of("BackendServices.get"),
            "GET operations", Set.of("Operations.get"));

    /** Of the access control page of Cloud Monitoring, for PromQL. */
    private static final String FIGURES = "monitoring.timeSeries.list";

    @Test
    void allowsExactlyWhatAWholeMoveCalls() throws IOException {
        try (SandboxFixture cloud = new SandboxFixture()) {
            cloud.relay().forget();
            Route billing = TestSettings.route(
                    "{\"urlMap\":\"" + REGIONAL + "urlMaps/billing\"}",
                    Map.of(
                            LEFT,
                            REGIONAL + "backendServices/billing-a",
                            RIGHT,
                            REGIONAL + "backendServices/billing-b"));
            for (Route route : List.of(cloud.route(), cloud.neighbour(), billing)) {
                move(cloud, route);
            }

            Set<String> called = new TreeSet<>();
            Set<String> methods = new HashSet<>();
            cloud.relay().exchanges().forEach(call -> called.addAll(permissions(call, methods)));
            assertThat(called).isEqualTo(allowed());
            assertThat(methods).as("every call that the code can make").isEqualTo(ASKED_FOR.keySet());
        }
    }

    @Test
    void eachVerbOfTheCodeIsInTheTable() {
        assertThat(Arrays.stream(RawCall.Verb.values()).map(RawCall.Verb::method))
                .containsExactlyInAnyOrderElementsOf(ASKED_FOR.keySet().stream()
                        .map(method -> method.substring(0, method.indexOf(' ')))
                        .distinct()
                        .toList());
    }

    private static void move(SandboxFixture cloud, Route route) {
        TrafficProvider provider = cloud.provider();
        Snapshot snapshot = provider.snapshot(route);
        Sight sight = Objects.requireNonNull(provider.observe(Set.of(route)).get(route));
        String revision = sight.seen()
                .orElseThrow(() -> new AssertionError(route + ": " + sight))
                .revision();
        provider.hazards(route);
        Instant end = Instant.parse("2026-11-24T22:00:00Z");
        TimeWindow window = new TimeWindow(end.minusSeconds(60), end);
        cloud.opened()
                .signals()
                .read(List.of(
                        new SignalQuery(route, Optional.of(LEFT), Signal.ERROR_RATE, window),
                        new SignalQuery(route, Optional.of(RIGHT), Signal.HEALTHY_TARGETS, window)));
        provider.apply(new WeightChange(route, Weights.of(RIGHT, 2000, LEFT), revision, "one"));
        provider.restore(new Restoration(route, snapshot, true, Set.of(), "two"));
    }

    private static Set<String> permissions(Exchange call, Set<String> methods) {
        if (MONITORING.matcher(call.path()).matches()) {
            return Set.of(FIGURES);
        }
        Matcher compute = COMPUTE.matcher(call.path());
        assertThat(compute.matches()).as("known: %s", call).isTrue();
        String method = call.verb() + " " + compute.group(2)
                + Optional.ofNullable(compute.group(3)).orElse("");
        methods.add(method);
        Set<String> permissions = new TreeSet<>();
        Optional.ofNullable(ASKED_FOR.get(method))
                .orElseThrow(() -> new AssertionError("not in the table: " + method))
                .forEach(permission ->
                        permissions.add(named(permission, compute.group(1).equals("global"))));
        return permissions;
    }

    /** Google says the scope in a name where it is a region's, and of operations always. */
    private static String named(String permission, boolean global) {
        if (!global) {
            return "compute.region" + permission;
        }
        return permission.startsWith("Operations")
                ? "compute.global" + permission
                : "compute." + Character.toLowerCase(permission.charAt(0)) + permission.substring(1);
    }

    private static Set<String> allowed() throws IOException {
        List<String> allowed = Files.readAllLines(Path.of("../../docs/policies/gcp-role.yaml")).stream()
                .filter(line -> line.startsWith("- "))
                .map(line -> line.substring(2))
                .toList();
        assertThat(allowed).doesNotHaveDuplicates();
        return new TreeSet<>(allowed);
    }
}
