package io.sluice.sandbox.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.faults.ControlPlane;
import io.sluice.sandbox.faults.Fault;
import io.sluice.sandbox.faults.FaultOrder;
import io.sluice.sandbox.faults.FaultScript;
import io.sluice.sandbox.faults.RequestLog;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.traffic.Backends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The resource manager itself: versions, refusals, and operations to their end. */
class OperationsTest {
    private static final String THING = AzureWorld.id("Sluice.Test/things", "one");

    private final FaultScript faults = new FaultScript();
    private final Things things = new Things();
    private final AzureCloud azure = azure();

    private AzureCloud azure() {
        try {
            RequestLog log = RequestLog.open(InstantSource.system(), Optional.empty());
            return new AzureCloud(
                    new ControlPlane(faults, log, InstantSource.system()), Duration.ofMillis(50), operations -> {
                        things.operations = Optional.of(operations);
                        return List.of(things);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void withoutAVersionNothingIsAnswered() throws Exception {
        assertThat(body(send("GET", THING)).at("/error/code").asText()).isEqualTo("MissingApiVersionParameter");
        assertThat(body(send("GET", THING + "?api-version=1999-01-01"))
                        .at("/error/code")
                        .asText())
                .isEqualTo("NoRegisteredProviderFound");
        assertThat(body(send("GET", AzureWorld.id("Some.Other/type", "x") + "?api-version=2025-03-01"))
                        .at("/error/code")
                        .asText())
                .isEqualTo("InvalidResourceType");
    }

    @Test
    void anOperationRunsOnAndTakesEffectAtItsEnd() throws Exception {
        Reply.Answer accepted = send("PUT", THING.toUpperCase(Locale.ROOT) + "?api-version=2025-03-01");

        assertThat(accepted.status()).isEqualTo(201);
        assertThat(things.events).isEmpty();
        assertThat(end(accepted)).containsEntry("status", "Succeeded");
        assertThat(things.events).containsExactly("succeeded");
        assertThat(send("GET", pathOf(accepted, "Location")).status()).isEqualTo(200);
    }

    @Test
    void aSecondWriteSupersedesTheFirst() throws Exception {
        Reply.Answer first = send("PUT", THING + "?api-version=2025-03-01");
        Reply.Answer second = send("PUT", THING + "?api-version=2025-03-01");

        assertThat(end(second)).containsEntry("status", "Succeeded");
        JsonNode superseded = body(send("GET", pathOf(first, "Azure-AsyncOperation")));
        assertThat(superseded.path("status").asText()).isEqualTo("Canceled");
        assertThat(superseded.at("/error/code").asText()).isEqualTo("Canceled");
        assertThat(superseded.at("/error/details/0/code").asText())
                .isEqualTo("CanceledAndSupersededDueToAnotherOperation");
        assertThat(things.events).containsExactly("succeeded");
    }

    @Test
    void theOldestThatAreOverAreForgotten() throws Exception {
        Reply.Answer first = send("PUT", THING + "?api-version=2025-03-01");
        for (int i = 1; i < Operations.MOST_KEPT; i++) {
            send("PUT", THING + "?api-version=2025-03-01");
        }
        assertThat(send("GET", pathOf(first, "Azure-AsyncOperation")).status()).isEqualTo(200);

        Reply.Answer last = send("PUT", THING + "?api-version=2025-03-01");

        assertThat(send("GET", pathOf(first, "Azure-AsyncOperation")).status()).isEqualTo(404);
        assertThat(end(last)).containsEntry("status", "Succeeded");
    }

    @Test
    void anOperationCanBeToldToFail() throws Exception {
        faults.add(List.of(new FaultOrder(
                new Fault.Failure(500), Optional.of("Things_CreateOrUpdate_Completion"), Optional.empty(), 0, 1)));

        Reply.Answer accepted = send("PUT", THING + "?api-version=2025-03-01");

        assertThat(end(accepted)).containsEntry("status", "Failed");
        assertThat(things.events).containsExactly("failed");
    }

    @Test
    void throttlingAndALockAreTwoThings() throws Exception {
        faults.add(List.of(
                new FaultOrder(new Fault.Throttle(), Optional.empty(), Optional.empty(), 0, 1),
                new FaultOrder(new Fault.Failure(429), Optional.empty(), Optional.empty(), 0, 1)));

        Reply.Answer throttled = send("PUT", THING + "?api-version=2025-03-01");
        Reply.Answer locked = send("PUT", THING + "?api-version=2025-03-01");

        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.headers()).containsEntry("Retry-After", "1");
        assertThat(body(throttled).at("/error/code").asText()).isEqualTo("TooManyRequests");
        assertThat(locked.status()).isEqualTo(429);
        assertThat(body(locked).at("/error/code").asText()).isEqualTo("RetryableErrorDueToAnotherOperation");
        assertThat(things.events).isEmpty();
    }

    private Map<String, String> end(Reply.Answer accepted) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (true) {
            String status = body(send("GET", pathOf(accepted, "Azure-AsyncOperation")))
                    .path("status")
                    .asText();
            if (!status.equals("InProgress") || System.nanoTime() > deadline) {
                return Map.of("status", status);
            }
        }
    }

    private static String pathOf(Reply.Answer answer, String header) {
        String url = Optional.ofNullable(answer.headers().get(header)).orElseThrow();
        return url.substring("http://127.0.0.1:1".length());
    }

    private static JsonNode body(Reply.Answer answer) throws IOException {
        return new JsonMapper().readTree(answer.text());
    }

    private Reply.Answer send(String method, String target) throws InterruptedException {
        return (Reply.Answer) azure.handle(new Request(method, target, Map.of("host", "127.0.0.1:1"), new byte[0]));
    }

    /** A type of resource that does nothing but begin operations. */
    private static final class Things implements ResourceType {
        private final List<String> events = new ArrayList<>();
        private Optional<Operations> operations = Optional.empty();
        private Optional<Operations.Operation> pending = Optional.empty();

        @Override
        public boolean speaks(ArmRequest request) {
            return request.isOf("Sluice.Test", "things");
        }

        @Override
        public Set<String> apiVersions(ArmRequest request) {
            return Set.of("2025-03-01");
        }

        @Override
        public ArmCall call(ArmRequest request) {
            return new ArmCall() {
                @Override
                public String action() {
                    return "Things_CreateOrUpdate";
                }

                @Override
                public Set<String> names() {
                    return Set.of(request.key(8));
                }

                @Override
                public boolean isWrite() {
                    return true;
                }

                @Override
                public ArmAnswer carryOut(Duration age, boolean withoutData, ObjectNode line) {
                    pending.ifPresent(Operations.Operation::supersede);
                    Operations.Operation begun = operations
                            .orElseThrow()
                            .begin("Sluice.Test", action(), names(), new Operations.Outcome() {
                                @Override
                                public JsonNode succeed(ObjectNode done) {
                                    events.add("succeeded");
                                    return JsonNodeFactory.instance.objectNode();
                                }

                                @Override
                                public void fail() {
                                    events.add("failed");
                                }
                            });
                    pending = Optional.of(begun);
                    return new ArmAnswer(201, JsonNodeFactory.instance.objectNode()).with(begun.headers(request));
                }
            };
        }

        @Override
        public List<Backends> backends() {
            return List.of();
        }

        @Override
        public List<String> routes() {
            return List.of();
        }

        @Override
        public void describe(ObjectNode world) {}

        @Override
        public void setWeights(String route, Map<String, Integer> weights) {}

        @Override
        public double percentOf(String backends) {
            return 0;
        }

        @Override
        public void setServers(String backends, int servers) {}

        @Override
        public void reset() {}
    }
}
