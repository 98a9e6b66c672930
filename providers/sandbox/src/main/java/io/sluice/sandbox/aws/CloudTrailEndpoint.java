package io.sluice.sandbox.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.faults.ControlCall;
import io.sluice.sandbox.faults.ControlPlane;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** CloudTrail's event history: {@code LookupEvents} by the name of the call, in JSON 1.1. */
final class CloudTrailEndpoint {
    private static final String TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.";
    private static final int LARGEST_PAGE = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventHistory history;
    private final ControlPlane controlPlane;

    CloudTrailEndpoint(EventHistory history, ControlPlane controlPlane) {
        this.history = history;
        this.controlPlane = controlPlane;
    }

    static boolean speaks(Request request) {
        return request.header("x-amz-target")
                .filter(one -> one.startsWith(TARGET))
                .isPresent();
    }

    Reply handle(Request request) throws InterruptedException {
        return controlPlane.handle(
                new Asked(request.header("x-amz-target").orElse("").substring(TARGET.length()), request.text()));
    }

    /** A call as the control plane handles it. */
    private final class Asked implements ControlCall {
        private final String action;
        private final String body;

        Asked(String action, String body) {
            this.action = action;
            this.body = body;
        }

        @Override
        public String service() {
            return "cloudtrail";
        }

        @Override
        public String action() {
            return action;
        }

        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public boolean isWrite() {
            return false;
        }

        @Override
        public void describe(ObjectNode line) {
            // What is asked for is of no interest to anybody who reads the log.
        }

        @Override
        public Reply carryOut(Duration age, boolean withoutData, ObjectNode line) {
            try {
                ObjectNode answer = answer(JSON.readTree(body), withoutData);
                line.put("status", 200);
                return reply(200, answer);
            } catch (JsonProcessingException | IllegalArgumentException e) {
                line.put("status", 400).put("error", "InvalidLookupAttributesException");
                return error(400, "InvalidLookupAttributesException", String.valueOf(e.getMessage()));
            }
        }

        private ObjectNode answer(JsonNode asked, boolean withoutData) {
            if (!action.equals("LookupEvents")) {
                throw new IllegalArgumentException("the sandbox only looks events up");
            }
            Optional<String> name = Optional.empty();
            for (JsonNode attribute : asked.path("LookupAttributes")) {
                if (!attribute.path("AttributeKey").asText().equals("EventName")) {
                    throw new IllegalArgumentException("the sandbox looks events up by EventName");
                }
                name = Optional.of(attribute.path("AttributeValue").asText());
            }
            List<EventHistory.Entry> found = withoutData
                    ? List.of()
                    : history.find(name, time(asked, "StartTime", Instant.EPOCH), time(asked, "EndTime", Instant.MAX));
            int from = asked.path("NextToken").asInt(0);
            int to = Math.min(
                    found.size(),
                    from + Math.min(LARGEST_PAGE, asked.path("MaxResults").asInt(LARGEST_PAGE)));
            ObjectNode answer = JSON.createObjectNode();
            ArrayNode events = answer.putArray("Events");
            found.subList(Math.min(from, to), to).forEach(entry -> describe(events.addObject(), entry));
            if (to < found.size()) {
                answer.put("NextToken", String.valueOf(to));
            }
            return answer;
        }

        private static void describe(ObjectNode event, EventHistory.Entry entry) {
            event.put("EventId", entry.id())
                    .put("EventName", entry.name())
                    .put("EventSource", entry.source())
                    .put("ReadOnly", "false")
                    .put("EventTime", entry.at().getEpochSecond())
                    .put("Username", entry.by().name())
                    .put("CloudTrailEvent", entry.record().toString());
        }

        /** In seconds since 1970, with a fraction. */
        private static Instant time(JsonNode asked, String field, Instant otherwise) {
            if (!asked.path(field).isNumber()) {
                return otherwise;
            }
            BigDecimal millis = asked.path(field).decimalValue().movePointRight(3);
            return Instant.ofEpochMilli(millis.longValue());
        }

        @Override
        public Refusal throttled() {
            return refusal(400, "ThrottlingException", "Rate exceeded");
        }

        @Override
        public Refusal failed(int status) {
            return refusal(status, status == 403 ? "AccessDeniedException" : "InternalFailure", "told to fail");
        }

        private static Refusal refusal(int status, String code, String message) {
            return new Refusal(status, code, error(status, code, message));
        }
    }

    private static Reply error(int status, String code, String message) {
        return reply(status, JSON.createObjectNode().put("__type", code).put("message", message));
    }

    private static Reply reply(int status, ObjectNode body) {
        return new Reply.Answer(
                status,
                Map.of("Content-Type", "application/x-amz-json-1.1"),
                body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
