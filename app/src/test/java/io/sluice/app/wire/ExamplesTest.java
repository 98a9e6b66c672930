package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static io.sluice.app.wire.Place.SEARCH;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The example plans, word for word, on the sandbox as it comes: each ends as its first lines say. */
@Order(3)
@Execution(ExecutionMode.CONCURRENT)
class ExamplesTest {
    private static final Duration AS_PROMISED = Duration.ofSeconds(150);

    @Test
    void theCheckoutMovesWhileTheSearchIsTakenBack() throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(5))) {
            cloud.load(CHECKOUT, 50);
            cloud.load(SEARCH, 50);

            Journey checkout = submit(cloud, "checkout-region-move.yaml");
            Journey search = submit(cloud, "search-region-move.yaml").awaitsBaking(1);
            cloud.sandbox().backends(SEARCH.to(), "{\"errorPercent\": 30}");

            search.awaits("reverted", AS_PROMISED);
            assertThat(cloud.weights(SEARCH)).containsOnlyKeys(SEARCH.from());
            assertThat(search.lines("revert-started").getFirst().toString()).contains("gate errors");
            checkout.awaits("completed", AS_PROMISED);
            assertThat(cloud.share(CHECKOUT)).isEqualTo(100);
            assertThat(checkout.lines("hold-started"))
                    .as("%s", checkout.lines("gate-judged"))
                    .isEmpty();
        }
    }

    /** Clients that came by the name keep their answer for two seconds; after that nobody goes where they went. */
    @Test
    void theReadsOfADatabaseMoveBehindABalancerAndBehindAName() throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(5))) {
            cloud.sandbox().load("orders", 50);
            cloud.sandbox().load("orders-db", 50);

            Journey reads = submit(cloud, "orders-database-read-move.yaml").awaits("completed", AS_PROMISED);

            assertThat(reads.plan().path("routes")).hasSize(2);
            assertThat(cloud.nextRequests("orders-eu", "orders-us", 50).old()).isZero();
            assertThat(cloud.nextRequests("orders-db-eu", "orders-db-us", 50).old())
                    .isZero();
        }
    }

    @Test
    void aDatabaseMovesWhileBothSidesHoldTheSame() throws Exception {
        try (OrdersDatabases databases = OrdersDatabases.start();
                Cloud cloud = Cloud.start(Duration.ofSeconds(5), databases.settings())) {
            cloud.sandbox().load("orders", 50);

            Journey cutover = submit(cloud, "orders-database-cutover.yaml").awaits("completed", AS_PROMISED);

            assertThat(cutover.lines("hold-started")).isEmpty();
            assertThat(cutover.lines("gate-judged"))
                    .extracting(line -> line.path("data").path("gate").asText())
                    .contains("lag", "rows", "checksum");
            assertThat(cloud.nextRequests("orders-eu", "orders-us", 50).old()).isZero();
        }
    }

    /** What a cloud says of its balancers comes late; a database is asked for what is so now, whatever cloud the route is on. */
    @Test
    void aDatabaseMovesOnACloudWhoseFiguresComeThreeMinutesLate() throws Exception {
        try (OrdersDatabases databases = OrdersDatabases.start();
                Cloud cloud = Cloud.start(Duration.ofSeconds(5), Duration.ofSeconds(180), databases.settings())) {
            cloud.sandbox().load("orders", 50);

            Journey cutover = submit(cloud, "orders-database-cutover.yaml").awaits("completed", AS_PROMISED);

            assertThat(cutover.lines("hold-started")).isEmpty();
            assertThat(cutover.lines("gate-judged"))
                    .extracting(line -> line.path("data").path("gate").asText())
                    .contains("lag", "rows", "checksum");
            assertThat(cutover.lines("gate-judged"))
                    .extracting(line -> line.path("data").path("verdict").asText())
                    .doesNotContain("unknown");
        }
    }

    /** One amount of a thousand differs: the rows are as many, and the checksum is another. */
    @Test
    void aDatabaseThatHoldsSomethingElseHoldsTheMove() throws Exception {
        try (OrdersDatabases databases = OrdersDatabases.start();
                Cloud cloud = Cloud.start(Duration.ofSeconds(5), databases.settings())) {
            cloud.sandbox().load("orders", 50);
            databases.run("us", "update orders set amount = amount + 0.01 where id = 500");

            Journey cutover = submit(cloud, "orders-database-cutover.yaml").awaits("held", AS_PROMISED);

            assertThat(cutover.plan().path("heldBy").asText()).isEqualTo("gate");
            assertThat(cutover.plan().path("reason").asText()).contains("checksum");
            databases.run("us", "update orders set amount = amount - 0.01 where id = 500");
            cutover.awaits("completed", AS_PROMISED);
        }
    }

    @Test
    void aVersionStaysForADayAndIsThenRetired() throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(5))) {
            cloud.load(Place.API, 50);

            Journey sunset = submit(cloud, "api-version-sunset.yaml").awaitsBaking(1);
            sunset.awaitsVerdict("pass");

            assertThat(cloud.nextRequests("api-v1", "api-v2", 200).newPercent()).isBetween(88.0, 92.0);
            assertThat(sunset.state()).as("for a day").isEqualTo("baking");
            sunset.asks("promote", "{\"reason\": \"nobody called\"}").is(200);
            sunset.awaits("completed", AS_PROMISED);
            assertThat(cloud.nextRequests("api-v1", "api-v2", 50).old()).isZero();
        }
    }

    @Test
    void theStorefrontMovesOnThreeCloudsInLockstep() throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(5))) {
            for (String listener : List.of("portal", "api", "gateway", "portal-tm")) {
                cloud.sandbox().load(listener, 50);
            }

            Journey storefront = submit(cloud, "storefront-cloud-move.yaml").awaits("completed", AS_PROMISED);

            for (JsonNode route : storefront.plan().path("routes")) {
                assertThat(route.path("observed").path("us").asInt())
                        .as(route.path("name").asText())
                        .isEqualTo(100);
            }
            assertThat(storefront.course("revert-started")).isEmpty();
            // A machine that is slow to warm up may hold it before its start.
            assertThat(storefront.lines("hold-started"))
                    .allSatisfy(hold -> assertThat(hold.toString()).contains("the plan cannot start"));
            assertThat(cloud.nextRequests("portal-eu", "portal-us", 50).old()).isZero();
            assertThat(cloud.nextRequests("gcp-api-eu", "gcp-api-us", 50).old()).isZero();
            assertThat(cloud.nextRequests("agw-eu", "agw-us", 50).old()).isZero();
            assertThat(cloud.nextRequests("portal-tm-eu", "portal-tm-us", 50).old())
                    .isZero();
        }
    }

    @Test
    void aMoveThatCostsTooMuchIsHeldWithTheReasonInEuros() throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(5))) {
            cloud.load(Place.PORTAL, 50);
            cloud.nextRequests("portal-eu", "portal-us", 500); // what it costs before must be seen before

            Journey portal = submit(cloud, "portal-costly-move.yaml").awaits("held", AS_PROMISED);

            assertThat(portal.plan().path("heldBy").asText()).isEqualTo("gate");
            assertThat(portal.lines("hold-started").getLast().toString())
                    .containsPattern("an estimate: 0\\.[2-9][0-9] EUR more per hour > 0\\.20 EUR"
                            + " \\([0-9.]+ EUR an hour now, [0-9.]+ EUR before the start\\)");
            assertThat(cloud.share(Place.PORTAL))
                    .as("nothing goes on, and nothing back")
                    .isBetween(25.0, 100.0);
            assertThat(portal.lines("revert-started")).isEmpty();
        }
    }

    /** One of its nights: it is taken as a recurring plan, and what that will submit goes there and back. */
    @Test
    void aDrillGoesThereAndBackByItself() throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(5))) {
            cloud.load(Place.PORTAL, 50);
            Path file = Path.of("../plans/examples/overnight-drill.yaml");
            String drill = Files.readString(file);
            Map<String, Integer> before = cloud.weights(Place.PORTAL);
            Answer recurring = Await.until(
                    "it is taken",
                    () -> cloud.service().post("/api/v1/recurring", "application/yaml", drill),
                    one -> one.status() != 503);
            assertThat(recurring.is(201).text("every")).isEqualTo("0 3 * * mon-fri");

            Journey night = cloud.submit(drill.replaceFirst("(?m)^  every: .*$", ""))
                    .awaitsBaking(2)
                    .awaits("reverted", AS_PROMISED);

            assertThat(night.lines("revert-started")
                            .getFirst()
                            .at("/data/cause/kind")
                            .asText())
                    .isEqualTo("end");
            assertThat(cloud.weights(Place.PORTAL)).isEqualTo(before);
        }
    }

    private static Journey submit(Cloud cloud, String example) throws IOException {
        return cloud.submit(Files.readString(Path.of("../plans/examples").resolve(example)));
    }
}
