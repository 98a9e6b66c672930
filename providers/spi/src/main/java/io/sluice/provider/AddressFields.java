package io.sluice.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
            if (!known.contains(field.getKey())) {
                faults.add(new Fault(pointer, "unknown field; known here: " + String.join(", ", known)));
            } else if (!field.getValue().isTextual()) {
                faults.add(new Fault(pointer, "must be a text"));
            } else {
                values.put(field.getKey(), field.getValue().textValue());
            }
        });
        return new AddressFields(values, faults);
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
