package io.sluice.provider.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A URL map as it was read: JSON, and not the client's type for it, which forgets every field that it is too old to know.
 *
 * @param json never changed
 */
record UrlMap(Resource resource, ObjectNode json) {
    private static final String ACTION = "routeAction";
    private static final String LIST = "weightedBackendServices";
    private static final String SERVICE = "service";
    private static final String REDIRECT = "urlRedirect";

    String fingerprint() {
        return json.path("fingerprint").asText();
    }

    /** Whether it has the place at all. */
    boolean has(Place place) {
        return holder(place).isPresent();
    }

    Optional<Split> split(Place place) {
        return holder(place).flatMap(holder -> {
            JsonNode list = holder.path(place.named(ACTION)).path(LIST);
            if (!list.isEmpty()) {
                return Optional.of(Split.ofList(list, resource.project()));
            }
            return Optional.ofNullable(holder.get(place.named(SERVICE)))
                    .map(service -> Split.ofService(service.asText(), resource.project()));
        });
    }

    /** What a place does with requests beside splitting them: the rest of its route action. */
    ObjectNode action(Place place) {
        JsonNode action =
                holder(place).map(one -> one.path(place.named(ACTION))).orElse(json);
        ObjectNode rest =
                action instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        rest.remove(LIST);
        return rest;
    }

    /** The path by which a path rule is named. */
    Optional<String> firstPath(Place.OfPathRule place) {
        return holder(place).map(rule -> rule.path("paths").path(0).asText());
    }

    /** Everything of a place that a plan does not touch, and the hosts whose requests come there. */
    ObjectNode elsewhere(Place place) {
        ObjectNode rest = holder(place).orElse(json).deepCopy();
        ObjectNode elsewhere = JsonNodeFactory.instance.objectNode();
        // Other places, which may be other plans'; and what Google counts or stamps.
        rest.remove(List.of("pathMatchers", "pathRules", "routeRules", "tests", "fingerprint"));
        JsonNode hosts = Optional.ofNullable(rest.remove("hostRules")).orElse(json.path("hostRules"));
        rest.remove(place.named(SERVICE));
        rest.remove(place.named(ACTION));
        elsewhere.set("place", rest);
        elsewhere.set("action", action(place));
        elsewhere.set("hosts", hosts(place, hosts));
        split(place).ifPresent(split -> elsewhere.set("shares", split.extras()));
        return elsewhere;
    }

    private static JsonNode hosts(Place place, JsonNode hostRules) {
        Optional<String> matcher = switch (place) {
            case Place.OfMap _ -> Optional.empty();
            case Place.OfMatcher(var _, String name) -> Optional.of(name);
            case Place.OfPathRule(var _, String name, var _) -> Optional.of(name);
            case Place.OfRouteRule(var _, String name, int _) -> Optional.of(name);
        };
        ArrayNode hosts = JsonNodeFactory.instance.arrayNode();
        for (JsonNode rule : hostRules) {
            if (matcher.isEmpty()
                    || matcher.get().equals(rule.path("pathMatcher").asText())) {
                hosts.add(rule);
            }
        }
        return hosts;
    }

    /** This URL map with another split in a place, whatever the place does now. */
    UrlMap splitting(Place place, Split split) {
        return doing(place, split, action(place));
    }

    /** This URL map with another split in a place, and another rest of its route action. */
    UrlMap doing(Place place, Split split, ObjectNode action) {
        UrlMap changed = new UrlMap(resource, json.deepCopy());
        changed.holder(place).ifPresent(holder -> {
            ObjectNode newAction = action.deepCopy();
            holder.remove(List.of(place.named(SERVICE), place.named(REDIRECT), place.named(ACTION)));
            if (split.plain()) {
                holder.put(place.named(SERVICE), split.service());
            } else {
                newAction.set(LIST, split.list());
            }
            if (!newAction.isEmpty()) {
                holder.set(place.named(ACTION), newAction);
            }
        });
        return changed;
    }

    /**
     * The least that says so to {@code patch}: one field beside the fingerprint. The path matchers are in it in full, because
     * a patch replaces arrays whole.
     *
     * @return empty where something outside of arrays has to go: a patch merges objects, so that it removes nothing
     */
    Optional<ObjectNode> patchFrom(UrlMap before, Place place) {
        if (removes(before.json, json)) {
            return Optional.empty();
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode().put("fingerprint", before.fingerprint());
        Stream<String> fields = place instanceof Place.OfMap
                ? Stream.of(place.named(ACTION), place.named(SERVICE))
                : Stream.of("pathMatchers");
        fields.filter(json::has).forEach(field -> patch.set(field, json.get(field)));
        return Optional.of(patch);
    }

    private static boolean removes(JsonNode before, JsonNode after) {
        return before.isObject()
                && before.properties().stream()
                        .anyMatch(field ->
                                !after.has(field.getKey()) || removes(field.getValue(), after.path(field.getKey())));
    }

    private Optional<ObjectNode> holder(Place place) {
        return switch (place) {
            case Place.OfMap _ -> Optional.of(json);
            case Place.OfMatcher(var _, String name) -> matcher(name);
            case Place.OfPathRule(var _, String name, String path) ->
                matcher(name)
                        .flatMap(matcher -> first(
                                matcher.path("pathRules"),
                                rule -> elements(rule.path("paths"))
                                        .anyMatch(one -> one.asText().equals(path))));
            case Place.OfRouteRule(var _, String name, int priority) ->
                matcher(name)
                        .flatMap(matcher -> first(
                                matcher.path("routeRules"),
                                rule -> rule.path("priority").asInt(-1) == priority));
        };
    }

    private Optional<ObjectNode> matcher(String name) {
        return first(
                json.path("pathMatchers"),
                matcher -> matcher.path("name").asText().equals(name));
    }

    private static Optional<ObjectNode> first(JsonNode list, Predicate<JsonNode> wanted) {
        return elements(list)
                .filter(wanted)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .findFirst();
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
