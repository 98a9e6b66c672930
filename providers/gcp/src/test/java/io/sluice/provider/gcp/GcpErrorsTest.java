package io.sluice.provider.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.cloud.compute.v1.Error;
import com.google.cloud.compute.v1.Errors;
import com.google.cloud.compute.v1.Operation;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Answering;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Google says, as the real client throws it, in the words of the seam. */
class GcpErrorsTest {
    private static final Place PLACE = new Place.OfMap(
            Resource.find("global/urlMaps/api", "sluice-sandbox", "urlMaps").orElseThrow());

    @ParameterizedTest(name = "{0} {1}: a look is {2}, a write {3}")
    @CsvSource({
        "400, invalid,               invalid,     invalid",
        "400, resourceNotReady,      conflict,    conflict",
        "403, forbidden,             denied,      denied",
        "403, rateLimitExceeded,     throttled,   throttled",
        "403, userRateLimitExceeded, throttled,   throttled",
        "403, quotaExceeded,         throttled,   throttled",
        "404, notFound,              not-found,   not-found",
        "408, requestTimeout,        unavailable, unknown",
        "409, alreadyExists,         conflict,    conflict",
        "412, conditionNotMet,       conflict,    conflict",
        "429, tooManyRequests,       throttled,   throttled",
        "500, internalError,         unavailable, unknown",
        "502, badGateway,            unavailable, unknown",
        "503, backendError,          unavailable, unknown",
        "504, gatewayTimeout,        unavailable, unknown",
    })
    void aRefusalIsKnownByItsStatusAndTheReasonInItsBody(int status, String reason, String look, String write)
            throws IOException {
        String body = "{\"error\":{\"code\":%d,\"message\":\"because\",\"errors\":[{\"reason\":\"%s\"}]}}"
                .formatted(status, reason);

        assertThat(errorOf(status, body, false).kind()).isEqualTo(look);
        ProviderError written = errorOf(status, body, true);
        assertThat(written.kind()).isEqualTo(write);
        assertThat(written.detail()).contains(reason).contains("because");
        if (written instanceof ProviderError.Throttled throttled) {
            assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(7));
        }
    }

    @Test
    void aTokenThatIsNotAcceptedIsDenied() throws IOException {
        assertThat(errorOf(401, "{}", false)).isInstanceOf(ProviderError.Denied.class);
        assertThat(errorOf(401, "{}", true)).isInstanceOf(ProviderError.Denied.class);
    }

    @Test
    void anAnswerWithoutJsonIsKnownByItsStatus() throws IOException {
        assertThat(errorOf(502, "<html>", true)).isInstanceOf(ProviderError.Unknown.class);
        assertThat(errorOf(404, "", false)).isInstanceOf(ProviderError.NotFound.class);
    }

    @Test
    void whereNobodyListensNothingWasSent() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(errorAt(port, true)).isInstanceOf(ProviderError.Unavailable.class);
    }

    @Test
    void whoAcceptsAndSaysNothingMayHaveDoneIt() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();

            assertThat(errorAt(silent.getLocalPort(), true)).isInstanceOf(ProviderError.Unknown.class);
            assertThat(errorAt(silent.getLocalPort(), false)).isInstanceOf(ProviderError.Unavailable.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("two deadlines of a second, and no retry")
                    .isBetween(Duration.ofMillis(1500), Duration.ofSeconds(6));
        }
    }

    @ParameterizedTest(name = "{0} with status {1} is {2}")
    @CsvSource({
        "CONDITION_NOT_MET,   0,   conflict",
        "RESOURCE_NOT_READY,  0,   conflict",
        "RESOURCE_NOT_FOUND,  0,   not-found",
        "RATE_LIMIT_EXCEEDED, 0,   throttled",
        "QUOTA_EXCEEDED,      403, throttled",
        "PERMISSIONS_ERROR,   403, denied",
        "INVALID_FIELD_VALUE, 400, invalid",
        "INVALID_USAGE,       0,   invalid",
        "INTERNAL_ERROR,      0,   unknown",
        "WHATEVER,            503, unknown",
        "'',                  0,   unknown",
    })
    void whatAnOperationEndedWith(String code, int status, String kind) {
        Operation.Builder done = Operation.newBuilder()
                .setName("operation-1")
                .setStatus(Operation.Status.DONE)
                .setError(Error.newBuilder()
                        .addErrors(Errors.newBuilder().setCode(code).setMessage("because")));
        if (status > 0) {
            done.setHttpErrorStatusCode(status);
        }

        assertThat(GcpErrors.of(done.build()).map(ProviderError::kind)).contains(kind);
    }

    @Test
    void anOperationWithoutAnErrorIsDone() {
        assertThat(GcpErrors.of(
                        Operation.newBuilder().setStatus(Operation.Status.DONE).build()))
                .isEqualTo(Optional.empty());
    }

    private static ProviderError errorOf(int status, String body, boolean write) throws IOException {
        try (Answering server = new Answering(Answer.json(status, body).with("Retry-After", "7"))) {
            return errorAt(server.endpoint().getPort(), write);
        }
    }

    private static ProviderError errorAt(int port, boolean write) {
        GcpProviderFactory settings = TestSettings.at(URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(1));
        try (GcpClients clients = new GcpClients(settings)) {
            Compute compute = new Compute(clients, settings.timing());
            UrlMap urlMap = new UrlMap(
                    PLACE.urlMap(),
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("fingerprint", "AAAA")
                            .put("defaultService", "global/backendServices/a"));
            ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> {
                if (write) {
                    Operation _ = compute.change(urlMap, urlMap, PLACE, "one");
                } else {
                    UrlMap _ = compute.urlMap(PLACE.urlMap());
                }
            });
            assertThat(thrown).as("the call must fail").isNotNull();
            return thrown.error();
        }
    }
}
