package io.sluice.provider.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Values of the SDK as JSON, and back.
 *
 * <p>It walks all fields that the SDK knows instead of naming them, so a field that nobody here thought of is kept.
 * Secrets are left out.
 */
final class SdkJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> SECRETS = Set.of("ClientSecret");

    private SdkJson() {}

    static ObjectNode write(SdkPojo value) {
        ObjectNode json = NODES.objectNode();
        for (SdkField<?> field : value.sdkFields()) {
            Object member = field.getValueOrDefault(value);
            if (member != null && !isEmpty(member) && !SECRETS.contains(field.memberName())) {
                json.set(field.memberName(), node(member));
            }
        }
        return json;
    }

    private static boolean isEmpty(Object member) {
        return switch (member) {
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    private static JsonNode node(Object member) {
        return switch (member) {
            case SdkPojo value -> write(value);
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(element -> array.add(node(element)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = NODES.objectNode();
                new TreeMap<>(map).forEach((key, element) -> object.set(String.valueOf(key), node(element)));
                yield object;
            }
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Boolean truth -> NODES.booleanNode(truth);
            default -> NODES.textNode(member.toString());
        };
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it holds what this release of the SDK does not know
     */
    static <T> T read(JsonNode json, Class<T> type, Supplier<? extends SdkPojo> builder) {
        return type.cast(built(json, builder.get()));
    }

    private static Object built(JsonNode json, SdkPojo builder) {
        Map<String, SdkField<?>> fields = new LinkedHashMap<>();
        builder.sdkFields().forEach(field -> fields.put(field.memberName(), field));
        json.properties().forEach(member -> {
            SdkField<?> field = fields.get(member.getKey());
            if (field == null) {
                throw new IllegalArgumentException("unknown field " + member.getKey());
            }
            field.set(builder, value(member.getValue(), field));
        });
        return ((Buildable) builder).build();
    }

    private static Object value(JsonNode json, SdkField<?> field) {
        return switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> built(json, field.constructor().get());
            case LIST -> {
                List<Object> list = new ArrayList<>();
                SdkField<?> element = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
                json.forEach(node -> list.add(value(node, element)));
                yield list;
            }
            case MAP -> {
                Map<String, Object> map = new LinkedHashMap<>();
                SdkField<?> element = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
                json.properties().forEach(member -> map.put(member.getKey(), value(member.getValue(), element)));
                yield map;
            }
            case STRING -> json.textValue();
            case INTEGER -> json.intValue();
            case LONG -> json.longValue();
            case BOOLEAN -> json.booleanValue();
            default ->
                throw new IllegalArgumentException(field.memberName() + " is of a kind that no action had so far");
        };
    }
}
