package io.sluice.sandbox.route53;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All records of a hosted zone, in the order in which Route 53 lists them. */
record Zone(List<DnsRecord> records) {
    private static final int MOST_OF_ONE_NAME = 100;
    private static final int MOST_VALUES = 1_000;

    private static final Comparator<DnsRecord> LISTED = Comparator.comparing(
                    (DnsRecord record) -> listedBy(record.name()))
            .thenComparing(DnsRecord::type)
            .thenComparing(record -> record.setIdentifier().orElse(""));

    Zone {
        records = records.stream().sorted(LISTED).toList();
    }

    /** A name as Route 53 keeps it: small letters, a dot at the end, and what is not a letter of a host name escaped. */
    static String normalised(String name) {
        String dotted = name.endsWith(".") ? name : name + ".";
        return dotted.toLowerCase(Locale.ROOT).replace("*", "\\052");
    }

    static String listedBy(String name) {
        List<String> labels = Arrays.asList(name.split("\\.", -1));
        Collections.reverse(labels);
        return String.join(".", labels);
    }

    /** The records from a place on. */
    List<DnsRecord> from(Optional<String> name, Optional<String> type, Optional<String> setIdentifier) {
        if (name.isEmpty()) {
            return records;
        }
        DnsRecord start = new DnsRecord(
                normalised(name.get()),
                type.orElse(""),
                setIdentifier,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        return records.stream()
                .filter(record -> LISTED.compare(record, start) >= 0)
                .toList();
    }

    List<DnsRecord> of(String name, String type) {
        return records.stream().filter(record -> record.isOf(name, type)).toList();
    }

    /** This zone after a batch, or all that is wrong with the batch. */
    Zone changed(ChangeBatch batch) throws Route53Error {
        List<String> wrong = new ArrayList<>();
        List<DnsRecord> after = new ArrayList<>(records);
        int values = 0;
        for (ChangeBatch.Change change : batch.changes()) {
            DnsRecord record = change.record();
            values += record.values().size() * (change.action().equals("UPSERT") ? 2 : 1);
            Optional<DnsRecord> before =
                    after.stream().filter(one -> one.hasKeyOf(record)).findFirst();
            switch (change.action()) {
                case "DELETE" -> {
                    if (before.isEmpty()) {
                        wrong.add("Tried to delete " + record.described() + " but it was not found");
                    } else if (!before.get().equals(record)) {
                        wrong.add("Tried to delete " + record.described()
                                + " but the values provided do not match the current values");
                    } else {
                        after.remove(record);
                    }
                }
                case "CREATE" -> {
                    if (before.isPresent()) {
                        wrong.add("Tried to create " + record.described() + " but it already exists");
                    } else {
                        after.add(record);
                    }
                }
                default -> {
                    before.ifPresent(after::remove);
                    after.add(record);
                }
            }
        }
        Zone changed = new Zone(after);
        if (wrong.isEmpty()) {
            batch.changes().forEach(change -> changed.check(change.record(), wrong));
        }
        if (values > MOST_VALUES) {
            wrong.add("Number of records limit of " + MOST_VALUES + " exceeded.");
        }
        if (!wrong.isEmpty()) {
            throw new Route53Error(
                    400,
                    "InvalidChangeBatch",
                    "[" + String.join(", ", wrong.stream().distinct().toList()) + "]");
        }
        return changed;
    }

    private void check(DnsRecord record, List<String> wrong) {
        List<DnsRecord> all = of(record.name(), record.type());
        if (!record.name().endsWith("." + FixedZone.NAME) && !record.name().equals(FixedZone.NAME)) {
            wrong.add("RRSet with DNS name " + record.name() + " is not permitted in zone " + FixedZone.NAME);
        }
        boolean alone = all.stream().anyMatch(one -> one.setIdentifier().isEmpty());
        if (alone && all.size() > 1) {
            wrong.add("RRSet with DNS name " + record.name() + ", type " + record.type()
                    + " cannot be created because a simple record exists beside others with the same name and type");
        }
        if (all.stream().map(one -> one.weight().isPresent()).distinct().count() > 1) {
            wrong.add("RRSet with DNS name " + record.name() + ", type " + record.type()
                    + " has more than one routing policy");
        }
        if (all.stream().flatMap(one -> one.ttl().stream()).distinct().count() > 1) {
            wrong.add("RRSet with DNS name " + record.name() + ", type " + record.type()
                    + " has records with different TTLs");
        }
        if (all.size() > MOST_OF_ONE_NAME) {
            wrong.add("RRSet with DNS name " + record.name() + ", type " + record.type() + " has more than "
                    + MOST_OF_ONE_NAME + " records");
        }
        for (DnsRecord one : all) {
            boolean policy = one.weight().isPresent() || one.region().isPresent();
            if (one.setIdentifier().isPresent() != policy) {
                wrong.add("Missing field 'SetIdentifier' or a routing policy beside it in " + one.described());
            }
            boolean plain = one.ttl().isPresent() && !one.values().isEmpty();
            boolean nothing = one.ttl().isEmpty() && one.values().isEmpty();
            if (one.alias().isPresent() ? !nothing : !plain) {
                wrong.add(one.described() + " has either an alias target, or a TTL and values");
            }
        }
    }
}
