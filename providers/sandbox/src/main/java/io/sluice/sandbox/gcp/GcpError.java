package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Reply;
import java.util.Locale;

/** A refusal as Compute Engine words it: an HTTP status, and in the body the reason in one word. */
final class GcpError extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;
    private final String text;

    GcpError(int status, String reason, String text) {
        super(reason + ": " + text);
        this.status = status;
        this.reason = reason;
        this.text = text;
    }

    static GcpError invalid(String text) {
        return new GcpError(400, "invalid", text);
    }

    static GcpError notFound(String resource) {
        return new GcpError(404, "notFound", "The resource '" + resource + "' was not found");
    }

    static GcpError rateLimitExceeded() {
        return new GcpError(403, "rateLimitExceeded", "Quota exceeded for quota metric of this project, per minute");
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    String text() {
        return text;
    }

    /** The name that an operation has for it: {@code conditionNotMet} is {@code CONDITION_NOT_MET} there. */
    String code() {
        return reason.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    Reply reply() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode error = json.putObject("error").put("code", status).put("message", text);
        error.putArray("errors")
                .addObject()
                .put("message", text)
                .put("domain", "global")
                .put("reason", reason);
        return Reply.answer(status, "application/json; charset=UTF-8", json.toString());
    }
}
