package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.azure.Arm.Ending;
import io.sluice.provider.tck.Jq;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.Shell;
import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.sandbox.azure.GatewayWorld;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Rules of the sandbox's gateways, split by the members of a pool or by a load distribution policy. */
class GatewayFixture implements TrafficFixture {
    static final Map<Side, String> POOLS = Map.of(LEFT, GatewayWorld.EU, RIGHT, GatewayWorld.US);

    /** Not to be found in the world at the start. */
    private static final String STRANGER = "10.9.0.1";

    private final boolean policies;
    private final Sandbox sandbox;
    private final Relay relay;
    private final AzureProvider provider;
    private final Gateways direct;
    private int timeout = 30;

    GatewayFixture(boolean policies) {
        this(policies, Duration.ofMillis(50));
    }

    GatewayFixture(boolean policies, Duration operationsTake) {
        this.policies = policies;
        try {
            sandbox = Sandbox.start(SandboxSettings.anyPorts().withOperationsTake(operationsTake));
            relay = ArmRelay.to(URI.create(sandbox.controlUrl()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = AzureProvider.open(TestSettings.at(relay.endpoint()));
        AzureProviderFactory settings = TestSettings.at(URI.create(sandbox.controlUrl()));
        AzureClients clients = new AzureClients(settings);
        direct = new Gateways(new Arm(clients, settings.timing()), clients);
        if (policies) {
            // With one server each, a weight for a server is the weight of its side.
            change(
                    route(),
                    gateway -> POOLS.values().forEach(pool -> {
                        ArrayNode members =
                                (ArrayNode) Split.property(gateway.part(Gateway.POOLS, pool), "backendAddresses");
                        while (members.size() > 1) {
                            members.remove(members.size() - 1);
                        }
                    }));
        }
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Relay relay() {
        return relay;
    }

    AzureProvider opened() {
        return provider;
    }

    static Route poolMembers(String rule, String pool) {
        return TestSettings.rule(
                GatewayWorld.CHECKOUT, rule, "\"mode\":\"poolMembers\",\"pool\":\"" + pool + "\"", POOLS);
    }

    static Route policy(String gateway, String rule) {
        return TestSettings.rule(gateway, rule, "\"mode\":\"loadDistributionPolicy\"", POOLS);
    }

    @Override
    public TrafficProvider provider() {
        return provider.traffic();
    }

    @Override
    public Route route() {
        return policies ? policy(GatewayWorld.POLICY, "checkout-rule") : poolMembers("checkout-rule", "checkout");
    }

    @Override
    public Route neighbour() {
        return policies ? policy(GatewayWorld.POLICY, "search-rule") : poolMembers("search-rule", "search");
    }

    @Override
    public Route respelled() {
        Address address = route().address();
        return new Route(
                new RouteRef("azure", "another-name"),
                new Address(address.json()
                        .replace("\"rule\"", "\"r\\u0075le\"")
                        .replace("resourceGroups", "RESOURCEGROUPS")
                        .replace("checkout-rule", "Checkout-Rule")),
                route().backends());
    }

    @Override
    public Route missing() {
        return with(route().address().json().replace("-agw", "-nowhere"));
    }

    @Override
    public Route withoutBackend() {
        Map<Side, Address> backends = new TreeMap<>(route().backends());
        backends.put(RIGHT, new Address("{\"pool\":\"agw-nowhere\"}"));
        return new Route(route().ref(), route().address(), backends);
    }

    @Override
    public Route weightless() {
        return policies ? policy(GatewayWorld.CHECKOUT, "search-rule") : poolMembers("switch-rule", "checkout");
    }

    @Override
    public List<Malformed> malformed() {
        String json = route().address().json();
        return List.of(
                malformed("no place", "{}", ""),
                malformed("no object", "[]", ""),
                malformed("an unknown field", json.replace("{", "{\"port\":\"80\","), "/port"),
                malformed("no id", json.replace("/subscriptions/", "/"), "/applicationGateway"),
                malformed("no text", json.replaceFirst("\"/sub[^\"]*\"", "7"), "/applicationGateway"),
                malformed("another type", json.replace("applicationGateways", "loadBalancers"), "/applicationGateway"),
                malformed(
                        "another subscription",
                        json.replace("/subscriptions/0", "/subscriptions/1"),
                        "/applicationGateway"),
                malformed("no rule", json.replace(",\"rule\":\"checkout-rule\"", ""), "/rule"),
                malformed("a rule that is no name", json.replace("checkout-rule", "a/b"), "/rule"),
                malformed("a mode that is none", json.replaceFirst("\"mode\":\"\\w+\"", "\"mode\":\"x\""), "/mode"),
                malformed("no mode", json.replaceFirst("\"mode\":\"\\w+\",", ""), "/mode"),
                malformed(
                        "a pool where there is none, or none where one is",
                        policies
                                ? json.replace("{", "{\"pool\":\"checkout\",")
                                : json.replace(",\"pool\":\"checkout\"", ""),
                        "/pool"),
                right("no pool", "{}"),
                right("a pool that is no name", "{\"pool\":\"/subscriptions/x\"}"));
    }

    @Override
    public Map<Side, Integer> natives(Route route) {
        GatewayAddress address = GatewayAddress.of(route);
        return Split.of(address).natives(direct.get(address.gateway()));
    }

    @Override
    public String elsewhere(Route route) {
        GatewayAddress address = GatewayAddress.of(route);
        return Split.of(address).elsewhere(direct.get(address.gateway())).toString();
    }

    @Override
    public void strangerSets(Route route, Map<Side, Integer> natives) {
        GatewayAddress address = GatewayAddress.of(route);
        change(route, gateway -> Split.of(address).set(gateway, natives));
    }

    @Override
    public Side strangerAttaches(Route route, int weight) {
        if (!policies) {
            change(route, gateway -> members(gateway, "checkout").addObject().put("ipAddress", STRANGER));
            return new Side("backendAddresses/" + STRANGER);
        }
        change(route, gateway -> {
            ObjectNode pool = gateway.part(Gateway.POOLS, GatewayWorld.EU).deepCopy();
            pool.put("name", "agw-other");
            pool.remove("id");
            gateway.put(Gateway.POOLS, pool);
            ArrayNode targets = (ArrayNode)
                    Split.property(gateway.part(Gateway.POLICIES, "checkout-policy"), "loadDistributionTargets");
            ObjectNode target = targets.addObject().put("name", "other");
            Split.properties(target)
                    .put("weightPerServer", weight)
                    .putObject("backendAddressPool")
                    .put("id", gateway.idOf(Gateway.POOLS, "agw-other"));
        });
        return new Side("backendAddressPools/agw-other");
    }

    @Override
    public void strangerSticks(Route route, Optional<Duration> stickiness) {
        settings(
                route,
                settings -> settings.put("cookieBasedAffinity", stickiness.isPresent() ? "Enabled" : "Disabled"));
    }

    @Override
    public void strangerChangesElsewhere(Route route) {
        settings(route, settings -> settings.put("requestTimeout", ++timeout));
    }

    @Override
    public void strangerStopsSplitting(Route route) {
        change(route, gateway -> {
            ObjectNode rule =
                    gateway.part(Gateway.RULES, GatewayAddress.of(route).rule());
            Split.properties(rule)
                    .remove(List.of("backendAddressPool", "backendHttpSettings", "loadDistributionPolicy"));
            Split.properties(rule)
                    .putObject("redirectConfiguration")
                    .put("id", gateway.idOf("redirectConfigurations", "elsewhere"));
        });
    }

    /** Azure keeps that of a certificate and never shows it again; what a rule writes into requests it shows to every reader. */
    @Override
    public Optional<String> plantSecret(Route route) {
        change(route, gateway -> {
            ObjectNode certificate = JsonNodeFactory.instance.objectNode();
            certificate.put("name", "tls");
            Split.properties(certificate).put("data", "TUlJ").put("password", "hunter2");
            gateway.put("sslCertificates", certificate);
            ObjectNode rewrite = JsonNodeFactory.instance.objectNode();
            rewrite.put("name", "token");
            Split.properties(rewrite)
                    .putArray("rewriteRules")
                    .addObject()
                    .put("name", "token")
                    .putObject("actionSet")
                    .putArray("requestHeaderConfigurations")
                    .addObject()
                    .put("headerName", "x-token")
                    .put("headerValue", "hunter2");
            gateway.put("rewriteRuleSets", rewrite);
            Split.properties(
                            gateway.part(Gateway.RULES, GatewayAddress.of(route).rule()))
                    .putObject("rewriteRuleSet")
                    .put("id", gateway.idOf("rewriteRuleSets", "token"));
        });
        return Optional.of("hunter2");
    }

    @Override
    public boolean compareAndSet() {
        return false;
    }

    @Override
    public boolean attaches() {
        return false;
    }

    @Override
    public boolean keepsStrangers() {
        return false;
    }

    /** A cookie can bind clients to servers; for how long nobody says, so that there is no time to be told. */
    @Override
    public boolean sticky() {
        return false;
    }

    @Override
    public Map<RouteHazard.Kind, Runnable> endangering() {
        return Map.of(
                RouteHazard.Kind.SESSION_AFFINITY, () -> strangerSticks(route(), Optional.of(Duration.ofDays(7))));
    }

    @Override
    public Map<String, Shell.Program> programs() {
        return Map.of("az", new AzProgram(), "jq", new Jq());
    }

    @Override
    public boolean integersInSnapshot() {
        return false;
    }

    @Override
    public int writes() {
        return Math.toIntExact(
                relay.exchanges().stream().filter(ArmRelay::isWrite).count());
    }

    @Override
    public void onNextWrite(Route route, Trouble trouble) {
        relay.order(ArmRelay::isWrite, trouble, overtaking(route, trouble));
    }

    @Override
    public void onNextLook(Route route, Trouble trouble) {
        relay.order(ArmRelay::isLook, trouble, () -> {});
    }

    @Override
    public void close() {
        provider.close();
        relay.close();
        sandbox.close();
    }

    /** A stranger writes the gateway and waits until that is done. */
    void change(Route route, Consumer<Gateway> how) {
        Gateway gateway = direct.get(GatewayAddress.of(route).gateway());
        how.accept(gateway);
        Ending ending = direct.end(direct.put(gateway, Optional.empty()), direct.changeDeadline());
        if (!(ending instanceof Ending.Succeeded)) {
            throw new IllegalStateException("a stranger's change: " + ending);
        }
    }

    private void settings(Route route, Consumer<ObjectNode> how) {
        change(route, gateway -> {
            ObjectNode rule =
                    gateway.part(Gateway.RULES, GatewayAddress.of(route).rule());
            String name = Split.nameOf(Split.property(rule, "backendHttpSettings"));
            how.accept(Split.properties(gateway.part(Gateway.SETTINGS, name)));
        });
    }

    static ArrayNode members(Gateway gateway, String pool) {
        return Split.properties(gateway.part(Gateway.POOLS, pool)).withArrayProperty("backendAddresses");
    }

    private Route with(String address) {
        return new Route(route().ref(), new Address(address), route().backends());
    }

    private Malformed malformed(String what, String address, String pointer) {
        return new Malformed(what, with(address), pointer);
    }

    private Malformed right(String what, String address) {
        return right(what, address, "pool");
    }
}
