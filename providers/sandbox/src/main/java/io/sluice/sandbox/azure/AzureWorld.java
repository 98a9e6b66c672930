package io.sluice.sandbox.azure;

/** Names and ids that never change: the example plans name them. */
public final class AzureWorld {
    public static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
    public static final String RESOURCE_GROUP = "sluice";

    private AzureWorld() {}

    /** The id of a resource in the one group, {@code Microsoft.Network/applicationGateways} being a type. */
    public static String id(String type, String name) {
        return "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/" + RESOURCE_GROUP + "/providers/" + type + "/"
                + name;
    }
}
