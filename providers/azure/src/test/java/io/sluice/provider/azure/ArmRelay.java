package io.sluice.provider.azure;

import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.Relay.Exchange;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** A relay that refuses as Azure does, and what is to be said of requests there. */
final class ArmRelay {
    private ArmRelay() {}

    static Relay to(URI upstream) throws IOException {
        return new Relay(
                upstream,
                Answer.json(429, error("TooManyRequests", "throttled")).with("Retry-After", "7"),
                Answer.json(403, error("AuthorizationFailed", "not authorized")));
    }

    static boolean isWrite(Exchange request) {
        return request.method().equals("PUT") || request.method().equals("PATCH");
    }

    /** A look at a resource: not at an operation, and not a question that is answered later. */
    static boolean isLook(Exchange request) {
        return request.method().equals("GET") && !request.path().contains("/locations/");
    }

    /** The methods alone, with the last step of the path. */
    static List<String> calls(Relay relay) {
        return relay.exchanges().stream().map(ArmRelay::call).toList();
    }

    static String call(Exchange request) {
        return request.method() + " " + request.path().substring(request.path().lastIndexOf('/') + 1);
    }

    static String error(String code, String message) {
        return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
    }
}
