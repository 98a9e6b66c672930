package io.sluice.sandbox.route53;

import io.sluice.sandbox.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What a request asks of Route 53, by its method and path. */
sealed interface Route53Call {
    String PREFIX = "/2013-04-01/";

    /** The name of the API action. */
    String action();

    record ListRecords(
            String zone, Optional<String> name, Optional<String> type, Optional<String> identifier, int maxItems)
            implements Route53Call {
        @Override
        public String action() {
            return "ListResourceRecordSets";
        }
    }

    record ChangeRecords(String zone, ChangeBatch batch) implements Route53Call {
        @Override
        public String action() {
            return "ChangeResourceRecordSets";
        }
    }

    record GetChange(String id) implements Route53Call {
        @Override
        public String action() {
            return "GetChange";
        }
    }

    record GetHealthCheck(String id) implements Route53Call {
        @Override
        public String action() {
            return "GetHealthCheck";
        }
    }

    record GetHealthCheckStatus(String id) implements Route53Call {
        @Override
        public String action() {
            return "GetHealthCheckStatus";
        }
    }

    /** Something else, or something that cannot be understood. */
    record Refused(String action, Route53Error error) implements Route53Call {}

    static Route53Call of(Request request) {
        String path = request.path();
        // Split before it is decoded: an id with a slash in it is one step, and none that exists.
        List<String> steps = List.of(
                        path.substring(PREFIX.length()).replaceAll("/$", "").split("/"))
                .stream()
                .map(step -> URLDecoder.decode(step, StandardCharsets.UTF_8))
                .toList();
        String shape = request.method() + " " + steps.getFirst() + (steps.size() > 2 ? " " + steps.get(2) : "");
        if (steps.size() < 2 || steps.size() > 3) {
            shape = "unknown";
        }
        String id = steps.size() > 1 ? steps.get(1) : "";
        String action = shape.equals("POST hostedzone rrset") ? "ChangeResourceRecordSets" : shape;
        try {
            return switch (shape) {
                case "GET hostedzone rrset" -> list(id, request);
                case "POST hostedzone rrset" -> new ChangeRecords(id, ChangeBatch.read(request.body()));
                case "GET change" -> new GetChange(id);
                case "GET healthcheck" -> new GetHealthCheck(id);
                case "GET healthcheck status" -> new GetHealthCheckStatus(id);
                default ->
                    new Refused(
                            action, new Route53Error(404, "UnknownOperationException", "The README lists the calls"));
            };
        } catch (Route53Error e) {
            return new Refused(action, e);
        }
    }

    private static ListRecords list(String zone, Request request) throws Route53Error {
        Optional<String> name = request.queryParameter("name");
        Optional<String> type = request.queryParameter("type");
        Optional<String> identifier = request.queryParameter("identifier");
        if ((type.isPresent() && name.isEmpty()) || (identifier.isPresent() && type.isEmpty())) {
            throw Route53Error.invalidInput("a type needs a name, and an identifier needs both");
        }
        return new ListRecords(zone, name, type, identifier, maxItems(request));
    }

    private static int maxItems(Request request) throws Route53Error {
        try {
            int items = Integer.parseInt(request.queryParameter("maxitems").orElse("300"));
            if (items > 0) {
                return Math.min(items, 300);
            }
        } catch (NumberFormatException e) {
            throw Route53Error.invalidInput("maxitems is no number");
        }
        throw Route53Error.invalidInput("maxitems must be positive");
    }
}
