package io.sluice.sandbox.traffic;

import io.sluice.sandbox.world.WeightedGroup;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers queries for one name, each with one of its records by weight.
 *
 * <p>Name servers pick at random; this one deals the answers out evenly interleaved, so that a test that counts a few
 * hundred of them finds the shares exact.
 */
public final class Resolver {
    private final Supplier<DnsRecords> records;
    private final SmoothSplit split = new SmoothSplit();

    /**
     * @param records what is in force, looked at anew by each query
     */
    public Resolver(Supplier<DnsRecords> records) {
        this.records = records;
    }

    /** The answer to one query, and how long it may be kept. */
    public record Resolved(DnsRecords.Answer answer, long ttlNanos) {}

    /** Empty where the name has no records. */
    public Optional<Resolved> query() {
        DnsRecords now = records.get();
        List<DnsRecords.Answer> eligible = now.eligible();
        if (eligible.isEmpty()) {
            return Optional.empty();
        }
        String picked = split.next(eligible.stream()
                        .map(answer -> new WeightedGroup(answer.id(), answer.weight()))
                        .toList())
                .targetGroupArn();
        return eligible.stream()
                .filter(answer -> answer.id().equals(picked))
                .findFirst()
                .map(answer -> new Resolved(answer, now.ttl().toNanos()));
    }

    DnsRecords records() {
        return records.get();
    }
}
