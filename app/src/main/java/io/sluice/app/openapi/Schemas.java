package io.sluice.app.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What answers are made of, as JSON Schema: each record once, as the mapper of answers writes it. An {@link Optional} is there and may
 * be null, a list or a map is there and may be empty, and nothing else is ever left out.
 */
final class Schemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Set<Class<?>> GENERIC = Set.of(Optional.class, List.class, Map.class);

    private final Map<String, ObjectNode> byName = new TreeMap<>();
    private final Map<String, Class<?>> records = new TreeMap<>();
    private final Docs docs;

    Schemas(Docs docs) {
        this.docs = docs;
    }

    /** Every schema that was asked for, and what those are made of. */
    Map<String, ObjectNode> byName() {
        return byName;
    }

    /** The schema of a type: what it is, or where it stands. */
    ObjectNode of(Type type) {
        return switch (type) {
            case ParameterizedType generic -> generic(generic);
            case Class<?> plain when plain.isRecord() -> reference(plain);
            case Class<?> plain -> simple(plain);
            default -> throw new IllegalArgumentException("no schema for " + type);
        };
    }

    static ObjectNode reference(String name) {
        return JSON.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    private ObjectNode generic(ParameterizedType type) {
        if (type.getRawType() instanceof Class<?> raw && GENERIC.contains(raw)) {
            Type last = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
            return around(raw, of(last));
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        if (schema.path("type").isTextual()) {
            schema.set("type", JSON.arrayNode().add(schema.get("type")).add("null"));
            return schema;
        }
        ArrayNode either = JSON.arrayNode().add(schema).add(JSON.objectNode().put("type", "null"));
        return JSON.objectNode().set("anyOf", either);
    }

    private static ObjectNode simple(Class<?> type) {
        ObjectNode schema = JSON.objectNode();
        if (type == String.class) {
            return schema.put("type", "string");
        }
        if (type == int.class || type == Integer.class) {
            return schema.put("type", "integer").put("format", "int32");
        }
        if (type == long.class || type == Long.class) {
            return schema.put("type", "integer").put("format", "int64");
        }
        if (type == double.class || type == Double.class || type == BigDecimal.class) {
            return schema.put("type", "number");
        }
        if (type == boolean.class) {
            return schema.put("type", "boolean");
        }
        if (type == JsonNode.class) {
            return schema;
        }
        if (type == Instant.class) {
            return schema.put("type", "string").put("format", "date-time");
        }
        throw new IllegalArgumentException("no schema for " + type);
    }

    private ObjectNode reference(Class<?> type) {
        String name = name(type);
        Class<?> known = records.putIfAbsent(name, type);
        if (known == null) {
            byName.put(name, JSON.objectNode());
            byName.put(name, object(type));
        } else if (known != type) {
            throw new IllegalStateException("%s and %s would both be called %s".formatted(known, type, name));
        }
        return reference(name);
    }

    private ObjectNode object(Class<?> type) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        docs.of(type).ifPresent(says -> schema.put("description", says));
        ArrayNode required = JSON.arrayNode();
        ObjectNode properties = JSON.objectNode();
        for (RecordComponent part : type.getRecordComponents()) {
            String field = field(part);
            ObjectNode value = property(part);
            docs.of(type, part.getName()).ifPresent(says -> value.put("description", says));
            properties.set(field, value);
            if (!maybeLeftOut(type, part)) {
                required.add(field);
            }
        }
        schema.set("required", required);
        schema.set("properties", properties);
        return schema;
    }

    private ObjectNode property(RecordComponent part) {
        As shown = part.getAccessor().getAnnotation(As.class);
        return shown == null ? of(part.getGenericType()) : around(part.getType(), reference(shown.value()));
    }

    /** What stands in a list, in a map or where something may be, or the type itself. */
    private static ObjectNode around(Class<?> type, ObjectNode schema) {
        if (type == Optional.class) {
            return orNull(schema);
        }
        if (type == List.class) {
            return JSON.objectNode().put("type", "array").set("items", schema);
        }
        if (type == Map.class) {
            return JSON.objectNode().put("type", "object").set("additionalProperties", schema);
        }
        return schema;
    }

    private static String field(RecordComponent part) {
        JsonProperty named = part.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? part.getName() : named.value();
    }

    /** Whether the mapper leaves a field out that has nothing to say. */
    private static boolean maybeLeftOut(Class<?> type, RecordComponent part) {
        JsonInclude ofPart = part.getAccessor().getAnnotation(JsonInclude.class);
        JsonInclude ofType = type.getAnnotation(JsonInclude.class);
        boolean empties =
                part.getType() == Optional.class || part.getType() == List.class || part.getType() == Map.class;
        return (ofPart != null || ofType != null) && empties;
    }

    /** {@code PlanView.RouteView} is a {@code PlanRoute} to who reads of it. */
    private static String name(Class<?> type) {
        String own = type.getSimpleName().replaceFirst("View$", "");
        Class<?> around = type.getEnclosingClass();
        if (around == null) {
            return own;
        }
        String outer = around.getSimpleName().replaceFirst("(View|Resource)$", "");
        return own.startsWith(outer) || outer.startsWith(own) ? own : outer + own;
    }
}
