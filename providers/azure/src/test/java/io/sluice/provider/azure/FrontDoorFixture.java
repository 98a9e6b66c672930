package io.sluice.provider.azure;

import com.azure.resourcemanager.cdn.fluent.CdnManagementClient;
import com.azure.resourcemanager.cdn.fluent.models.AfdOriginGroupInner;
import com.azure.resourcemanager.cdn.fluent.models.AfdOriginInner;
import com.azure.resourcemanager.cdn.implementation.CdnManagementClientBuilder;
import com.azure.resourcemanager.cdn.models.AfdOriginGroupUpdateParameters;
import com.azure.resourcemanager.cdn.models.AfdOriginUpdateParameters;
import com.azure.resourcemanager.cdn.models.EnabledState;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Origin groups of the sandbox's Front Door; what the adapter does not do is done with the SDK directly. */
final class FrontDoorFixture extends NamedBackendsFixture {
    private static final Map<Side, String> ORIGINS = Map.of(LEFT, "eu", RIGHT, "us");
    private static final String NEIGHBOUR = AzureWorld.SHOP + "/originGroups/neighbour";

    private final CdnManagementClient direct;

    FrontDoorFixture() {
        // Operations here are as quick as can be: many tests wait for many of them.
        super(
                "frontDoor",
                "origin",
                AzureWorld.SHOP_ORIGINS,
                SandboxSettings.anyPorts().withOperationsTake(Duration.ofMillis(20)));
        AzureClients clients = clients();
        direct = new CdnManagementClientBuilder()
                .pipeline(clients.pipeline())
                .endpoint(clients.endpoint())
                .environment(clients.profile().getEnvironment())
                .subscriptionId(AzureWorld.SUBSCRIPTION)
                .defaultPollInterval(Duration.ofMillis(50))
                .buildClient();
    }

    @Override
    public Route route() {
        return group(AzureWorld.SHOP_ORIGINS);
    }

    /** Made when it is first asked for: most tests do not need it, and making it takes three operations. */
    @Override
    public Route neighbour() {
        Route neighbour = group(NEIGHBOUR);
        if (provider().observe(Set.of(neighbour)).values().stream()
                .allMatch(sight -> sight.seen().isEmpty())) {
            AfdOriginGroupInner like =
                    direct.getAfdOriginGroups().get(AzureWorld.RESOURCE_GROUP, "shop", "shop-origins");
            direct.getAfdOriginGroups().create(AzureWorld.RESOURCE_GROUP, "shop", "neighbour", like);
            for (String name : ORIGINS.values()) {
                AfdOriginInner origin =
                        direct.getAfdOrigins().get(AzureWorld.RESOURCE_GROUP, "shop", "shop-origins", name);
                direct.getAfdOrigins().create(AzureWorld.RESOURCE_GROUP, "shop", "neighbour", name, origin);
            }
        }
        return neighbour;
    }

    @Override
    public Route missing() {
        return group(AzureWorld.SHOP_ORIGINS + "-0");
    }

    @Override
    public Route weightless() {
        return group(AzureWorld.NEAREST_ORIGINS);
    }

    @Override
    public List<Malformed> malformed() {
        String id = AzureWorld.SHOP_ORIGINS;
        return List.of(
                place("an unknown field", "{\"frontDoor\":\"" + id + "\",\"port\":\"80\"}", "/port"),
                place("no id", "{\"frontDoor\":\"shop-origins\"}", "/frontDoor"),
                place("no text", "{\"frontDoor\":7}", "/frontDoor"),
                place("the profile alone", "{\"frontDoor\":\"" + AzureWorld.SHOP + "\"}", "/frontDoor"),
                place(
                        "another subscription",
                        "{\"frontDoor\":\"" + id.replace("000000000000", "000000000001") + "\"}",
                        "/frontDoor"),
                right("no origin", "{}"),
                right("an origin by its id", "{\"origin\":\"" + id + "/origins/us\"}"),
                right("an origin without a name", "{\"origin\":\" \"}"));
    }

    @Override
    public Map<Side, Integer> natives(Route route) {
        Map<Side, Integer> natives = new TreeMap<>();
        origins(route)
                .forEach(origin -> natives.put(
                        side(origin.name()), EnabledState.ENABLED.equals(origin.enabledState()) ? origin.weight() : 0));
        return natives;
    }

    private static Side side(String origin) {
        return ORIGINS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(origin))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> new Side("origins/" + origin));
    }

    @Override
    public String elsewhere(Route route) {
        StringBuilder elsewhere = new StringBuilder();
        try {
            elsewhere.append(direct.getAfdOriginGroups()
                    .get(AzureWorld.RESOURCE_GROUP, "shop", name(route))
                    .toJsonString());
            for (AfdOriginInner origin : origins(route)) {
                if (!origin.name().equals("asia")) {
                    elsewhere
                            .append('\n')
                            .append(origin.name())
                            .append(origin.withWeight(null)
                                    .withEnabledState(null)
                                    .toJsonString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return elsewhere.toString();
    }

    @Override
    public void strangerSets(Route route, Map<Side, Integer> natives) {
        Map<String, Integer> weights = new TreeMap<>();
        natives.forEach((side, weight) ->
                weights.put(Optional.ofNullable(ORIGINS.get(side)).orElseThrow(), weight));
        sandbox().client().strangerSetsWeights(name(route), weights);
    }

    @Override
    public Side strangerAttaches(Route route, int weight) {
        AfdOriginInner asia = direct.getAfdOrigins()
                .get(AzureWorld.RESOURCE_GROUP, "shop", name(route), "eu")
                .withHostname("asia.example.com")
                .withWeight(Math.max(1, weight))
                .withEnabledState(weight > 0 ? EnabledState.ENABLED : EnabledState.DISABLED);
        direct.getAfdOrigins().create(AzureWorld.RESOURCE_GROUP, "shop", name(route), "asia", asia);
        return new Side("origins/asia");
    }

    @Override
    public void strangerSticks(Route route, Optional<Duration> stickiness) {
        // Front Door has session affinity and nobody can say for how long; FrontDoorRoutesTest has what is to be said
        // of it.
    }

    @Override
    public Map<RouteHazard.Kind, Runnable> endangering() {
        return Map.of(
                RouteHazard.Kind.SESSION_AFFINITY,
                () -> changeGroup(
                        route(), new AfdOriginGroupUpdateParameters().withSessionAffinityState(EnabledState.ENABLED)));
    }

    void changeGroup(Route route, AfdOriginGroupUpdateParameters change) {
        direct.getAfdOriginGroups().update(AzureWorld.RESOURCE_GROUP, "shop", name(route), change);
    }

    void changeOrigin(Route route, String origin, AfdOriginUpdateParameters change) {
        direct.getAfdOrigins().update(AzureWorld.RESOURCE_GROUP, "shop", name(route), origin, change);
    }

    void deleteOrigin(Route route, String origin) {
        direct.getAfdOrigins().delete(AzureWorld.RESOURCE_GROUP, "shop", name(route), origin);
    }

    @Override
    public void strangerChangesElsewhere(Route route) {
        changeOrigin(route, "us", new AfdOriginUpdateParameters().withOriginHostHeader("other.example.com"));
    }

    @Override
    public void strangerStopsSplitting(Route route) {
        AfdOriginGroupInner group = direct.getAfdOriginGroups().get(AzureWorld.RESOURCE_GROUP, "shop", name(route));
        changeGroup(
                route,
                new AfdOriginGroupUpdateParameters()
                        .withLoadBalancingSettings(
                                group.loadBalancingSettings().withAdditionalLatencyInMilliseconds(0)));
    }

    /** There is nowhere to plant one: origin groups and origins, probes included, have no headers and no credentials. */
    @Override
    public Optional<String> plantSecret(Route route) {
        return Optional.empty();
    }

    private List<AfdOriginInner> origins(Route route) {
        return direct.getAfdOrigins().listByOriginGroup(AzureWorld.RESOURCE_GROUP, "shop", name(route)).stream()
                .toList();
    }

    private static String name(Route route) {
        return ArmId.of(AzureAddress.read(route.address(), "", Set.of("frontDoor"))
                        .text("frontDoor"))
                .name();
    }

    static Route group(String id) {
        return TestSettings.route("frontDoor", id, "origin", ORIGINS);
    }
}
