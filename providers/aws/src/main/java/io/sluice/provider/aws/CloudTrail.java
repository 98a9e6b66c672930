package io.sluice.provider.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.traffic.RouteChange;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;

/**
 * Every call to CloudTrail that is made here, and what marks our own calls in it.
 *
 * <p>The event history is there without any trail. It is asked by the names of the calls that move traffic: by which names of
 * resources it finds those of load balancers AWS does not say.
 */
final class CloudTrail {
    /** The most that one call answers. */
    private static final int LARGEST_PAGE = 50;

    /** Two calls a second are all that an account has; more of one kind of call in such a window is no drift but an outage. */
    private static final int MOST_PAGES = 4;

    private static final String OURS = "sluice";

    /** As the SDK puts it into the user agent, which is among what CloudTrail keeps of a call. */
    private static final Pattern OUR_CALL = Pattern.compile("(?:^| )" + OURS + "/([A-Za-z0-9_-]+)");

    private static final JsonMapper JSON = new JsonMapper();

    private final AwsClients clients;

    CloudTrail(AwsClients clients) {
        this.clients = clients;
    }

    /** Writes a request id where CloudTrail keeps it. */
    static Consumer<AwsRequestOverrideConfiguration.Builder> signedOff(String requestId) {
        return configuration -> configuration.addApiName(api -> api.name(OURS).version(requestId));
    }

    /** Where a partition records the calls to its services without a region. */
    static String globalRegion(String region) {
        if (region.startsWith("cn-")) {
            return "cn-northwest-1";
        }
        return region.startsWith("us-gov-") ? "us-gov-west-1" : "us-east-1";
    }

    /** A call that AWS carried out. */
    record Recorded(RouteChange change, JsonNode parameters) {}

    /**
     * Calls of one name in a window, the oldest first.
     *
     * @param global whether the service has no region
     */
    List<Recorded> calls(String name, boolean global, TimeWindow window) {
        List<Recorded> calls = new ArrayList<>();
        String next = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            LookupEventsResponse answer = lookUp(name, global, window, next);
            answer.events().forEach(event -> recorded(event).ifPresent(calls::add));
            next = answer.nextToken();
            if (next == null || next.isEmpty()) {
                break;
            }
        }
        return calls.reversed();
    }

    private LookupEventsResponse lookUp(String name, boolean global, TimeWindow window, @Nullable String next) {
        return AwsErrors.reading(() -> client(global)
                .lookupEvents(request -> request.startTime(window.start())
                        .endTime(window.end())
                        .maxResults(LARGEST_PAGE)
                        .nextToken(next)
                        .lookupAttributes(LookupAttribute.builder()
                                .attributeKey(LookupAttributeKey.EVENT_NAME)
                                .attributeValue(name)
                                .build())));
    }

    private CloudTrailClient client(boolean global) {
        return global ? clients.globalCloudTrail() : clients.cloudTrail();
    }

    private static Optional<Recorded> recorded(Event event) {
        JsonNode record = record(event);
        if (record.hasNonNull("errorCode")) {
            return Optional.empty(); // AWS refused it
        }
        return Optional.of(new Recorded(
                new RouteChange(
                        event.eventTime() == null ? Instant.EPOCH : event.eventTime(),
                        actor(record, event),
                        String.valueOf(event.eventName()),
                        text(record.path("sourceIPAddress")),
                        text(record.path("userAgent"))
                                .map(OUR_CALL::matcher)
                                .filter(Matcher::find)
                                .map(found -> found.group(1))),
                record.path("requestParameters")));
    }

    private static JsonNode record(Event event) {
        try {
            return JSON.readTree(event.cloudTrailEvent() == null ? "{}" : event.cloudTrailEvent());
        } catch (JsonProcessingException _) {
            return JSON.createObjectNode();
        }
    }

    private static String actor(JsonNode record, Event event) {
        JsonNode identity = record.path("userIdentity");
        return Stream.of("arn", "userName", "invokedBy", "principalId")
                .flatMap(field -> text(identity.path(field)).stream())
                .findFirst()
                .or(() -> Optional.ofNullable(event.username()))
                .orElse("somebody whom CloudTrail does not name");
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank() ? Optional.of(node.textValue()) : Optional.empty();
    }
}
