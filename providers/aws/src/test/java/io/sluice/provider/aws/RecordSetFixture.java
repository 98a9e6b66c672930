package io.sluice.provider.aws;

import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Shell;
import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.sandbox.route53.FixedZone;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Record sets of the sandbox: the one of the orders' database, and the one of the reports'. */
final class RecordSetFixture implements TrafficFixture {
    private final Sandbox sandbox;
    private final AwsRelay relay;
    private final AwsProvider provider;
    private final AwsClients direct;

    RecordSetFixture() {
        try {
            sandbox = Sandbox.start(SandboxSettings.anyPorts().withOperationsTake(Duration.ofMillis(50)));
            relay = new AwsRelay(URI.create(sandbox.controlUrl()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = AwsProvider.open(TestSettings.at(relay.endpoint()));
        direct = new AwsClients(TestSettings.at(URI.create(sandbox.controlUrl())));
        strangerSets(route(), Map.of(LEFT, 1));
        strangerSets(neighbour(), Map.of(LEFT, 1));
    }

    static Route orders() {
        return TestSettings.recordSet("orders-db.sluice.example", "A", Map.of(LEFT, "eu", RIGHT, "us"));
    }

    AwsRelay relay() {
        return relay;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    AwsProvider opened() {
        return provider;
    }

    @Override
    public TrafficProvider provider() {
        return provider.traffic();
    }

    @Override
    public Route route() {
        return orders();
    }

    @Override
    public Route neighbour() {
        return TestSettings.recordSet("reports-db.sluice.example", "CNAME", Map.of(LEFT, "eu", RIGHT, "us"));
    }

    @Override
    public Route respelled() {
        return new Route(
                new RouteRef("aws", "another-name"),
                new Address("{\"record\":\"ORDERS-db.sluice.example.\",\"recordType\":\"A\",\"hostedZone\":\""
                        + FixedZone.ID + "\"}"),
                route().backends());
    }

    @Override
    public Route missing() {
        return TestSettings.recordSet("nowhere.sluice.example", "A", Map.of(LEFT, "eu", RIGHT, "us"));
    }

    @Override
    public Route withoutBackend() {
        return TestSettings.recordSet("orders-db.sluice.example", "A", Map.of(LEFT, "eu", RIGHT, "mars"));
    }

    @Override
    public Route weightless() {
        return TestSettings.recordSet("www.sluice.example", "A", Map.of(LEFT, "eu", RIGHT, "us"));
    }

    @Override
    public List<Malformed> malformed() {
        return List.of(
                place("no record", "{\"hostedZone\":\"Z1\",\"recordType\":\"A\"}", "/record"),
                place("no zone", "{\"record\":\"db.example.com\",\"recordType\":\"A\"}", "/hostedZone"),
                place("no type", "{\"hostedZone\":\"Z1\",\"record\":\"db.example.com\"}", "/recordType"),
                place("a listener beside it", address("Z1", "db.example.com", "A", ",\"listener\":\"x\""), "/listener"),
                place("a zone with its prefix", address("/hostedzone/Z1", "db.example.com", "A", ""), "/hostedZone"),
                place("a type without addresses", address("Z1", "db.example.com", "MX", ""), "/recordType"),
                place("half a name", address("Z1", "db", "A", ""), "/record"),
                place("an escaped dot", address("Z1", "db\\\\056eu.example.com", "A", ""), "/record"),
                place(
                        "no text",
                        "{\"hostedZone\":7,\"record\":\"db.example.com\",\"recordType\":\"A\"}",
                        "/hostedZone"),
                right("no set identifier", "{}"),
                right("an empty set identifier", "{\"setIdentifier\":\"\"}"),
                right("a long set identifier", "{\"setIdentifier\":\"" + "x".repeat(129) + "\"}"));
    }

    @Override
    public Map<Side, Integer> natives(Route route) {
        Map<Side, Integer> natives = new TreeMap<>();
        records(route)
                .forEach(record -> natives.put(
                        RecordSetAddress.side(route, record.setIdentifier()), Math.toIntExact(record.weight())));
        return natives;
    }

    @Override
    public String elsewhere(Route route) {
        return new RecordSet(records(route))
                .canonicalButWeights(RecordSetAddress.identifiers(route).values())
                .toString();
    }

    @Override
    public void strangerSets(Route route, Map<Side, Integer> natives) {
        Map<String, Integer> weights = new TreeMap<>();
        natives.forEach((side, weight) ->
                weights.put(RecordSetAddress.identifiers(route).getOrDefault(side, side.name()), weight));
        replace(
                route,
                records -> records.stream()
                        .map(record -> record.toBuilder()
                                .weight((long) weights.getOrDefault(record.setIdentifier(), 0))
                                .build())
                        .toList());
    }

    @Override
    public Side strangerAttaches(Route route, int weight) {
        replace(route, records -> {
            List<ResourceRecordSet> more = new ArrayList<>(records);
            more.add(records.getFirst().toBuilder()
                    .setIdentifier("asia")
                    .weight((long) weight)
                    .build());
            return more;
        });
        return RecordSetAddress.side(route, "asia");
    }

    @Override
    public void strangerSticks(Route route, Optional<Duration> stickiness) {
        // Name servers forget whom they answered.
    }

    @Override
    public void strangerChangesElsewhere(Route route) {
        replace(
                route,
                records -> records.stream()
                        .map(record -> record.toBuilder().ttl(7L).build())
                        .toList());
    }

    @Override
    public void strangerStopsSplitting(Route route) {
        replace(
                route,
                records -> List.of(records.getFirst().toBuilder()
                        .setIdentifier(null)
                        .weight(null)
                        .build()));
    }

    @Override
    public Optional<String> plantSecret(Route route) {
        return Optional.empty();
    }

    @Override
    public boolean compareAndSet() {
        return true;
    }

    @Override
    public boolean attaches() {
        return false;
    }

    @Override
    public boolean sticky() {
        return false;
    }

    @Override
    public Set<RouteHazard.Kind> hazards() {
        return Set.of(RouteHazard.Kind.DNS_TTL);
    }

    @Override
    public Map<String, Shell.Program> programs() {
        return Map.of("aws", new AwsProgram(direct));
    }

    @Override
    public int writes() {
        return Math.toIntExact(relay.actions().stream()
                .filter(action -> action.startsWith("Change"))
                .count());
    }

    @Override
    public void onNextWrite(Route route, Trouble trouble) {
        relay.order(action -> action.startsWith("Change"), trouble, overtaking(route, trouble));
    }

    @Override
    public void onNextLook(Route route, Trouble trouble) {
        relay.order(action -> action.startsWith("List"), trouble, () -> {});
    }

    @Override
    public void close() {
        provider.close();
        direct.close();
        relay.close();
        sandbox.close();
    }

    private Route53Client client() {
        return direct.route53();
    }

    private List<ResourceRecordSet> records(Route route) {
        RecordSetPlace place = RecordSetAddress.place(route);
        return client()
                .listResourceRecordSets(request -> request.hostedZoneId(place.hostedZone())
                        .startRecordName(place.name().text())
                        .startRecordType(place.type()))
                .resourceRecordSets()
                .stream()
                .filter(record -> RecordName.of(record.name()).equals(place.name())
                        && record.typeAsString().equals(place.type()))
                .toList();
    }

    void replace(Route route, UnaryOperator<List<ResourceRecordSet>> change) {
        List<ResourceRecordSet> before = records(route);
        List<Change> changes = new ArrayList<>();
        before.forEach(record -> changes.add(change(ChangeAction.DELETE, record)));
        change.apply(before).forEach(record -> changes.add(change(ChangeAction.CREATE, record)));
        client().changeResourceRecordSets(request -> request.hostedZoneId(
                        RecordSetAddress.place(route).hostedZone())
                .changeBatch(batch -> batch.changes(changes)));
    }

    private static Change change(ChangeAction action, ResourceRecordSet record) {
        return Change.builder().action(action).resourceRecordSet(record).build();
    }

    private static String address(String zone, String name, String type, String more) {
        return "{\"hostedZone\":\"" + zone + "\",\"record\":\"" + name + "\",\"recordType\":\"" + type + "\"" + more
                + "}";
    }

    private Malformed right(String what, String address) {
        return right(what, address, "setIdentifier");
    }
}
