package io.sluice.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.access.LogText;
import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.Verdict;
import io.sluice.traffic.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The fields of an operator's move, each checked as it is read; all faults are told at once by {@link #check}. */
final class MoveBody {
    private static final int LONGEST_REASON = 1000;

    private final ObjectNode body;
    private final List<Fault> faults = new ArrayList<>();

    MoveBody(ObjectNode body) {
        this.body = body;
    }

    /** Why somebody wants it, for the journal; said in one line. */
    String reason(String otherwise) {
        return text("reason", LONGEST_REASON)
                .filter(reason -> !reason.isBlank())
                .orElse(otherwise);
    }

    Optional<String> text(String field, int longest) {
        JsonNode value = body.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            return fault(field, "is text");
        }
        if (value.textValue().length() > longest) {
            return fault(field, "has at most " + longest + " characters");
        }
        if (value.textValue().codePoints().anyMatch(LogText::isUnprintable)) {
            return fault(field, "has no control or formatting characters");
        }
        return Optional.of(value.textValue());
    }

    /** Whether a text may stand in the journal as why somebody did something. */
    static boolean isReason(String text) {
        return text.length() <= LONGEST_REASON && text.codePoints().noneMatch(LogText::isUnprintable);
    }

    /** What an approver has seen, as the plan showed it. */
    Optional<ApprovalEvidence> evidence() {
        JsonNode seen = body.path("evidence");
        if (!seen.isObject()) {
            return fault("evidence", "must be what the plan shows as approval.evidence: a yes is for what you saw");
        }
        Map<String, Verdict> gates = new TreeMap<>();
        seen.path("gates")
                .properties()
                .forEach(gate -> Arrays.stream(Verdict.values())
                        .filter(verdict -> verdict.word().equals(gate.getValue().asText()))
                        .findFirst()
                        .ifPresentOrElse(
                                verdict -> gates.put(gate.getKey(), verdict),
                                () -> faultAt("/evidence/gates/" + Bodies.escaped(gate.getKey()), "is no verdict")));
        if (!seen.path("digest").isTextual() || !seen.path("step").isInt()) {
            return fault("evidence", "has a digest and a step, as the plan shows them");
        }
        return Optional.of(new ApprovalEvidence(
                seen.path("digest").textValue(), seen.path("step").intValue(), gates));
    }

    boolean flag(String field) {
        JsonNode value = body.get(field);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            fault(field, "is true or false");
            return false;
        }
        return value.booleanValue();
    }

    Optional<JsonNode> node(String field) {
        return Optional.ofNullable(body.get(field));
    }

    <T> Optional<T> fault(String field, String message) {
        faults.add(new Fault("/" + field, message));
        return Optional.empty();
    }

    void faultAt(String pointer, String message) {
        faults.add(new Fault(pointer, message));
    }

    void check() {
        Bodies.refuse(faults);
    }
}
