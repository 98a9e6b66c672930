package io.sluice.provider.azure;

import io.sluice.provider.AddressFields;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the addresses of all kinds of routes have in common: their fields are texts, and most are ids or names. */
final class AzureAddress {
    private final AddressFields fields;
    private final String at;
    private final List<Fault> faults;

    private AzureAddress(AddressFields fields, String at) {
        this.fields = fields;
        this.at = at;
        this.faults = new ArrayList<>(fields.faults());
    }

    /**
     * Reads an address.
     *
     * @param at the pointer of the address itself, {@code /backends/us}; empty for that of a route
     */
    static AzureAddress read(Address address, String at, Set<String> known) {
        return new AzureAddress(AddressFields.read(address, at, new TreeSet<>(known)), at);
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    void fault(String field, String message) {
        faults.add(new Fault(at + "/" + field, message));
    }

    Optional<String> find(String field) {
        return fields.find(field);
    }

    /** A field of an address that was checked. */
    String text(String field) {
        return find(field).orElseThrow(() -> new IllegalArgumentException("not an address: " + field + " is missing"));
    }

    /** A field that must be there; a fault says so if it is not. */
    Optional<String> required(String field) {
        Optional<String> value = find(field);
        if (value.isEmpty() && !fields.faultAt(at + "/" + field) && !fields.faultAt(at)) {
            fault(field, "is missing");
        }
        return value;
    }

    /** A field that must be the id of a resource of a type, in one subscription. */
    Optional<ArmId> requiredId(String field, String type, String subscription) {
        Optional<String> written = required(field);
        Optional<ArmId> id = written.flatMap(ArmId::find).filter(one -> one.isA(type));
        if (written.isPresent() && id.isEmpty()) {
            fault(
                    field,
                    "must be an id like /subscriptions/%s/resourceGroups/…/providers/%s/…"
                            .formatted(subscription, type));
        }
        if (id.isPresent() && !id.get().subscription().equalsIgnoreCase(subscription)) {
            fault(
                    field,
                    "is in subscription %s, and this provider is configured for %s"
                            .formatted(id.get().subscription(), subscription));
            return Optional.empty();
        }
        return id;
    }
}
