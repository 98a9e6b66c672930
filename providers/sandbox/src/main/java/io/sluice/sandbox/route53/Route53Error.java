package io.sluice.sandbox.route53;

/** A refusal with the error code that Route 53 has for it. */
final class Route53Error extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    Route53Error(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static Route53Error invalidInput(String message) {
        return new Route53Error(400, "InvalidInput", message);
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
