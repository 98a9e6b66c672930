package io.sluice.app.wire;

import io.sluice.sandbox.world.FixedWorld;

/** A place in the sandbox that splits traffic between two target groups. */
enum Place {
    CHECKOUT("checkout", "listener", FixedWorld.CHECKOUT_LISTENER, FixedWorld.CHECKOUT_EU, FixedWorld.CHECKOUT_US),
    /** A rule, and sticky. */
    API("checkout", "rule", FixedWorld.API_RULE, FixedWorld.API_V1, FixedWorld.API_V2),
    /** Does not list its second target group at first. */
    SEARCH("search", "listener", FixedWorld.SEARCH_LISTENER, FixedWorld.SEARCH_EU, FixedWorld.SEARCH_US),
    /** Signs clients in before it forwards them. */
    PORTAL("portal", "listener", FixedWorld.PORTAL_LISTENER, FixedWorld.PORTAL_EU, FixedWorld.PORTAL_US),
    /** A Network Load Balancer's. */
    ORDERS("orders", "listener", FixedWorld.ORDERS_LISTENER, FixedWorld.ORDERS_EU, FixedWorld.ORDERS_US);

    private final String listener;
    private final String kind;
    private final String arn;
    private final String from;
    private final String to;

    Place(String listener, String kind, String arn, String from, String to) {
        this.listener = listener;
        this.kind = kind;
        this.arn = arn;
        this.from = from;
        this.to = to;
    }

    /** The listener that takes its traffic. */
    String listener() {
        return listener;
    }

    String path() {
        return kind.equals("rule") ? "/api/things" : "/";
    }

    boolean isRule() {
        return kind.equals("rule");
    }

    String arn() {
        return arn;
    }

    /** The name of the target group that has the traffic at first. */
    String from() {
        return FixedWorld.nameOf(from);
    }

    /** The name of the other. */
    String to() {
        return FixedWorld.nameOf(to);
    }

    /** As a route of a plan that moves {@code old} to {@code new}. */
    String route(String provider) {
        return "{name: %s, provider: %s, %s: '%s', backends: {old: {targetGroup: '%s'}, new: {targetGroup: '%s'}}}"
                .formatted(name().toLowerCase(java.util.Locale.ROOT), provider, kind, arn, from, to);
    }
}
