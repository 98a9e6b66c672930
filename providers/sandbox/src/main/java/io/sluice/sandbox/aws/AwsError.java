package io.sluice.sandbox.aws;

/** A refusal with the error code that AWS has for it. */
final class AwsError extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    AwsError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    AwsError(String code, String message) {
        this(400, code, message);
    }

    static AwsError validation(String message) {
        return new AwsError("ValidationError", message);
    }

    static AwsError invalidAction(String message) {
        return new AwsError("InvalidLoadBalancerAction", message);
    }

    static AwsError signature(String message) {
        return new AwsError(403, "SignatureDoesNotMatch", message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String text() {
        String message = getMessage();
        return message == null ? code : message;
    }
}
