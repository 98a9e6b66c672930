package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.Destination;
import io.sluice.sandbox.traffic.DnsRecords;
import io.sluice.sandbox.traffic.Resolver;
import io.sluice.sandbox.world.History;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Traffic Manager: profiles whose name servers answer with an endpoint by weight. A write is done when it is answered. */
public final class TrafficManagerProfiles implements ResourceType {
    /** Steps of the path of a profile, and of one of its endpoints. */
    private static final int PROFILE = 8;

    private static final int ENDPOINT = 10;

    private final History<Map<String, TrafficManagerProfile>> profiles;
    private final Map<String, Backends> backends = new LinkedHashMap<>();
    private final Map<String, Destination> destinations = new LinkedHashMap<>();
    private final Duration checkedFor;

    /**
     * @param backends what endpoints lead to; their ids are the targets
     * @param checkedFor how long an endpoint that was just enabled is {@code CheckingEndpoint}
     */
    public TrafficManagerProfiles(InstantSource clock, List<Backends> backends, Duration checkedFor) {
        backends.forEach(behind -> {
            this.backends.put(behind.id(), behind);
            destinations.put(behind.id(), Destination.of(behind));
        });
        this.checkedFor = checkedFor;
        this.profiles = new History<>(start(), clock);
    }

    private static Map<String, TrafficManagerProfile> start() {
        Map<String, String> targets = new LinkedHashMap<>();
        targets.put("eu", AzureWorld.host(AzureWorld.PORTAL_TM_EU));
        targets.put("us", AzureWorld.host(AzureWorld.PORTAL_TM_US));
        Map<String, TrafficManagerProfile> start = new LinkedHashMap<>();
        for (TrafficManagerProfile profile : List.of(
                TrafficManagerProfile.start(AzureWorld.PORTAL_TM, "Weighted", targets, Set.of("eu")),
                TrafficManagerProfile.start(AzureWorld.NEAREST_TM, "Performance", targets, Set.of("eu", "us")))) {
            start.put(profile.key(), profile);
        }
        return Collections.unmodifiableMap(start);
    }

    /** The name servers of a profile, asked anew by each query. */
    public Resolver resolver(String id) {
        String key = id.toLowerCase(Locale.ROOT);
        return new Resolver(() -> Optional.ofNullable(profiles.current().get(key))
                .map(this::records)
                .orElseGet(() -> new DnsRecords(Duration.ZERO, List.of())));
    }

    private DnsRecords records(TrafficManagerProfile profile) {
        List<DnsRecords.Answer> answers = new ArrayList<>();
        for (ObjectNode endpoint : profile.answering()) {
            Destination to = destinations.get(TrafficManagerProfile.target(endpoint));
            if (to != null) {
                boolean healthy = !profile.monitorStatus(endpoint, this::probed).equals("Degraded");
                answers.add(new DnsRecords.Answer(
                        endpoint.path("name").asText(), TrafficManagerProfile.weight(endpoint), healthy, to));
            }
        }
        return new DnsRecords(profile.ttl(), answers);
    }

    private String probed(ObjectNode endpoint, Instant enabledSince) {
        if (profiles.now().isBefore(enabledSince.plus(checkedFor))) {
            return "CheckingEndpoint";
        }
        return Optional.ofNullable(backends.get(TrafficManagerProfile.target(endpoint)))
                        .filter(behind -> behind.behaviour().healthy())
                        .isPresent()
                ? "Online"
                : "Degraded";
    }

    @Override
    public boolean speaks(ArmRequest request) {
        return request.isOf("Microsoft.Network", "trafficManagerProfiles");
    }

    @Override
    public Set<String> apiVersions(ArmRequest request) {
        return Set.of("2022-04-01");
    }

    @Override
    public ArmCall call(ArmRequest request) throws ArmError {
        return switch (request.method() + " " + request.path().size()) {
            case "GET " + PROFILE -> new Call(request, "Profiles_Get", false);
            case "PUT " + PROFILE -> new Call(request, "Profiles_CreateOrUpdate", true);
            case "PATCH " + ENDPOINT -> new Call(request, "Endpoints_Update", true);
            default ->
                throw new ArmError(
                        405, "MethodNotAllowed", "The sandbox does not answer " + request.method() + " here.");
        };
    }

    /** One call, about one profile. */
    private final class Call implements ArmCall {
        private final ArmRequest request;
        private final String action;
        private final boolean write;

        Call(ArmRequest request, String action, boolean write) {
            this.request = request;
            this.action = action;
            this.write = write;
        }

        @Override
        public String action() {
            return action;
        }

        @Override
        public Set<String> names() {
            return Set.of(request.key(PROFILE), name());
        }

        private String name() {
            return request.path().get(PROFILE - 1);
        }

        @Override
        public boolean isWrite() {
            return write;
        }

        @Override
        public ArmAnswer carryOut(Duration age, boolean withoutData, ObjectNode line) throws ArmError {
            if (!write) {
                return new ArmAnswer(200, found(profiles.asOf(age)).shown(TrafficManagerProfiles.this::probed));
            }
            boolean created = !profiles.current().containsKey(request.key(PROFILE));
            ObjectNode body = request.body();
            History.Entry<Map<String, TrafficManagerProfile>> changed =
                    profiles.change((now, at) -> with(now, changed(now, body, at)));
            TrafficManagerProfile profile = found(changed.config());
            log(line, changed, profile);
            ObjectNode shown = profile.shown(TrafficManagerProfiles.this::probed);
            return action.equals("Endpoints_Update")
                    ? new ArmAnswer(200, endpoint(shown))
                    : new ArmAnswer(created ? 201 : 200, shown);
        }

        private TrafficManagerProfile changed(Map<String, TrafficManagerProfile> now, ObjectNode body, Instant at)
                throws ArmError {
            if (action.equals("Endpoints_Update")) {
                return found(now)
                        .patched(request.path().get(PROFILE), request.path().get(ENDPOINT - 1), body, at);
            }
            TrafficManagerProfile before = now.get(request.key(PROFILE));
            return before == null
                    ? TrafficManagerProfile.put("/" + String.join("/", request.path()), body, Map.of(), at)
                    : TrafficManagerProfile.put(before.id(), body, before.enabledSince(), at);
        }

        private TrafficManagerProfile found(Map<String, TrafficManagerProfile> all) throws ArmError {
            TrafficManagerProfile profile = all.get(request.key(PROFILE));
            if (profile == null) {
                throw ArmError.notFound("Microsoft.Network/trafficManagerProfiles/" + name());
            }
            return profile;
        }

        private JsonNode endpoint(ObjectNode shown) throws ArmError {
            for (JsonNode endpoint : shown.at("/properties/endpoints")) {
                if (endpoint.path("name")
                        .asText()
                        .equalsIgnoreCase(request.path().get(ENDPOINT - 1))) {
                    return endpoint;
                }
            }
            throw ArmError.notFound(request.path().get(ENDPOINT - 1));
        }
    }

    private static Map<String, TrafficManagerProfile> with(
            Map<String, TrafficManagerProfile> all, TrafficManagerProfile one) {
        Map<String, TrafficManagerProfile> copy = new LinkedHashMap<>(all);
        copy.put(one.key(), one);
        return Collections.unmodifiableMap(copy);
    }

    /** What is now in force goes to the request log, as for every cloud. */
    private static void log(
            ObjectNode line, History.Entry<Map<String, TrafficManagerProfile>> changed, TrafficManagerProfile profile) {
        ObjectNode weights = line.putObject("weights");
        profile.weights().forEach(weights::put);
        changed.applied(line);
    }

    @Override
    public List<Backends> backends() {
        return List.copyOf(backends.values());
    }

    @Override
    public Map<String, String> addressOf(Backends backends) {
        String endpoint = backends.name().equals(AzureWorld.PORTAL_TM_EU) ? "eu" : "us";
        return Map.of("trafficManager", AzureWorld.PORTAL_TM, "endpoint", endpoint);
    }

    @Override
    public List<String> routes() {
        return profiles.current().values().stream()
                .map(profile -> name(profile.id()))
                .toList();
    }

    @Override
    public void describe(ObjectNode world) {
        ArrayNode list = world.putArray("trafficManagerProfiles");
        profiles.current().values().forEach(profile -> {
            ObjectNode one = list.addObject();
            one.put("name", name(profile.id())).put("id", profile.id());
            one.put("ttlSeconds", profile.ttl().toSeconds());
            ObjectNode weights = one.putObject("weights");
            profile.weights().forEach(weights::put);
        });
    }

    /** Of the endpoints by their own name or that of their backends; those that are not named stay. */
    @Override
    public void setWeights(String route, Map<String, Integer> weights) {
        try {
            profiles.change((now, at) -> {
                TrafficManagerProfile profile = now.values().stream()
                        .filter(one -> name(one.id()).equals(route))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no profile " + route));
                for (Map.Entry<String, Integer> weight : weights.entrySet()) {
                    ObjectNode body = JsonNodeFactory.instance.objectNode();
                    ObjectNode properties = body.putObject("properties");
                    if (weight.getValue() == 0) {
                        properties.put("endpointStatus", "Disabled");
                    } else {
                        properties.put("endpointStatus", "Enabled").put("weight", weight.getValue());
                    }
                    profile = profile.patched("externalEndpoints", endpoint(profile, weight.getKey()), body, at);
                }
                return with(now, profile);
            });
        } catch (ArmError e) {
            throw new IllegalArgumentException(e.code() + ": " + e.text(), e);
        }
    }

    private String endpoint(TrafficManagerProfile profile, String name) {
        return profile.endpoints().stream()
                .filter(endpoint -> leadsTo(endpoint, name))
                .map(endpoint -> endpoint.path("name").asText())
                .findFirst()
                .orElse(name);
    }

    private boolean leadsTo(ObjectNode endpoint, String name) {
        Backends behind = backends.get(TrafficManagerProfile.target(endpoint));
        return behind != null && behind.name().equals(name);
    }

    @Override
    public double percentOf(String name) {
        return profiles.current().values().stream()
                .filter(TrafficManagerProfile::isWeighted)
                .mapToDouble(profile -> percentOf(name, profile))
                .max()
                .orElse(0);
    }

    private double percentOf(String name, TrafficManagerProfile profile) {
        int sum = 0;
        int own = 0;
        for (ObjectNode endpoint : profile.endpoints()) {
            int weight = TrafficManagerProfile.weight(endpoint);
            sum += weight;
            own += leadsTo(endpoint, name) ? weight : 0;
        }
        return sum == 0 ? 0 : own * 100.0 / sum;
    }

    @Override
    public void setServers(String backends, int servers) {
        throw new IllegalArgumentException(
                "an endpoint is one name; how many servers it has Traffic Manager does not know");
    }

    @Override
    public void reset() {
        profiles.reset(start());
    }

    private static String name(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }
}
