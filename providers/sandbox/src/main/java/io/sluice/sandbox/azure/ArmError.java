package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal as Azure Resource Manager words it. */
public final class ArmError extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    public ArmError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** A refusal of what was sent in the body. */
    public static ArmError invalid(String code, String message) {
        return new ArmError(400, code, message);
    }

    static ArmError notFound(String resource) {
        return new ArmError(404, "ResourceNotFound", "The Resource '" + resource + "' was not found.");
    }

    ArmAnswer answer() {
        return new ArmAnswer(status, body(code, text()));
    }

    static ObjectNode body(String code, String message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("error", error(code, message));
        return body;
    }

    static ObjectNode error(String code, String message) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("code", code).put("message", message).putArray("details");
        return error;
    }
}
