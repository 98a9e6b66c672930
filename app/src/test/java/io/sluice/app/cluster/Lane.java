package io.sluice.app.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.world.FixedWorld;
import java.util.Locale;

/** A place in the sandbox whose traffic plans move from its first side to its second and back. */
enum Lane {
    CHECKOUT("listener", FixedWorld.CHECKOUT_LISTENER, FixedWorld.CHECKOUT_EU, FixedWorld.CHECKOUT_US),
    /** Does not list its second side at first. */
    SEARCH("listener", FixedWorld.SEARCH_LISTENER, FixedWorld.SEARCH_EU, FixedWorld.SEARCH_US),
    PORTAL("listener", FixedWorld.PORTAL_LISTENER, FixedWorld.PORTAL_EU, FixedWorld.PORTAL_US),
    ORDERS("listener", FixedWorld.ORDERS_LISTENER, FixedWorld.ORDERS_EU, FixedWorld.ORDERS_US),
    API("rule", FixedWorld.API_RULE, FixedWorld.API_V1, FixedWorld.API_V2);

    private final String kind;
    private final String arn;
    private final String first;
    private final String second;

    Lane(String kind, String arn, String first, String second) {
        this.kind = kind;
        this.arn = arn;
        this.first = first;
        this.second = second;
    }

    String arn() {
        return arn;
    }

    String route() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As a route of a plan whose sides are {@code first} and {@code second}. */
    String inPlan() {
        return "{name: %s, provider: sandbox, %s: '%s', backends: {first: {targetGroup: '%s'}, second: {targetGroup: '%s'}}}"
                .formatted(route(), kind, arn, first, second);
    }

    /** The second side's share. */
    int percent(JsonNode weights) {
        double of = weights.path(FixedWorld.nameOf(first)).asDouble();
        double to = weights.path(FixedWorld.nameOf(second)).asDouble();
        return (int) Math.round(100 * to / (of + to));
    }
}
