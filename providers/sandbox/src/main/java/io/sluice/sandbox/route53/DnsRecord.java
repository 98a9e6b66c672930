package io.sluice.sandbox.route53;

import java.util.List;
import java.util.Optional;

/**
 * One record as Route 53 keeps it, all of which a DELETE has to repeat.
 *
 * @param name in small letters, with the dot at the end, {@code *} escaped as Route 53 lists it
 * @param region of a record with latency routing
 */
record DnsRecord(
        String name,
        String type,
        Optional<String> setIdentifier,
        Optional<Integer> weight,
        Optional<String> region,
        Optional<Long> ttl,
        List<String> values,
        Optional<Alias> alias,
        Optional<String> healthCheck) {
    DnsRecord {
        values = List.copyOf(values);
    }

    /** Another thing of AWS that answers for the name. */
    record Alias(String hostedZone, String dnsName, boolean evaluateTargetHealth) {}

    static DnsRecord simple(String name, String type, long ttl, String value) {
        return new DnsRecord(
                name,
                type,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(ttl),
                List.of(value),
                Optional.empty(),
                Optional.empty());
    }

    static DnsRecord weighted(String name, String type, String setIdentifier, int weight, long ttl, String value) {
        return new DnsRecord(
                name,
                type,
                Optional.of(setIdentifier),
                Optional.of(weight),
                Optional.empty(),
                Optional.of(ttl),
                List.of(value),
                Optional.empty(),
                Optional.empty());
    }

    static DnsRecord latency(String name, String type, String region, long ttl, String value) {
        return new DnsRecord(
                name,
                type,
                Optional.of(region),
                Optional.empty(),
                Optional.of(region),
                Optional.of(ttl),
                List.of(value),
                Optional.empty(),
                Optional.empty());
    }

    static DnsRecord alias(String name, String setIdentifier, int weight, Alias alias) {
        return new DnsRecord(
                name,
                "A",
                Optional.of(setIdentifier),
                Optional.of(weight),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(alias),
                Optional.empty());
    }

    DnsRecord checkedBy(String check) {
        return new DnsRecord(name, type, setIdentifier, weight, region, ttl, values, alias, Optional.of(check));
    }

    DnsRecord weighing(int other) {
        return new DnsRecord(name, type, setIdentifier, Optional.of(other), region, ttl, values, alias, healthCheck);
    }

    boolean isOf(String otherName, String otherType) {
        return name.equals(otherName) && type.equals(otherType);
    }

    boolean hasKeyOf(DnsRecord other) {
        return isOf(other.name, other.type) && setIdentifier.equals(other.setIdentifier);
    }

    /** The name as people write it. */
    String plainName() {
        return name.substring(0, name.length() - 1).replace("\\052", "*");
    }

    /** What Route 53 calls it in its refusals. */
    String described() {
        return "resource record set [name='%s', type='%s'%s]"
                .formatted(
                        name,
                        type,
                        setIdentifier.map(id -> ", set identifier='" + id + "'").orElse(""));
    }
}
