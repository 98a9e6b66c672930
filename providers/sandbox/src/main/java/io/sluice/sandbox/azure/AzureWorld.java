package io.sluice.sandbox.azure;

/** Names and ids that never change: the example plans name them. */
public final class AzureWorld {
    public static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
    public static final String RESOURCE_GROUP = "sluice";

    /** Weighted, with the endpoints {@code eu} and {@code us}; clients come by the name {@code portal-tm}. */
    public static final String PORTAL_TM = id("Microsoft.Network/trafficManagerProfiles", "portal-tm");

    /** Routes by performance, which cannot split. */
    public static final String NEAREST_TM = id("Microsoft.Network/trafficManagerProfiles", "nearest-tm");

    /** The backends of {@link #PORTAL_TM}. */
    public static final String PORTAL_TM_EU = "portal-tm-eu";

    public static final String PORTAL_TM_US = "portal-tm-us";

    /** A Front Door profile, and its origin group with the origins {@code eu} and {@code us}, listener {@code frontdoor}. */
    public static final String SHOP = id("Microsoft.Cdn/profiles", "shop");

    public static final String SHOP_ORIGINS = SHOP + "/originGroups/shop-origins";

    /** Without additional latency: the fastest origin has everything, and no weight counts. */
    public static final String NEAREST_ORIGINS = SHOP + "/originGroups/nearest-origins";

    /** The backends of {@link #SHOP_ORIGINS}. */
    public static final String FRONTDOOR_EU = "frontdoor-eu";

    public static final String FRONTDOOR_US = "frontdoor-us";

    private AzureWorld() {}

    /** The host name by which endpoints and origins call backends. */
    public static String host(String backends) {
        return backends + ".sandbox.example";
    }

    /** The id of a resource in the one group, {@code Microsoft.Network/applicationGateways} being a type. */
    public static String id(String type, String name) {
        return "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/" + RESOURCE_GROUP + "/providers/" + type + "/"
                + name;
    }
}
