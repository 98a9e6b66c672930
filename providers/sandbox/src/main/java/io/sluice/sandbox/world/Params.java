package io.sluice.sandbox.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A structure of AWS's Query protocol, as the flat fields that it travels in: {@code A.member.1.B=c}.
 *
 * <p>What the sandbox does not need to understand, an authenticate action for instance, it keeps in this form, so that
 * it comes back exactly as it was given.
 */
public record Params(Map<String, String> fields) {
    public static final Params NONE = new Params(Map.of());

    public Params {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** A field's value; an empty one counts as not given, since the protocol writes empty lists that way. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    public boolean has(String name) {
        return fields.containsKey(name) || fields.keySet().stream().anyMatch(field -> field.startsWith(name + "."));
    }

    public Params struct(String name) {
        Map<String, String> inner = new LinkedHashMap<>();
        String prefix = name + ".";
        fields.forEach((field, value) -> {
            if (field.startsWith(prefix)) {
                inner.put(field.substring(prefix.length()), value);
            }
        });
        return new Params(inner);
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (int i = 1; fields.containsKey(name + ".member." + i); i++) {
            texts.add(fields.get(name + ".member." + i));
        }
        return texts;
    }

    public List<Params> structs(String name) {
        List<Params> structs = new ArrayList<>();
        for (int i = 1; has(name + ".member." + i); i++) {
            structs.add(struct(name + ".member." + i));
        }
        return structs;
    }

    public Params without(String... names) {
        Map<String, String> rest = new LinkedHashMap<>(fields);
        for (String name : names) {
            rest.keySet().removeIf(field -> field.equals(name) || field.startsWith(name + "."));
        }
        return new Params(rest);
    }

    public Params with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Params(more);
    }
}
