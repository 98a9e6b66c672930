package io.sluice.provider.aws;

import io.sluice.provider.AddressFields;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What plans write for a record set: {@code {"hostedZone": "Z…", "record": "db.example.com", "recordType": "A"}}, and
 * {@code {"setIdentifier": "eu"}}.
 */
final class RecordSetAddress {
    private static final String HOSTED_ZONE = "hostedZone";
    private static final String RECORD = "record";
    private static final String RECORD_TYPE = "recordType";
    private static final String SET_IDENTIFIER = "setIdentifier";
    private static final Set<String> FIELDS = new TreeSet<>(Set.of(HOSTED_ZONE, RECORD, RECORD_TYPE));

    private static final Pattern ZONE_ID = Pattern.compile("Z[A-Z0-9]{1,31}");
    private static final Set<String> TYPES = new TreeSet<>(Set.of("A", "AAAA", "CNAME"));
    private static final int LONGEST_IDENTIFIER = 128;

    private RecordSetAddress() {}

    /** Whether a route means a record set, soundly or not. */
    static boolean isOne(Route route) {
        AddressFields fields = AddressFields.read(route.address(), "", FIELDS);
        return FIELDS.stream().anyMatch(field -> fields.values().containsKey(field) || fields.faultAt("/" + field));
    }

    static RecordSetPlace place(Route route) {
        AddressFields fields = AddressFields.read(route.address(), "", FIELDS);
        return new RecordSetPlace(
                written(fields, HOSTED_ZONE), RecordName.of(written(fields, RECORD)), written(fields, RECORD_TYPE));
    }

    /** The set identifier of each side of the plan. */
    static Map<Side, String> identifiers(Route route) {
        Map<Side, String> identifiers = new TreeMap<>();
        route.backends()
                .forEach((side, address) -> identifiers.put(
                        side, written(AddressFields.read(address, "", Set.of(SET_IDENTIFIER)), SET_IDENTIFIER)));
        return identifiers;
    }

    /**
     * The side that a record is; a stranger to the plan is a side of its own, named with what no plan may write, since a set
     * identifier can be any word.
     */
    static Side side(Route route, String identifier) {
        return identifiers(route).entrySet().stream()
                .filter(entry -> entry.getValue().equals(identifier))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> new Side(place(route).name() + "/" + identifier));
    }

    static List<Fault> check(Route route) {
        List<Fault> faults = new ArrayList<>(checkPlace(route.address()));
        Map<String, Side> named = new HashMap<>();
        route.backends().forEach((side, address) -> {
            String at = "/backends/" + AddressFields.escape(side.name());
            AddressFields fields = AddressFields.read(address, at, Set.of(SET_IDENTIFIER));
            String pointer = at + "/" + SET_IDENTIFIER;
            faults.addAll(fields.faults());
            missing(fields, at, SET_IDENTIFIER).ifPresent(faults::add);
            fields.find(SET_IDENTIFIER).ifPresent(identifier -> {
                if (identifier.isEmpty() || identifier.length() > LONGEST_IDENTIFIER) {
                    faults.add(new Fault(pointer, "must have 1 to %d characters".formatted(LONGEST_IDENTIFIER)));
                }
                Side earlier = named.putIfAbsent(identifier, side);
                if (earlier != null) {
                    faults.add(new Fault(pointer, "is already the set identifier of " + earlier));
                }
            });
        });
        return faults;
    }

    private static List<Fault> checkPlace(Address address) {
        AddressFields fields = AddressFields.read(address, "", FIELDS);
        List<Fault> faults = new ArrayList<>(fields.faults());
        FIELDS.forEach(field -> missing(fields, "", field).ifPresent(faults::add));
        fields.find(HOSTED_ZONE)
                .filter(id -> !ZONE_ID.matcher(id).matches())
                .ifPresent(_ -> faults.add(new Fault(
                        "/" + HOSTED_ZONE, "must be the bare id of a hosted zone, like Z0123456789ABCDEFGHIJ")));
        fields.find(RECORD)
                .filter(name -> !RecordName.of(name).isSound())
                .ifPresent(_ -> faults.add(new Fault("/" + RECORD, "must be a whole name, like db.example.com")));
        fields.find(RECORD_TYPE)
                .filter(type -> !TYPES.contains(type))
                .ifPresent(_ -> faults.add(new Fault("/" + RECORD_TYPE, "must be one of " + String.join(", ", TYPES))));
        return faults;
    }

    private static Optional<Fault> missing(AddressFields fields, String at, String field) {
        String pointer = at + "/" + field;
        return fields.find(field).isPresent() || fields.faultAt(pointer) || fields.faultAt(at)
                ? Optional.empty()
                : Optional.of(new Fault(pointer, "is missing"));
    }

    private static String written(AddressFields fields, String field) {
        return fields.find(field).orElseThrow(() -> new IllegalArgumentException("not an address: no " + field));
    }
}
