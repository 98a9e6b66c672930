package io.sluice.sandbox.route53;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the one hosted zone holds at the start; the example plans name it. */
public final class FixedZone {
    public static final String ID = "Z0SLUICESANDBOX";
    static final String NAME = "sluice.example.";

    /** Where an Application Load Balancer's aliases point, in Ireland. */
    static final String BALANCER_ZONE = "Z32O12XQLNTSW2";

    static final String EU_CHECK = "e0000000-5a4d-4000-8000-0000000000e1";
    static final String US_CHECK = "e0000000-5a4d-4000-8000-0000000000a1";

    /** The names that have servers of their own, one kind for each set identifier: {@code orders-db-eu}, … */
    static final List<String> SERVED = List.of("orders-db", "reports-db");

    private FixedZone() {}

    /** What to call the backends of the served names: their id, and their name. */
    public static Map<String, String> backends() {
        Map<String, String> backends = new LinkedHashMap<>();
        for (String name : SERVED) {
            for (String side : List.of("eu", "us")) {
                backends.put(name + "." + NAME + "/" + side, name + "-" + side);
            }
        }
        return backends;
    }

    /** The record that backends with that id are behind. */
    static Map<String, String> addressOf(String id) {
        int slash = id.lastIndexOf('/');
        // The dot at the end is there in the zone, and seldom in what people write.
        return Map.of(
                "hostedZone", ID,
                "record", id.substring(0, slash - 1),
                "setIdentifier", id.substring(slash + 1));
    }

    static Zone start() {
        return new Zone(List.of(
                DnsRecord.simple(
                        NAME, "SOA", 900, "ns-1.sluice.example. hostmaster.sluice.example. 1 7200 900 1209600 86400"),
                DnsRecord.simple(NAME, "NS", 172_800, "ns-1.sluice.example."),
                DnsRecord.weighted("orders-db." + NAME, "A", "eu", 100, 2, "192.0.2.10")
                        .checkedBy(EU_CHECK),
                DnsRecord.weighted("orders-db." + NAME, "A", "us", 0, 2, "198.51.100.10")
                        .checkedBy(US_CHECK),
                DnsRecord.weighted("reports-db." + NAME, "CNAME", "eu", 100, 2, "reports.eu." + NAME),
                DnsRecord.weighted("reports-db." + NAME, "CNAME", "us", 0, 2, "reports.us." + NAME),
                DnsRecord.weighted("\\052.preview." + NAME, "A", "eu", 1, 60, "192.0.2.20"),
                DnsRecord.weighted("\\052.preview." + NAME, "A", "us", 0, 60, "198.51.100.20"),
                DnsRecord.alias(
                        "shop." + NAME,
                        "eu",
                        1,
                        new DnsRecord.Alias(BALANCER_ZONE, BalancerAliases.nameOf("checkout"), true)),
                DnsRecord.alias(
                        "shop." + NAME,
                        "us",
                        0,
                        new DnsRecord.Alias(BALANCER_ZONE, BalancerAliases.nameOf("search"), true)),
                DnsRecord.simple("www." + NAME, "A", 300, "192.0.2.30"),
                DnsRecord.latency("nearest." + NAME, "A", "eu-west-1", 60, "192.0.2.40"),
                DnsRecord.latency("nearest." + NAME, "A", "us-east-1", 60, "198.51.100.40")));
    }
}
