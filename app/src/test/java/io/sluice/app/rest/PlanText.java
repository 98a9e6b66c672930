package io.sluice.app.rest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A plan file in the making: sound at first, and then whatever a test makes of it. */
final class PlanText {
    private final ObjectNode plan;

    private PlanText(ObjectNode plan) {
        this.plan = plan;
    }

    /** Moves a route of the test's cloud from blue to green in one step that bakes for an hour. */
    static PlanText of(String route) {
        return new PlanText((ObjectNode) parse("""
                {"apiVersion": "sluice/v1", "name": "move", "from": "blue", "to": "green",
                 "routes": [{"name": "edge", "provider": "cloud", "route": "%1$s",
                             "backends": {"blue": {"backend": "%1$s-blue"}, "green": {"backend": "%1$s-green"}}}],
                 "steps": [{"setWeight": {"percent": 10, "bake": "1h"}}, {"setWeight": {"percent": 100, "bake": "1h"}}]}
                """.formatted(route)));
    }

    /** With other JSON at a place; an index past the end adds to a list. */
    PlanText with(String pointer, String json) {
        JsonPointer at = JsonPointer.compile(pointer);
        JsonNode parent = plan.at(at.head());
        String last = at.last().getMatchingProperty();
        if (parent instanceof ArrayNode list) {
            int index = Integer.parseInt(last);
            if (index < list.size()) {
                list.set(index, parse(json));
            } else {
                list.add(parse(json));
            }
        } else {
            ((ObjectNode) parent).set(last, parse(json));
        }
        return this;
    }

    PlanText without(String pointer) {
        JsonPointer at = JsonPointer.compile(pointer);
        ((ObjectNode) plan.at(at.head())).remove(at.last().getMatchingProperty());
        return this;
    }

    private static JsonNode parse(String json) {
        try {
            return Service.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @Override
    public String toString() {
        return plan.toString();
    }
}
