package io.sluice.provider.azure;

import com.azure.resourcemanager.trafficmanager.TrafficManager;
import com.azure.resourcemanager.trafficmanager.fluent.ProfilesClient;
import com.azure.resourcemanager.trafficmanager.fluent.models.EndpointInner;
import com.azure.resourcemanager.trafficmanager.fluent.models.ProfileInner;
import com.azure.resourcemanager.trafficmanager.models.EndpointPropertiesCustomHeadersItem;
import com.azure.resourcemanager.trafficmanager.models.EndpointStatus;
import com.azure.resourcemanager.trafficmanager.models.MonitorConfigCustomHeadersItem;
import com.azure.resourcemanager.trafficmanager.models.TrafficRoutingMethod;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Traffic Manager profiles of the sandbox; what the adapter does not do is done with the SDK directly. */
final class TrafficManagerFixture extends NamedBackendsFixture {
    private static final Map<Side, String> ENDPOINTS = Map.of(LEFT, "eu", RIGHT, "us");
    private static final String NEIGHBOUR = AzureWorld.PORTAL_TM + "-2";

    private final ProfilesClient direct;

    TrafficManagerFixture() {
        super("trafficManager", "endpoint", AzureWorld.PORTAL_TM, SandboxSettings.anyPorts());
        AzureClients clients = clients();
        direct = TrafficManager.authenticate(clients.pipeline(), clients.profile())
                .serviceClient()
                .getProfiles();
        ProfileInner like = get(AzureWorld.PORTAL_TM);
        direct.createOrUpdate(AzureWorld.RESOURCE_GROUP, ArmId.of(NEIGHBOUR).name(), like);
    }

    @Override
    public Route route() {
        return profile(AzureWorld.PORTAL_TM);
    }

    @Override
    public Route neighbour() {
        return profile(NEIGHBOUR);
    }

    @Override
    public Route missing() {
        return profile(AzureWorld.PORTAL_TM + "-0");
    }

    @Override
    public Route weightless() {
        return profile(AzureWorld.NEAREST_TM);
    }

    @Override
    public List<Malformed> malformed() {
        String id = AzureWorld.PORTAL_TM;
        return List.of(
                place("an unknown field", "{\"trafficManager\":\"" + id + "\",\"port\":\"80\"}", "/port"),
                place("no id", "{\"trafficManager\":\"portal-tm\"}", "/trafficManager"),
                place("no text", "{\"trafficManager\":7}", "/trafficManager"),
                place(
                        "the id of something else",
                        "{\"trafficManager\":\"" + AzureWorld.id("Microsoft.Network/applicationGateways", "agw")
                                + "\"}",
                        "/trafficManager"),
                place(
                        "another subscription",
                        "{\"trafficManager\":\"" + id.replace("000000000000", "000000000001") + "\"}",
                        "/trafficManager"),
                right("no endpoint", "{}"),
                right("an endpoint by its id", "{\"endpoint\":\"" + id + "/externalEndpoints/us\"}"),
                right("an endpoint without a name", "{\"endpoint\":\" \"}"));
    }

    @Override
    public Map<Side, Integer> natives(Route route) {
        Map<Side, Integer> natives = new TreeMap<>();
        for (EndpointInner endpoint : get(id(route)).endpoints()) {
            boolean enabled = EndpointStatus.ENABLED.equals(endpoint.endpointStatus());
            natives.put(side(endpoint.name()), enabled ? Math.toIntExact(endpoint.weight()) : 0);
        }
        return natives;
    }

    private static Side side(String endpoint) {
        return ENDPOINTS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(endpoint))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> new Side("externalEndpoints/" + endpoint));
    }

    /** Everything but what somebody else takes for the split: statuses and weights, and what Azure only reports. */
    @Override
    public String elsewhere(Route route) {
        ProfileInner profile = get(id(route));
        profile.monitorConfig().withProfileMonitorStatus(null);
        profile.endpoints()
                .forEach(endpoint ->
                        endpoint.withEndpointStatus(null).withWeight(null).withEndpointMonitorStatus(null));
        profile.endpoints().removeIf(endpoint -> endpoint.name().equals("asia"));
        try {
            return profile.toJsonString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void strangerSets(Route route, Map<Side, Integer> natives) {
        change(
                route,
                profile -> natives.forEach((side, weight) -> {
                    EndpointInner endpoint = profile.endpoints().stream()
                            .filter(one -> side(one.name()).equals(side))
                            .findFirst()
                            .orElseThrow();
                    if (weight > 0) {
                        endpoint.withEndpointStatus(EndpointStatus.ENABLED).withWeight((long) weight);
                    } else {
                        endpoint.withEndpointStatus(EndpointStatus.DISABLED);
                    }
                }));
    }

    @Override
    public Side strangerAttaches(Route route, int weight) {
        change(
                route,
                profile -> profile.endpoints()
                        .add(new EndpointInner()
                                .withName("asia")
                                .withType("Microsoft.Network/trafficManagerProfiles/externalEndpoints")
                                .withTarget("asia.example.com")
                                .withEndpointStatus(weight > 0 ? EndpointStatus.ENABLED : EndpointStatus.DISABLED)
                                .withWeight((long) Math.max(1, weight))));
        return new Side("externalEndpoints/asia");
    }

    @Override
    public void strangerSticks(Route route, Optional<Duration> stickiness) {
        // Name servers let nobody stick to anything; sticky() says so.
    }

    @Override
    public void strangerChangesElsewhere(Route route) {
        change(route, profile -> profile.dnsConfig().withTtl(300L));
    }

    @Override
    public void strangerStopsSplitting(Route route) {
        change(route, profile -> profile.withTrafficRoutingMethod(TrafficRoutingMethod.PRIORITY));
    }

    /** Probes carry headers, by which those who are probed may know them: those of the profile and those of an endpoint. */
    @Override
    public Optional<String> plantSecret(Route route) {
        change(route, profile -> {
            profile.monitorConfig()
                    .withCustomHeaders(List.of(new MonitorConfigCustomHeadersItem()
                            .withName("x-probe-token")
                            .withValue("hunter2")));
            profile.endpoints()
                    .getFirst()
                    .withCustomHeaders(List.of(new EndpointPropertiesCustomHeadersItem()
                            .withName("x-probe-token")
                            .withValue("hunter2-eu")));
        });
        return Optional.of("hunter2");
    }

    @Override
    public Set<RouteHazard.Kind> hazards() {
        return Set.of(RouteHazard.Kind.DNS_TTL);
    }

    /** As somebody else changes a profile: reads it, and puts all of it back. */
    void change(Route route, Consumer<ProfileInner> change) {
        ProfileInner profile = get(id(route));
        List<EndpointInner> endpoints = new ArrayList<>(Objects.requireNonNull(profile.endpoints()));
        profile.withEndpoints(endpoints);
        change.accept(profile);
        direct.createOrUpdate(AzureWorld.RESOURCE_GROUP, ArmId.of(id(route)).name(), profile);
    }

    private ProfileInner get(String id) {
        return direct.getByResourceGroup(AzureWorld.RESOURCE_GROUP, ArmId.of(id).name());
    }

    private static String id(Route route) {
        return AzureAddress.read(route.address(), "", Set.of("trafficManager")).text("trafficManager");
    }

    static Route profile(String id) {
        return TestSettings.route("trafficManager", id, "endpoint", ENDPOINTS);
    }
}
