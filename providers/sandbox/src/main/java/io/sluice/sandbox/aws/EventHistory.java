package io.sluice.sandbox.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Request;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What CloudTrail keeps of the calls that change weights, whoever made them; those that were refused are not kept here. */
public final class EventHistory {
    private static final String ACCOUNT = "arn:aws:iam::123456789012:user/";

    /** So many calls are remembered. */
    private static final int KEPT = 1_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long seq;

    /** Who made a call, from where and with what. */
    public record Caller(String name, String address, String userAgent) {
        /** Somebody with a console open. */
        public static final Caller STRANGER = new Caller("stranger", "192.0.2.7", "console.amazonaws.com");

        /** The one who signed a request. */
        public static Caller of(Request request) {
            return new Caller(
                    Signature.of(request).map(Signature::accessKey).orElse("nobody"),
                    "127.0.0.1",
                    request.header("user-agent").orElse(""));
        }
    }

    /** One call that was carried out. */
    record Entry(String id, Instant at, String name, String source, Caller by, ObjectNode parameters) {
        /** As {@code CloudTrailEvent} has it; times are in whole seconds. */
        ObjectNode record() {
            ObjectNode record = JsonNodeFactory.instance.objectNode();
            record.put("eventVersion", "1.11")
                    .put("eventTime", at.truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("eventSource", source)
                    .put("eventName", name)
                    .put("sourceIPAddress", by.address())
                    .put("userAgent", by.userAgent())
                    .put("eventID", id)
                    .put("readOnly", false)
                    .put("eventType", "AwsApiCall")
                    .put("managementEvent", true);
            record.putObject("userIdentity")
                    .put("type", "IAMUser")
                    .put("arn", ACCOUNT + by.name())
                    .put("userName", by.name());
            record.set("requestParameters", parameters);
            return record;
        }
    }

    /** Remembers a call. */
    public synchronized void add(Instant at, String name, String source, Caller by, ObjectNode parameters) {
        String id = "00000000-0000-4000-8000-%012d".formatted(++seq);
        entries.addLast(new Entry(id, at, name, source + ".amazonaws.com", by, parameters));
        if (entries.size() > KEPT) {
            entries.removeFirst();
        }
    }

    /** Calls of a name between two moments, the youngest first, as AWS has them. */
    synchronized List<Entry> find(Optional<String> name, Instant start, Instant end) {
        return List.copyOf(entries).reversed().stream()
                .filter(entry -> name.filter(one -> !one.equals(entry.name())).isEmpty())
                .filter(entry -> !entry.at().isBefore(start) && !entry.at().isAfter(end))
                .toList();
    }
}
