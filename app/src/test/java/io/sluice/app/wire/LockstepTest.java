package io.sluice.app.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One plan over four routes on three clouds, each through its own SDK: what goes wrong on one of them, once for each kind. All
 * routes with all troubles at all steps are on a virtual clock, in the test of the same name in {@code plans}.
 */
@Order(6)
@Execution(ExecutionMode.CONCURRENT)
class LockstepTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    /** The routes of the example, and the calls that set and show the weights of each. */
    enum Called {
        EDGE("edge", "ModifyListener", "DescribeListeners"),
        API("api", "urlMaps.patch", "urlMaps.get"),
        GATEWAY("gateway", "ApplicationGateways_CreateOrUpdate", "ApplicationGateways_Get"),
        DNS("dns", "Profiles_CreateOrUpdate", "Profiles_Get");

        private final String route;
        private final String write;
        private final String look;

        Called(String route, String write, String look) {
            this.route = route;
            this.write = write;
            this.look = look;
        }

        /** A gateway is read once more for the guard's figures: only it knows which server is in which pool. */
        private long looks() {
            return this == GATEWAY ? 2 : 1;
        }
    }

    @ParameterizedTest
    @EnumSource(Called.class)
    void aRouteThatIsRefusedTakesTheOthersBackToTheSplitThatAllHad(Called refused) throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(1))) {
            Journey storefront = submit(cloud, "20", "50");
            storefront.awaitsBaking(1);
            cloud.faults("{'fault': 'error', 'status': 403, 'action': '%s'}".formatted(refused.write));

            storefront.asks("promote", "{\"reason\": \"go on\"}").is(200);
            storefront.awaitsHeldBy("provider-error");

            Await.until("all are back where all agreed", () -> shown(storefront), all -> all.equals(Set.of(20)));
            assertThat(storefront.plan().path("reason").asText()).contains(refused.route);
            storefront.asks("resume", "{\"reason\": \"the role is right now\"}").is(200);
            storefront.awaitsBaking(2);
            Await.until("all show the step", () -> shown(storefront), all -> all.equals(Set.of(50)));
        }
    }

    @Test
    void repliesThatAreLostOnEveryRouteStopNothing() throws Exception {
        passes(called -> "{'fault': 'loseReply', 'action': '%s'}".formatted(called.write));
    }

    @Test
    void neitherDoesACloudThatIsAskedTooOften() throws Exception {
        passes(called -> "{'fault': 'throttle', 'action': '%s', 'times': 3}".formatted(called.write));
    }

    @Test
    void norLooksThatAreOutOfDate() throws Exception {
        passes(called -> "{'fault': 'stale', 'action': '%s', 'ageMillis': 1500, 'times': 2}".formatted(called.look));
    }

    /** The same trouble on every route at once, and the plan arrives all the same. */
    private static void passes(Function<Called, String> fault) throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(1))) {
            Journey storefront = submit(cloud, "20", "100");
            storefront.awaitsBaking(1);
            // A machine that is slow to warm up may hold it before its start: that is not the trouble that is ordered
            // here.
            List<JsonNode> before = storefront.lines("hold-started");
            assertThat(before).allSatisfy(hold -> assertThat(hold.toString()).contains("the plan cannot start"));
            for (Called called : Called.values()) {
                cloud.faults(fault.apply(called));
            }

            storefront.asks("promote", "{\"reason\": \"go on\"}").is(200);

            storefront.awaitsBaking(2);
            Await.until("all show the step", () -> shown(storefront), all -> all.equals(Set.of(100)));
            storefront.asks("promote", "{\"reason\": \"through\"}").is(200);
            storefront.awaits("completed", LONG);
            assertThat(storefront.course("revert-started")).isEmpty();
            assertThat(storefront.lines("hold-started").stream().skip(before.size()))
                    .as("it is held only by what looks like a stranger's doing, and goes on by itself")
                    .allSatisfy(hold -> assertThat(hold.toString()).contains("drift"));
        }
    }

    /**
     * Promise M4, from the sandbox's own log: one look before, one write and one look after, each for each route. A name is
     * not among them: where traffic follows only later, one look more tells that it has.
     */
    @Test
    void aStepCostsEachRouteOneLookBeforeOneWriteAndOneLookAfter() throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(1))) {
            Journey storefront = cloud.submit(withoutTheName(plan("20", "50", "80", "100")));
            for (int step = 1; step <= 4; step++) {
                storefront.awaitsBaking(step);
                storefront.asks("promote", "{\"reason\": \"go on\"}").is(200);
            }
            storefront.awaits("completed", LONG);

            List<Instant> begun = times(storefront, "step-started");
            List<Instant> verified = times(storefront, "weights-verified");
            for (Called called : List.of(Called.EDGE, Called.API, Called.GATEWAY)) {
                List<Long> looks = new ArrayList<>();
                // From the step's beginning, which the look before it led to, until it was verified.
                for (int i = 1; i < begun.size(); i++) {
                    assertThat(count(cloud, called.write, begun.get(i), verified.get(i + 1)))
                            .as("writes in step %d of %s", i + 1, called.route)
                            .isEqualTo(1);
                    looks.add(count(cloud, called.look, begun.get(i), verified.get(i + 1)));
                }
                // A machine that takes seconds for a look has an adapter look again before it writes.
                assertThat(looks).as("looks after the write of " + called.route).contains(called.looks());
            }
        }
    }

    /** Promise M5: three plans on three places of one account cost one look at all of them in each interval. */
    @Test
    void plansThatAreOnlyWatchedAreLookedAtTogether() throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(1))) {
            for (Place place : List.of(Place.CHECKOUT, Place.PORTAL, Place.ORDERS)) {
                cloud.move(place).step(10, "10m").submitted().awaitsBaking(1);
            }
            Instant from = Instant.now().plusSeconds(3);
            Instant until = from.plusSeconds(10);
            Await.until("ten intervals", Instant::now, now -> now.isAfter(until));

            long looks = count(cloud, "DescribeListeners", from, until);

            // The service of these tests watches every second.
            assertThat(looks).as("looks in ten intervals").isBetween(7L, 12L);
        }
    }

    private static Journey submit(Cloud cloud, String... percents) throws IOException {
        return cloud.submit(plan(percents));
    }

    private static String withoutTheName(String plan) {
        return plan.substring(0, plan.indexOf("  - name: dns")) + plan.substring(plan.indexOf("\nsteps:"));
    }

    /** The example with other steps, and without its gates. */
    private static String plan(String... percents) throws IOException {
        String example = Files.readString(Path.of("../plans/examples/storefront-cloud-move.yaml"));
        String steps = List.of(percents).stream()
                .map("  - setWeight: {percent: %s, bake: 10m}\n"::formatted)
                .collect(Collectors.joining("", "steps:\n", "\n"));
        return example.substring(0, example.indexOf("\nsteps:") + 1)
                + steps
                + example.substring(example.indexOf("\nrounding:"));
    }

    /** The shares of the new side that routes show, each once. */
    private static Set<Integer> shown(Journey journey) {
        return StreamSupport.stream(journey.plan().path("routes").spliterator(), false)
                .map(route -> route.path("observed").path("us").asInt())
                .collect(Collectors.toSet());
    }

    private static List<Instant> times(Journey journey, String type) {
        return journey.lines(type).stream()
                .map(line -> Instant.parse(line.path("at").asText()))
                .toList();
    }

    private static long count(Cloud cloud, String action, Instant from, Instant until) {
        return cloud.sandbox().log(0).stream()
                .filter(line -> line.path("action").asText().equals(action))
                .map(line -> Instant.parse(line.path("arrivedAt").asText()))
                .filter(at -> !at.isBefore(from) && at.isBefore(until))
                .count();
    }
}
