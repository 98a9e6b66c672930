package io.sluice.sandbox.world;

import static io.sluice.sandbox.world.LoadBalancer.Kind.APPLICATION;
import static io.sluice.sandbox.world.LoadBalancer.Kind.NETWORK;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The names and ARNs of the sandbox, fixed for ever because example plans name them. */
public final class FixedWorld {
    private static final String PREFIX = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:";

    public static final LoadBalancer CHECKOUT =
            new LoadBalancer(PREFIX + "loadbalancer/app/checkout/4d2f8c1a9b3e7605", "checkout", APPLICATION);
    public static final LoadBalancer SEARCH =
            new LoadBalancer(PREFIX + "loadbalancer/app/search/8e1b6f0d3a5c9274", "search", APPLICATION);
    public static final LoadBalancer PORTAL =
            new LoadBalancer(PREFIX + "loadbalancer/app/portal/c7a09e5d2b4f1836", "portal", APPLICATION);
    public static final LoadBalancer ORDERS =
            new LoadBalancer(PREFIX + "loadbalancer/net/orders/1f6e3d8b7c0a5942", "orders", NETWORK);

    public static final List<LoadBalancer> LOAD_BALANCERS = List.of(CHECKOUT, SEARCH, PORTAL, ORDERS);

    public static final String CHECKOUT_LISTENER = PREFIX + "listener/app/checkout/4d2f8c1a9b3e7605/a1d0c3b2f5e49687";
    public static final String SEARCH_LISTENER = PREFIX + "listener/app/search/8e1b6f0d3a5c9274/b2e1d4c3a6f50798";
    public static final String PORTAL_LISTENER = PREFIX + "listener/app/portal/c7a09e5d2b4f1836/c3f2e5d4b7061809";
    public static final String ORDERS_LISTENER = PREFIX + "listener/net/orders/1f6e3d8b7c0a5942/d403f6e5c817291a";

    /** The rule of checkout's listener that takes {@code /api/*}. */
    public static final String API_RULE =
            PREFIX + "listener-rule/app/checkout/4d2f8c1a9b3e7605/a1d0c3b2f5e49687/e514a7f6d9283a0b";

    public static final String CHECKOUT_EU = targetGroup("checkout-eu", "0a1b2c3d4e5f6071");
    public static final String CHECKOUT_US = targetGroup("checkout-us", "1b2c3d4e5f607182");
    public static final String API_V1 = targetGroup("api-v1", "2c3d4e5f60718293");
    public static final String API_V2 = targetGroup("api-v2", "3d4e5f60718293a4");
    public static final String SEARCH_EU = targetGroup("search-eu", "4e5f60718293a4b5");
    public static final String SEARCH_US = targetGroup("search-us", "5f60718293a4b5c6");
    public static final String PORTAL_EU = targetGroup("portal-eu", "60718293a4b5c6d7");
    public static final String PORTAL_US = targetGroup("portal-us", "718293a4b5c6d7e8");
    public static final String ORDERS_EU = targetGroup("orders-eu", "8293a4b5c6d7e8f9");
    public static final String ORDERS_US = targetGroup("orders-us", "93a4b5c6d7e8f90a");

    /** In the order in which lists show them. */
    public static final List<String> TARGET_GROUPS = List.of(
            CHECKOUT_EU, CHECKOUT_US, API_V1, API_V2, SEARCH_EU, SEARCH_US, PORTAL_EU, PORTAL_US, ORDERS_EU, ORDERS_US);

    private FixedWorld() {}

    /** {@code checkout-eu} for its target group's ARN. */
    public static String nameOf(String targetGroupArn) {
        return targetGroupArn.split("/", -1)[1];
    }

    /**
     * The configuration that the sandbox starts with.
     *
     * @param backendPorts for each target group's ARN the loopback ports of its backends
     */
    public static Config start(Map<String, List<Integer>> backendPorts) {
        Map<String, TargetGroup> groups = new LinkedHashMap<>();
        for (String arn : TARGET_GROUPS) {
            String name = nameOf(arn);
            List<Target> targets = backendPorts.getOrDefault(arn, List.of()).stream()
                    .map(port -> Target.registered("127.0.0.1", port, Instant.EPOCH))
                    .toList();
            groups.put(arn, new TargetGroup(arn, name, name.startsWith("orders") ? "TCP" : "HTTP", 8080, targets));
        }
        Map<String, Listener> listeners = new LinkedHashMap<>();
        for (Listener listener : List.of(checkout(), search(), portal(), orders())) {
            listeners.put(listener.arn(), listener);
        }
        Rule rule = apiRule();
        return new Config(0, Instant.EPOCH, listeners, Map.of(rule.arn(), rule), groups, Map.of());
    }

    private static Listener checkout() {
        return new Listener(
                CHECKOUT_LISTENER,
                "checkout",
                CHECKOUT,
                "HTTP",
                80,
                PREFIX + "listener-rule/app/checkout/4d2f8c1a9b3e7605/a1d0c3b2f5e49687/0000a1d0c3b2f5e4",
                Actions.of(allToFirst(CHECKOUT_EU, CHECKOUT_US)));
    }

    private static Listener search() {
        return new Listener(
                SEARCH_LISTENER,
                "search",
                SEARCH,
                "HTTP",
                80,
                PREFIX + "listener-rule/app/search/8e1b6f0d3a5c9274/b2e1d4c3a6f50798/0000b2e1d4c3a6f5",
                Actions.of(Action.Forward.to(new WeightedGroup(SEARCH_EU, 1))));
    }

    private static Listener portal() {
        return new Listener(
                PORTAL_LISTENER,
                "portal",
                PORTAL,
                "HTTPS",
                443,
                PREFIX + "listener-rule/app/portal/c7a09e5d2b4f1836/c3f2e5d4b7061809/0000c3f2e5d4b706",
                Actions.of(signIn(), allToFirst(PORTAL_EU, PORTAL_US).ordered(2)));
    }

    private static Listener orders() {
        return new Listener(
                ORDERS_LISTENER,
                "orders",
                ORDERS,
                "TCP",
                5432,
                PREFIX + "listener-rule/net/orders/1f6e3d8b7c0a5942/d403f6e5c817291a/0000d403f6e5c817",
                Actions.of(allToFirst(ORDERS_EU, ORDERS_US)));
    }

    private static Rule apiRule() {
        return new Rule(
                API_RULE,
                CHECKOUT_LISTENER,
                10,
                List.of(Rule.pathCondition("/api/*")),
                Actions.of(allToFirst(API_V1, API_V2).sticky(Stickiness.ofSeconds(600))));
    }

    private static Action.Forward allToFirst(String first, String second) {
        return Action.Forward.to(new WeightedGroup(first, 100), new WeightedGroup(second, 0));
    }

    private static Action signIn() {
        Params details = Params.NONE
                .with("AuthenticateOidcConfig.Issuer", "https://id.example.com")
                .with("AuthenticateOidcConfig.AuthorizationEndpoint", "https://id.example.com/authorize")
                .with("AuthenticateOidcConfig.TokenEndpoint", "https://id.example.com/token")
                .with("AuthenticateOidcConfig.UserInfoEndpoint", "https://id.example.com/userinfo")
                .with("AuthenticateOidcConfig.ClientId", "portal")
                .with("AuthenticateOidcConfig.SessionCookieName", "AWSELBAuthSessionCookie")
                .with("AuthenticateOidcConfig.Scope", "openid email")
                .with("AuthenticateOidcConfig.SessionTimeout", "3600")
                .with("AuthenticateOidcConfig.AuthenticationRequestExtraParams.entry.1.key", "prompt")
                .with("AuthenticateOidcConfig.AuthenticationRequestExtraParams.entry.1.value", "login")
                .with("AuthenticateOidcConfig.OnUnauthenticatedRequest", "authenticate");
        return new Action.Other("authenticate-oidc", OptionalInt.of(1), details);
    }

    private static String targetGroup(String name, String id) {
        return PREFIX + "targetgroup/" + name + "/" + id;
    }
}
