package io.sluice.sandbox.route53;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.Cloud;
import io.sluice.sandbox.aws.EventHistory;
import io.sluice.sandbox.faults.ControlCall;
import io.sluice.sandbox.faults.ControlPlane;
import io.sluice.sandbox.faults.RequestLog;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.Destination;
import io.sluice.sandbox.traffic.DnsRecords;
import io.sluice.sandbox.world.History;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Route 53 with one hosted zone. */
public final class Route53Cloud implements Cloud {
    /** So many changes are remembered, as long as anybody polls. */
    private static final int CHANGES_KEPT = 1_000;

    private final ControlPlane controlPlane;
    private final RequestLog log;
    private final InstantSource clock;
    private final Duration inSyncAfter;
    private final List<Backends> backends;
    private final Function<String, Optional<AliasTarget>> aliases;
    private final EventHistory history;
    private final Zone start;
    private final History<Zone> zone;
    private final Map<String, Destination> destinations = new LinkedHashMap<>();
    private final Map<String, Submitted> changes = new LinkedHashMap<>();
    private long changesSoFar;

    /** A change that was accepted. */
    private record Submitted(Instant at, Set<String> names) {}

    /** What an alias leads to: where, and whether it is healthy as Route 53 judges it. */
    public record AliasTarget(Destination to, boolean healthy) {}

    /**
     * @param inSyncAfter how long after a change name servers answer with it
     * @param backends those of {@link FixedZone#backends}
     * @param aliases finds the targets of aliases by their DNS names
     * @param history has the calls that change records
     */
    public Route53Cloud(
            ControlPlane controlPlane,
            RequestLog log,
            InstantSource clock,
            Duration inSyncAfter,
            List<Backends> backends,
            Function<String, Optional<AliasTarget>> aliases,
            EventHistory history) {
        this.controlPlane = controlPlane;
        this.log = log;
        this.clock = clock;
        this.inSyncAfter = inSyncAfter;
        this.backends = List.copyOf(backends);
        this.aliases = aliases;
        this.history = history;
        this.start = FixedZone.start();
        this.zone = new History<>(start, clock);
        backends.forEach(behind -> destinations.put(behind.id(), Destination.of(behind)));
    }

    @Override
    public boolean speaks(Request request) {
        return request.path().startsWith(Route53Call.PREFIX);
    }

    @Override
    public Reply handle(Request request) throws InterruptedException {
        return controlPlane.handle(new Asked(Route53Call.of(request), EventHistory.Caller.of(request)));
    }

    @Override
    public List<Backends> backends() {
        return backends;
    }

    @Override
    public Map<String, String> addressOf(Backends backends) {
        return FixedZone.addressOf(backends.id());
    }

    /** The weighted names, which clients can be sent to. */
    @Override
    public List<String> routes() {
        return start.records().stream()
                .filter(record -> record.weight().isPresent())
                .map(Route53Cloud::route)
                .distinct()
                .toList();
    }

    private static String route(DnsRecord record) {
        return record.plainName().substring(0, record.plainName().length() - FixedZone.NAME.length());
    }

    /** What name servers answer with: what was changed a moment ago has not got to them yet. */
    public DnsRecords answers(String route) {
        List<DnsRecord> records = records(zone.asOf(inSyncAfter), route);
        Duration ttl = records.stream()
                .flatMap(record -> record.ttl().stream())
                .findFirst()
                .map(Duration::ofSeconds)
                .orElse(Duration.ofSeconds(60));
        return new DnsRecords(ttl, records.stream().map(this::answer).toList());
    }

    private DnsRecords.Answer answer(DnsRecord record) {
        String id = record.setIdentifier().orElse("");
        int weight = record.weight().orElse(1);
        Optional<AliasTarget> alias = record.alias().flatMap(target -> aliases.apply(target.dnsName()));
        if (alias.isPresent()) {
            boolean healthy =
                    alias.get().healthy() || !record.alias().orElseThrow().evaluateTargetHealth();
            return new DnsRecords.Answer(id, weight, healthy, alias.get().to());
        }
        Destination destination = destinations.getOrDefault(backendId(record), () -> {
            throw new IOException("nobody listens at " + record.values());
        });
        boolean healthy = record.healthCheck().map(this::passes).orElse(true);
        return new DnsRecords.Answer(id, weight, healthy, destination);
    }

    private boolean passes(String check) {
        String side = check.equals(FixedZone.EU_CHECK) ? "eu" : "us";
        return find(FixedZone.SERVED.getFirst() + "-" + side)
                .map(behind -> behind.behaviour().healthy())
                .orElse(false);
    }

    private static List<DnsRecord> records(Zone zone, String route) {
        String name = Zone.normalised(route + "." + FixedZone.NAME);
        return zone.records().stream()
                .filter(record -> record.name().equals(name) && record.weight().isPresent())
                .toList();
    }

    private static String backendId(DnsRecord record) {
        return record.name() + "/" + record.setIdentifier().orElse("");
    }

    private Optional<Backends> find(String name) {
        return backends.stream().filter(behind -> behind.name().equals(name)).findFirst();
    }

    /** What people call the backends of a record: those behind it, or its set identifier. */
    private String nameOf(DnsRecord record) {
        return backends.stream()
                .filter(behind -> behind.id().equals(backendId(record)))
                .map(Backends::name)
                .findFirst()
                .orElse(record.setIdentifier().orElse(""));
    }

    @Override
    public void describe(ObjectNode world) {
        ArrayNode sets = world.putArray("recordSets");
        for (String route : routes()) {
            List<DnsRecord> records = records(zone.current(), route);
            ObjectNode one = sets.addObject().put("name", route).put("hostedZone", FixedZone.ID);
            records.stream()
                    .findFirst()
                    .ifPresent(record -> one.put("record", record.plainName()).put("recordType", record.type()));
            records.stream()
                    .flatMap(record -> record.ttl().stream())
                    .findFirst()
                    .ifPresent(ttl -> one.put("ttl", ttl));
            describe(one, records);
        }
    }

    private void describe(ObjectNode line, List<DnsRecord> records) {
        ObjectNode weights = line.putObject("weights");
        records.forEach(record -> record.weight().ifPresent(weight -> weights.put(nameOf(record), weight)));
    }

    @Override
    public void setWeights(String route, Map<String, Integer> weights) {
        weights.values().forEach(weight -> {
            if (weight < 0 || weight > 255) {
                throw new IllegalArgumentException("InvalidInput: a weight is 0 to 255, not " + weight);
            }
        });
        History.Entry<Zone> entry = zone.change((before, _) -> {
            Set<String> unknown = new LinkedHashSet<>(weights.keySet());
            List<DnsRecord> after = new ArrayList<>();
            for (DnsRecord record : before.records()) {
                boolean meant = records(before, route).contains(record)
                        && (weights.containsKey(nameOf(record))
                                || weights.containsKey(record.setIdentifier().orElse("")));
                if (meant) {
                    String key = weights.containsKey(nameOf(record))
                            ? nameOf(record)
                            : record.setIdentifier().orElse("");
                    unknown.remove(key);
                    after.add(record.weighing(weights.getOrDefault(key, 0)));
                } else {
                    after.add(record);
                }
            }
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException(route + " has no records for " + unknown);
            }
            return new Zone(after);
        });
        ObjectNode line = RequestLog.line();
        line.put("kind", "call")
                .put("service", "stranger")
                .put("action", "SetWeights")
                .put("arn", route);
        describe(line, records(entry.config(), route));
        entry.applied(line);
        log.write(line);
        remember(entry.since(), EventHistory.Caller.STRANGER, records(entry.config(), route));
    }

    private void remember(Instant at, EventHistory.Caller by, List<DnsRecord> records) {
        ObjectNode parameters = RequestLog.line();
        parameters.put("hostedZoneId", FixedZone.ID);
        ArrayNode changed = parameters.putObject("changeBatch").putArray("changes");
        records.forEach(record -> changed.addObject()
                .put("action", "UPSERT")
                .putObject("resourceRecordSet")
                .put("name", record.name())
                .put("type", record.type()));
        history.add(at, "ChangeResourceRecordSets", "route53", by, parameters);
    }

    @Override
    public double percentOf(String name) {
        return routes().stream()
                .map(route -> records(zone.current(), route))
                .filter(records ->
                        records.stream().anyMatch(record -> nameOf(record).equals(name)))
                .mapToDouble(records -> {
                    double sum = records.stream()
                            .mapToInt(record -> record.weight().orElse(0))
                            .sum();
                    double own = records.stream()
                            .filter(record -> nameOf(record).equals(name))
                            .mapToInt(record -> record.weight().orElse(0))
                            .sum();
                    return sum == 0 ? 0 : own * 100 / sum;
                })
                .max()
                .orElse(0);
    }

    @Override
    public void setServers(String name, int servers) {
        throw new IllegalArgumentException(name + " is behind DNS, which knows addresses and no servers");
    }

    @Override
    public void measure() {
        // Nobody measures answers of name servers.
    }

    @Override
    public void reset() {
        zone.reset(start);
        synchronized (changes) {
            changes.clear();
        }
    }

    private String remember(Instant at, Set<String> names) {
        synchronized (changes) {
            String id = "C%013d".formatted(++changesSoFar);
            changes.put(id, new Submitted(at, names));
            if (changes.size() > CHANGES_KEPT) {
                changes.remove(changes.keySet().iterator().next());
            }
            return id;
        }
    }

    private Submitted change(String id) throws Route53Error {
        synchronized (changes) {
            Submitted found = changes.get(id);
            if (found == null) {
                throw new Route53Error(404, "NoSuchChange", "Could not find resource with ID: " + id);
            }
            return found;
        }
    }

    private static void checkZone(String id) throws Route53Error {
        if (!id.equals(FixedZone.ID)) {
            throw new Route53Error(404, "NoSuchHostedZone", "No hosted zone found with ID: " + id);
        }
    }

    private static void checkHealthCheck(String id) throws Route53Error {
        if (!id.equals(FixedZone.EU_CHECK) && !id.equals(FixedZone.US_CHECK)) {
            throw new Route53Error(404, "NoSuchHealthCheck", "A health check with id " + id + " does not exist");
        }
    }

    /** A call as the control plane handles it. */
    private final class Asked implements ControlCall {
        private final Route53Call call;
        private final EventHistory.Caller caller;

        Asked(Route53Call call, EventHistory.Caller caller) {
            this.call = call;
            this.caller = caller;
        }

        @Override
        public String service() {
            return "route53";
        }

        @Override
        public String action() {
            return call.action();
        }

        /** The names of records come first, as a person would aim at them; then the ids. */
        @Override
        public Set<String> names() {
            Set<String> names = new LinkedHashSet<>();
            switch (call) {
                case Route53Call.ListRecords list -> {
                    list.name().ifPresent(name -> names.add(plain(Zone.normalised(name))));
                    names.add(list.zone());
                }
                case Route53Call.ChangeRecords change -> {
                    names.addAll(recordNames(change.batch()));
                    names.add(change.zone());
                }
                case Route53Call.GetChange(String id) -> {
                    synchronized (changes) {
                        Optional.ofNullable(changes.get(id)).ifPresent(change -> names.addAll(change.names()));
                    }
                    names.add(id);
                }
                case Route53Call.GetHealthCheck(String id) -> names.add(id);
                case Route53Call.GetHealthCheckStatus(String id) -> names.add(id);
                case Route53Call.Refused _ -> {}
            }
            return names;
        }

        private static Set<String> recordNames(ChangeBatch batch) {
            Set<String> names = new LinkedHashSet<>();
            batch.changes().forEach(change -> names.add(change.record().plainName()));
            return names;
        }

        private static String plain(String name) {
            return name.substring(0, name.length() - 1).replace("\\052", "*");
        }

        @Override
        public boolean isWrite() {
            return call.action().startsWith("Change");
        }

        @Override
        public void describe(ObjectNode line) {
            if (call instanceof Route53Call.ChangeRecords change) {
                Route53Cloud.this.describe(
                        line,
                        change.batch().changes().stream()
                                .filter(one -> !one.action().equals("DELETE"))
                                .map(ChangeBatch.Change::record)
                                .toList());
            }
        }

        @Override
        public Reply carryOut(Duration age, boolean withoutData, ObjectNode line) {
            try {
                Reply reply = answered(age, line);
                line.put("status", 200);
                return reply;
            } catch (Route53Error e) {
                if (isWrite()) {
                    line.put("applied", false);
                }
                line.put("status", e.status()).put("error", e.code()).put("message", e.text());
                return Route53Xml.error(e);
            }
        }

        private Reply answered(Duration age, ObjectNode line) throws Route53Error {
            Instant now = clock.instant().minus(age);
            return switch (call) {
                case Route53Call.ListRecords list -> {
                    checkZone(list.zone());
                    Zone seen = age.isZero() ? zone.current() : zone.asOf(age);
                    List<DnsRecord> rest = seen.from(list.name(), list.type(), list.identifier());
                    List<DnsRecord> page = rest.stream().limit(list.maxItems()).toList();
                    yield Route53Xml.page(
                            page, rest.stream().skip(list.maxItems()).findFirst(), list.maxItems());
                }
                case Route53Call.ChangeRecords change -> {
                    checkZone(change.zone());
                    History.Entry<Zone> entry = zone.change((before, _) -> before.changed(change.batch()));
                    entry.applied(line);
                    Route53Cloud.this.remember(
                            entry.since(),
                            caller,
                            change.batch().changes().stream()
                                    .map(ChangeBatch.Change::record)
                                    .toList());
                    String id = remember(entry.since(), recordNames(change.batch()));
                    yield Route53Xml.change(action(), id, false, entry.since());
                }
                case Route53Call.GetChange(String id) -> {
                    Instant submitted = change(id).at();
                    boolean inSync = !now.isBefore(submitted.plus(inSyncAfter));
                    yield Route53Xml.change(action(), id, inSync, submitted);
                }
                case Route53Call.GetHealthCheck(String id) -> {
                    checkHealthCheck(id);
                    yield Route53Xml.healthCheck(id);
                }
                case Route53Call.GetHealthCheckStatus(String id) -> {
                    checkHealthCheck(id);
                    yield Route53Xml.healthCheckStatus(passes(id), now);
                }
                case Route53Call.Refused(String _, Route53Error error) -> throw error;
            };
        }

        @Override
        public Refusal throttled() {
            return refusal(new Route53Error(400, "Throttling", "Rate exceeded"));
        }

        /** Status 400 is what Route 53 says while it still works on another change of the zone. */
        @Override
        public Refusal failed(int status) {
            return refusal(
                    switch (status) {
                        case 400 ->
                            new Route53Error(
                                    400,
                                    "PriorRequestNotComplete",
                                    "The request was rejected because Route 53 was still processing a prior request.");
                        case 503 -> new Route53Error(503, "ServiceUnavailable", "The service is unavailable");
                        default -> new Route53Error(status, "InternalFailure", "The sandbox was told to fail");
                    });
        }

        private static Refusal refusal(Route53Error error) {
            return new Refusal(error.status(), error.code(), Route53Xml.error(error));
        }
    }
}
