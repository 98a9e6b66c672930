package io.sluice.app.hook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.outbound.OutboundAnswer;
import io.sluice.outbound.OutboundAnswer.Body;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.HookAnswer.Says;
import java.util.Optional;

/**
 * What an answer over HTTP means.
 *
 * <pre>
 * 202 without a verdict                        wait, until Retry-After if it says so
 * any other 2xx without a body                 pass
 * 2xx and {"verdict": …}                       what it says
 * 2xx and any other body                       silent: a page of somebody in between would be a pass otherwise
 * 4xx but 408, 425, 429                        refused: the same again would bring the same
 * all else, and what is too long or packed     silent
 * </pre>
 */
final class HookReply {
    private static final int LONGEST_REASON = 300;
    private static final int LONGEST_UNIT = 32;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private HookReply() {}

    static HookAnswer of(OutboundAnswer answer) {
        int status = answer.status();
        Optional<JsonNode> body = json(answer.body());
        if (status >= 200 && status <= 299) {
            return body.flatMap(node -> said(answer, node)).orElseGet(() -> withoutVerdict(answer));
        }
        String said = body.flatMap(node -> text(node, "reason", LONGEST_REASON))
                .map(reason -> ": " + reason)
                .orElse("");
        String why = answer.refusal("answered " + status).detail() + said;
        boolean forGood = status >= 400 && status <= 499 && status != 408 && status != 425 && status != 429;
        return forGood ? HookAnswer.of(Says.REFUSED, why) : silent(answer, why);
    }

    private static HookAnswer withoutVerdict(OutboundAnswer answer) {
        if (answer.status() == 202) {
            return new HookAnswer(Says.WAIT, "", Optional.empty(), Optional.empty(), answer.retryAfter());
        }
        return switch (answer.body()) {
            case Body.Text(String text) when text.isBlank() -> HookAnswer.of(Says.PASS, "");
            case Body.Text _ ->
                silent(
                        answer,
                        "answered %d with a body that has no verdict: pass, fail, wait or unknown"
                                .formatted(answer.status()));
            case Body.Unreadable(String why) -> silent(answer, why);
        };
    }

    private static HookAnswer silent(OutboundAnswer answer, String why) {
        return new HookAnswer(Says.SILENT, why, Optional.empty(), Optional.empty(), answer.retryAfter());
    }

    private static Optional<HookAnswer> said(OutboundAnswer answer, JsonNode body) {
        Optional<Says> verdict = switch (body.path("verdict").asText()) {
            case "pass" -> Optional.of(Says.PASS);
            case "fail" -> Optional.of(Says.FAIL);
            case "wait" -> Optional.of(Says.WAIT);
            case "unknown" -> Optional.of(Says.UNKNOWN);
            default -> Optional.empty();
        };
        return verdict.map(says -> new HookAnswer(
                says,
                text(body, "reason", LONGEST_REASON).orElse(""),
                Optional.of(body.path("value"))
                        .filter(JsonNode::isNumber)
                        .map(JsonNode::doubleValue)
                        .filter(Double::isFinite),
                text(body, "unit", LONGEST_UNIT),
                answer.retryAfter()));
    }

    private static Optional<JsonNode> json(Body body) {
        if (!(body instanceof Body.Text(String text)) || text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(MAPPER.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /** On one line and not longer than a person reads; it goes into the journal and to whoever is told. */
    private static Optional<String> text(JsonNode body, String field, int longest) {
        return Optional.of(body.path(field))
                .filter(JsonNode::isTextual)
                .map(node -> node.textValue()
                        .replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ")
                        .strip())
                .filter(text -> !text.isEmpty())
                .map(text -> text.codePointCount(0, text.length()) <= longest
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…");
    }
}
