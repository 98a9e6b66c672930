package io.sluice.provider.aws;

import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.provider.tck.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A relay that refuses as AWS does, and knows requests by their action. */
final class AwsRelay implements AutoCloseable {
    private final Relay relay;

    AwsRelay(URI upstream) throws IOException {
        relay = new Relay(
                upstream,
                Answer.xml(400, error("ThrottlingException", "Rate exceeded")),
                Answer.xml(403, error("AccessDenied", "not authorized to perform this")));
    }

    URI endpoint() {
        return relay.endpoint();
    }

    /** The next request of such an action goes wrong. */
    void order(Predicate<String> actions, Trouble trouble, Runnable overtaking) {
        relay.order(request -> actions.test(action(fields(request))), trouble, overtaking);
    }

    /** What requests of an action are answered from now on, instead of passing them on. */
    void answer(String action, String xml) {
        relay.answer(request -> action(fields(request)).equals(action), () -> Answer.xml(200, xml));
    }

    /** What requests ask for from now on, instead of what they say. */
    void rewrite(UnaryOperator<String> uri) {
        relay.rewrite(uri);
    }

    /** The fields of every request so far. */
    List<Map<String, String>> requests() {
        return relay.exchanges().stream().map(AwsRelay::fields).toList();
    }

    List<String> actions() {
        return requests().stream().map(AwsRelay::action).toList();
    }

    private static String action(Map<String, String> fields) {
        return fields.getOrDefault("Action", "");
    }

    /** Route 53 has its actions in the path and the other services in the form. */
    private static Map<String, String> fields(Exchange request) {
        if (request.body()
                .startsWith(
                        "{")) { // the one service here that is asked in JSON, for the one thing that it is asked for
            return Map.of("Version", "2013-11-01", "Action", "LookupEvents", "Body", request.body());
        }
        if (!request.path().startsWith("/2013-04-01/")) {
            return fields(request.body());
        }
        Map<String, String> fields = new HashMap<>(request.query().isEmpty() ? Map.of() : fields(request.query()));
        fields.put("Version", "2013-04-01");
        fields.put("Body", request.body());
        fields.put("Action", route53Action(request.method(), request.path()));
        return fields;
    }

    private static String route53Action(String method, String path) {
        if (path.contains("/rrset")) {
            return method.equals("POST") ? "ChangeResourceRecordSets" : "ListResourceRecordSets";
        }
        if (path.contains("/healthcheck/")) {
            return path.endsWith("/status") ? "GetHealthCheckStatus" : "GetHealthCheck";
        }
        return "GetChange";
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            fields.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    static String error(String code, String message) {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + message
                + "</Message></Error><RequestId>r</RequestId></ErrorResponse>";
    }

    @Override
    public void close() {
        relay.close();
    }
}
