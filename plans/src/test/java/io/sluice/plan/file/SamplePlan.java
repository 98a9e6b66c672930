package io.sluice.plan.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A sound plan that tests damage in one place at a time. */
final class SamplePlan {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final String SOUND = """
            {"apiVersion": "sluice/v1", "name": "checkout-eu-to-us", "description": "text", "owner": "payments-sre",
             "labels": {"team": "payments"}, "from": "eu", "to": "us", "expect": {"eu": 100, "us": 0},
             "routes": [
               {"name": "edge", "provider": "aws", "listener": "one", "backends": {"eu": {"pool": "a"}, "us": {"pool": "b"}}},
               {"name": "api", "provider": "aws", "listener": "two", "backends": {"eu": {"pool": "c"}, "us": {"pool": "d"}}}],
             "steps": [
               {"setWeight": 10},
               {"pause": {"for": "5m"}},
               {"ramp": {"start": 20, "end": 50, "by": 10, "bake": "10m"}},
               {"setWeight": {"percent": 100, "bake": "2h", "routes": ["edge"]}}],
             "gates": [
               {"name": "errors", "signal": "error-rate", "every": "60s", "judge": {"max": 1.5}},
               {"name": "p99", "signal": "latency-p99", "judge": {"compare": {"with": "eu", "maxIncreasePercent": 20}}}],
             "schedule": {"timeZone": "Europe/Berlin", "windows": [{"days": "mon-fri", "open": "22:00", "close": "05:30"}],
               "blackouts": [{"start": "2026-12-20", "end": "2027-01-02", "why": "season freeze"}]}}
            """;

    private SamplePlan() {}

    static ObjectNode sound() {
        return (ObjectNode) json(SOUND);
    }

    /** The sound plan with one place set, or with {@code ""} taken out. */
    static ObjectNode with(String pointer, String value) {
        return set(sound(), pointer, value);
    }

    static ObjectNode set(ObjectNode plan, String pointer, String value) {
        JsonPointer place = JsonPointer.compile(pointer);
        JsonNode parent = plan.at(place.head());
        String last = place.last().getMatchingProperty();
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(last), json(value));
        } else if (value.isEmpty()) {
            ((ObjectNode) parent).remove(last);
        } else {
            ((ObjectNode) parent).set(last, json(value));
        }
        return plan;
    }

    static ParsedPlan parse(JsonNode plan) {
        return json(plan.toString(), PlanFile.Format.JSON);
    }

    static ParsedPlan json(String text, PlanFile.Format format) {
        return PlanFile.parse(text.getBytes(UTF_8), format);
    }

    static ParsedPlan.Accepted accepted(ParsedPlan parsed) {
        return switch (parsed) {
            case ParsedPlan.Accepted accepted -> accepted;
            default -> throw new AssertionError("not accepted: " + parsed);
        };
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(text, broken);
        }
    }
}
