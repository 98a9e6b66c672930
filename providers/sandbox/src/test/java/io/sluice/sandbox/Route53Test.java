package io.sluice.sandbox;

import static io.sluice.sandbox.Clients.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.provider.tck.Moto;
import io.sluice.sandbox.route53.FixedZone;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** The sandbox's Route 53, by the SDK's own client: what it refuses, in what pages it lists, when a change is everywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Route53Test {
    private static final Duration IN_SYNC_AFTER = Duration.ofMillis(700);

    private Sandbox sandbox;
    private SandboxClient client;
    private Route53Client route53;

    @BeforeAll
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.anyPorts().withOperationsTake(IN_SYNC_AFTER));
        client = sandbox.client();
        route53 = Clients.route53(sandbox.controlUrl());
    }

    @AfterAll
    void stop() {
        route53.close();
        client.close();
        sandbox.close();
    }

    @BeforeEach
    void reset() {
        client.reset();
    }

    @Test
    void aDeleteHasToMatchExactly() {
        ResourceRecordSet other = orders("eu").toBuilder().weight(99L).build();

        assertThatThrownBy(() -> change(delete(other))).hasMessageContaining("do not match the current values");
        assertThatThrownBy(() -> change(delete(weighted("mars", 1)))).hasMessageContaining("but it was not found");
        assertThat(refusal(() -> change(delete(other)))).isEqualTo("InvalidChangeBatch");
    }

    @Test
    void aBatchHappensWhollyOrNotAtAll() {
        assertThatThrownBy(() -> change(create(weighted("asia", 1)), create(weighted("eu", 1))))
                .hasMessageContaining("but it already exists");

        assertThat(weights()).isEqualTo(Map.of("eu", 100L, "us", 0L));
    }

    @Test
    void aSetHasOneTtlAndOnePolicyAndAtMostAHundredRecords() {
        assertThat(refusal(() ->
                        change(create(weighted("asia", 1).toBuilder().ttl(60L).build()))))
                .isEqualTo("InvalidChangeBatch");
        assertThat(refusal(() -> change(create(weighted("asia", 1).toBuilder()
                        .weight(null)
                        .region("eu-west-1")
                        .build()))))
                .isEqualTo("InvalidChangeBatch");
        assertThat(refusal(() -> change(create(weighted("asia", 1).toBuilder()
                        .weight(null)
                        .setIdentifier(null)
                        .build()))))
                .isEqualTo("InvalidChangeBatch");
        Change[] hundred = IntStream.range(0, 99)
                .mapToObj(i -> create(weighted("more-" + i, 1)))
                .toArray(Change[]::new);
        assertThat(refusal(() -> change(hundred))).isEqualTo("InvalidChangeBatch");
    }

    @Test
    void aWeightIsZeroTo255() {
        assertThat(refusal(() -> change(create(weighted("asia", 256))))).isEqualTo("InvalidInput");
        assertThat(refusal(() -> change(create(weighted("asia", -1))))).isEqualTo("InvalidInput");
        change(create(weighted("asia", 255)));
        assertThat(weights()).containsEntry("asia", 255L);
    }

    @Test
    void whatDoesNotExistIsNotFoundByItsName() {
        assertThat(refusal(() -> route53.listResourceRecordSets(request -> request.hostedZoneId("Z0NOWHERE"))))
                .isEqualTo("NoSuchHostedZone");
        assertThat(refusal(() -> route53.getChange(request -> request.id("C0"))))
                .isEqualTo("NoSuchChange");
        assertThat(refusal(() -> route53.getHealthCheckStatus(request -> request.healthCheckId("none"))))
                .isEqualTo("NoSuchHealthCheck");
    }

    @Test
    void aPageEndsWhereItIsToldToAndSaysWhereTheNextBegins() {
        ListResourceRecordSetsResponse page =
                route53.listResourceRecordSets(request -> request.hostedZoneId(FixedZone.ID)
                        .startRecordName("orders-db.sluice.example")
                        .startRecordType(RRType.A)
                        .maxItems("1"));

        assertThat(page.resourceRecordSets()).containsExactly(orders("eu"));
        assertThat(page.isTruncated()).isTrue();
        assertThat(page.nextRecordName()).isEqualTo("orders-db.sluice.example.");
        assertThat(page.nextRecordIdentifier()).isEqualTo("us");
        assertThat(route53.listResourceRecordSets(request -> request.hostedZoneId(FixedZone.ID)
                                .startRecordName(page.nextRecordName())
                                .startRecordType(page.nextRecordType())
                                .startRecordIdentifier(page.nextRecordIdentifier())
                                .maxItems("1"))
                        .resourceRecordSets())
                .containsExactly(orders("us"));
    }

    @Test
    void aChangeIsPendingUntilItIsEverywhereThoughListsShowItAtOnce() {
        ChangeInfo accepted = change(delete(orders("eu")), create(weighted("eu", 1)));

        assertThat(accepted.status()).isEqualTo(ChangeStatus.PENDING);
        assertThat(weights()).containsEntry("eu", 1L);
        assertThat(status(accepted)).isEqualTo(ChangeStatus.PENDING);
        Deadline.until("in sync", () -> status(accepted) == ChangeStatus.INSYNC);
    }

    @Test
    void tooManyCallsAreThrottledInRoute53sOwnWords() {
        client.faults("[{\"fault\": \"throttle\", \"arn\": \"orders-db.sluice.example\"},"
                + " {\"fault\": \"error\", \"status\": 400, \"action\": \"ChangeResourceRecordSets\"}]");

        assertThat(refusal(() -> change(create(weighted("asia", 1))))).isEqualTo("Throttling");
        assertThat(refusal(() -> change(create(weighted("asia", 1))))).isEqualTo("PriorRequestNotComplete");
        change(create(weighted("asia", 1)));
    }

    @Test
    void aStrangersWeightsAreSeenAndLogged() {
        client.strangerSetsWeights("orders-db", Map.of("orders-db-eu", 3, "orders-db-us", 1));

        assertThat(weights()).isEqualTo(Map.of("eu", 3L, "us", 1L));
        assertThat(client.log(0))
                .anyMatch(line -> line.path("service").asText().equals("stranger")
                        && line.path("weights").path("orders-db-us").asInt() == 1);
        assertThatThrownBy(() -> client.strangerSetsWeights("orders-db", Map.of("mars", 1)))
                .hasMessageContaining("mars");
    }

    @Test
    void theTrafficFollowsAChangeOnlyAsItArrivesAndTheAnswersOfClientsRunOut() {
        client.load("orders-db", 200);
        Deadline.until("all clients have come", () -> client.requests("orders-db-eu") > 300);
        long before = client.requests("orders-db-eu");

        change(delete(orders("eu")), create(weighted("eu", 0)), delete(orders("us")), create(weighted("us", 1)));
        Deadline.until("the last answers have run out", () -> client.requests("orders-db-us") > 1_000);

        // 0.7 s until the change arrives, and 1 s more on average for answers that live 2 s.
        double secondsLate = (client.requests("orders-db-eu") - before) / 200.0;
        assertThat(secondsLate).isBetween(1.2, 3.0);
        long last = client.requests("orders-db-eu");
        long more = client.requests("orders-db-us") + 100;
        Deadline.until("some more requests", () -> client.requests("orders-db-us") > more);
        assertThat(client.requests("orders-db-eu")).isEqualTo(last);
        client.load("orders-db", 0);
    }

    @Test
    void anUnhealthyRecordIsAnsweredNoLonger() {
        client.strangerSetsWeights("orders-db", Map.of("orders-db-eu", 1, "orders-db-us", 1));
        client.backends("orders-db-eu", "{\"healthy\": false}");
        Deadline.until(
                "the checkers agree",
                () -> route53
                        .getHealthCheckStatus(
                                request -> request.healthCheckId(orders("eu").healthCheckId()))
                        .healthCheckObservations()
                        .stream()
                        .allMatch(one -> one.statusReport().status().startsWith("Failure")));
        client.load("orders-db", 200);
        Deadline.until("some requests", () -> client.requests("orders-db-us") > 200);

        assertThat(client.requests("orders-db-eu")).isZero();
        client.load("orders-db", 0);
    }

    @Test
    void anAliasLeadsToTheLoadBalancerItNames() {
        client.load("shop", 100);
        Deadline.until("some requests", () -> client.requests("checkout-eu") > 100);

        assertThat(client.requests("search-eu")).isZero();
        client.load("shop", 0);
    }

    @Test
    void nobodyIsStickyToAName() {
        assertThatThrownBy(() -> client.call(
                        "POST", "/sandbox/load", "{\"listener\": \"orders-db\", \"rps\": 1, \"stickyPercent\": 5}"))
                .hasMessageContaining("TTL");
    }

    /** Ids and origins aside, the SDK cannot tell the sandbox from an emulator that others wrote. */
    @Test
    void whereMotoIsRightTooTheAnswersAreTheSame() throws IOException {
        try (Moto moto = Moto.startOrSkip("Route53Test");
                Route53Client other = Clients.route53(moto.endpoint().toString())) {
            String zone = other.createHostedZone(
                            request -> request.name("sluice.example").callerReference("one"))
                    .hostedZone()
                    .id();
            Change[] changes = {
                create(weighted("moto", "left", 19)),
                create(weighted("moto", "right", 1)),
                create(weighted("\\052.moto", "other", 3)),
            };

            assertThat(carriedOut(route53, FixedZone.ID, changes)).isEqualTo(carriedOut(other, zone, changes));
        }
    }

    private static List<ResourceRecordSet> carriedOut(Route53Client client, String zone, Change... changes) {
        client.changeResourceRecordSets(
                request -> request.hostedZoneId(zone).changeBatch(batch -> batch.changes(List.of(changes))));
        client.changeResourceRecordSets(request -> request.hostedZoneId(zone)
                .changeBatch(batch -> batch.changes(
                        delete(weighted("moto", "left", 19)),
                        delete(weighted("moto", "right", 1)),
                        // Another weight each, as moto refuses to create again what it has ever seen created so.
                        create(weighted("moto", "left", 7)),
                        create(weighted("moto", "right", 3)))));
        List<ResourceRecordSet> found = new ArrayList<>();
        client.listResourceRecordSets(request -> request.hostedZoneId(zone)).resourceRecordSets().stream()
                .filter(record -> record.name().contains("moto"))
                .forEach(found::add);
        return found;
    }

    private ChangeStatus status(ChangeInfo change) {
        return route53.getChange(request -> request.id(change.id()))
                .changeInfo()
                .status();
    }

    private ChangeInfo change(Change... changes) {
        return route53.changeResourceRecordSets(request ->
                        request.hostedZoneId(FixedZone.ID).changeBatch(batch -> batch.changes(List.of(changes))))
                .changeInfo();
    }

    private static Change create(ResourceRecordSet record) {
        return Change.builder()
                .action(ChangeAction.CREATE)
                .resourceRecordSet(record)
                .build();
    }

    private static Change delete(ResourceRecordSet record) {
        return Change.builder()
                .action(ChangeAction.DELETE)
                .resourceRecordSet(record)
                .build();
    }

    private Map<String, Long> weights() {
        Map<String, Long> weights = new TreeMap<>();
        listOrders().forEach(record -> weights.put(record.setIdentifier(), record.weight()));
        return weights;
    }

    private ResourceRecordSet orders(String identifier) {
        return listOrders().stream()
                .filter(record -> identifier.equals(record.setIdentifier()))
                .findFirst()
                .orElseThrow();
    }

    private List<ResourceRecordSet> listOrders() {
        return route53
                .listResourceRecordSets(request -> request.hostedZoneId(FixedZone.ID)
                        .startRecordName("orders-db.sluice.example")
                        .startRecordType(RRType.A))
                .resourceRecordSets()
                .stream()
                .filter(record -> record.name().equals("orders-db.sluice.example."))
                .toList();
    }

    private static ResourceRecordSet weighted(String identifier, long weight) {
        return weighted("orders-db", identifier, weight);
    }

    private static ResourceRecordSet weighted(String name, String identifier, long weight) {
        return ResourceRecordSet.builder()
                .name(name + ".sluice.example")
                .type(RRType.A)
                .setIdentifier(identifier)
                .weight(weight)
                .ttl(2L)
                .resourceRecords(ResourceRecord.builder().value("192.0.2.1").build())
                .build();
    }
}
