package io.sluice.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of an {@link Address}, read strictly: a flat JSON object of texts, each field known and given once.
 *
 * @param values the known fields that hold a text
 * @param faults everything else that was written, each with its place
 */
public record AddressFields(Map<String, String> values, List<Fault> faults) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public AddressFields {
        values = Map.copyOf(values);
        faults = List.copyOf(faults);
    }

    /**
     * Reads an address.
     *
     * @param at the pointer of the address itself, {@code /backends/us}; empty for that of a route
     */
    public static AddressFields read(Address address, String at, Set<String> known) {
        return read(address, at, known, Optional.empty());
    }

    /**
     * The same with any number of fields more.
     *
     * @param family how the names of those begin, {@code dimension.}
     */
    public static AddressFields read(Address address, String at, Set<String> known, String family) {
        return read(address, at, known, Optional.of(family));
    }

    private static AddressFields read(Address address, String at, Set<String> known, Optional<String> family) {
        JsonNode written;
        try {
            written = JSON.readTree(address.json());
        } catch (JsonProcessingException e) {
            return new AddressFields(Map.of(), List.of(new Fault(at, "is not JSON: " + e.getOriginalMessage())));
        }
        if (!written.isObject()) {
            return new AddressFields(Map.of(), List.of(new Fault(at, "must be an object")));
        }
        Map<String, String> values = new LinkedHashMap<>();
        List<Fault> faults = new ArrayList<>();
        written.properties().forEach(field -> {
            String pointer = at + "/" + escape(field.getKey());
            boolean ofFamily = family.filter(start ->
                            field.getKey().startsWith(start) && field.getKey().length() > start.length())
                    .isPresent();
            if (!known.contains(field.getKey()) && !ofFamily) {
                faults.add(new Fault(
                        pointer,
                        "unknown field; known here: " + String.join(", ", known)
                                + family.map(start -> ", " + start + "…").orElse("")));
            } else if (!field.getValue().isTextual()) {
                faults.add(new Fault(pointer, "must be a text"));
            } else {
                values.put(field.getKey(), field.getValue().textValue());
            }
        });
        return new AddressFields(values, faults);
    }

    /**
     * An address with more fields than were written: what an adapter knows of a backend besides, for {@link QueryTemplate}.
     *
     * <p>What was written stays. What is no object stays as it is.
     */
    public static Address with(Address address, Map<String, String> more) {
        try {
            if (JSON.readTree(address.json()) instanceof ObjectNode fields) {
                more.forEach((name, value) -> fields.putIfAbsent(name, TextNode.valueOf(value)));
                return new Address(fields.toString());
            }
        } catch (JsonProcessingException e) {
            return address;
        }
        return address;
    }

    public Optional<String> find(String field) {
        return Optional.ofNullable(values.get(field));
    }

    /** Whether a fault is already known at a place, so that nobody adds that something is missing there. */
    public boolean faultAt(String pointer) {
        return faults.stream().anyMatch(fault -> fault.pointer().equals(pointer));
    }

    /**
     * That a field is missing, unless it is there, or is already said to be wrong, or there are no fields at all.
     *
     * @param at as for {@link #read}
     * @param what it would be
     */
    public List<Fault> missing(String at, String field, String what) {
        String pointer = at + "/" + field;
        return values.containsKey(field) || faultAt(pointer) || faultAt(at)
                ? List.of()
                : List.of(new Fault(pointer, "is missing: " + what));
    }

    /** A name as one step of a JSON pointer. */
    public static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
