package io.sluice.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.management.exception.ManagementError;
import com.azure.core.management.exception.ManagementException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Answering;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Timing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Azure may answer, or not, and what each means for a look and for a write; the same for the SDK's own clients. */
class AzureErrorsTest {
    private static final String ID =
            "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.Network/applicationGateways/agw";

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequests,                     throttled,   throttled",
        "429, SubscriptionRequestsThrottled,       throttled,   throttled",
        "429, RetryableErrorDueToAnotherOperation, unavailable, unavailable",
        "409, AnotherOperationInProgress,          unavailable, unavailable",
        "409, ReferencedResourceNotProvisioned,    conflict,    conflict",
        "412, PreconditionFailed,                  conflict,    conflict",
        "401, ExpiredAuthenticationToken,          denied,      denied",
        "403, AuthorizationFailed,                 denied,      denied",
        "404, ResourceNotFound,                    not-found,   not-found",
        "400, InvalidResourceReference,            invalid,     invalid",
        "409, SubscriptionNotRegisteredForFeature, invalid,     invalid",
        "500, InternalServerError,                 unavailable, unknown",
        "503, ServiceUnavailable,                  unavailable, unknown",
        "408, RequestTimeout,                      unavailable, unknown",
    })
    void answers(int status, String code, String look, String write) throws IOException {
        try (Answering server = new Answering(Answer.json(status, ArmRelay.error(code, "so it is")))) {
            assertThat(look(server.endpoint()).kind()).isEqualTo(look);
            assertThat(write(server.endpoint()).kind()).isEqualTo(write);
            assertThat(lookBySdk(server.endpoint()).kind()).isEqualTo(look);
            assertThat(write(server.endpoint()).detail()).contains(code);
            assertThat(server.asked()).as("each is asked once").isEqualTo(4);
        }
    }

    @Test
    void anAnswerThatIsNotJsonIsAFailureLikeAnyOther() throws IOException {
        try (Answering server = new Answering(Answer.json(502, "<html>Bad Gateway</html>"))) {
            assertThat(look(server.endpoint())).isInstanceOf(ProviderError.Unavailable.class);
            assertThat(write(server.endpoint())).isInstanceOf(ProviderError.Unknown.class);
        }
    }

    @Test
    void row52AnAnswerThatCannotBeReadSettlesNothing() throws IOException {
        try (Answering server = new Answering(Answer.json(200, "{\"properties\":{"))) {
            assertThat(look(server.endpoint())).isInstanceOf(ProviderError.Unavailable.class);
            assertThat(write(server.endpoint())).isInstanceOf(ProviderError.Unknown.class);
        }
    }

    @Test
    void aRefusedConnectionSentNothing() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        URI nobody = URI.create("http://127.0.0.1:" + port);

        assertThat(look(nobody)).isInstanceOf(ProviderError.Unavailable.class);
        assertThat(write(nobody)).isInstanceOf(ProviderError.Unavailable.class);
    }

    @Test
    void anAnswerAfterTheDeadlineIsNone() throws IOException {
        try (Answering server = Answering.never()) {
            assertThat(look(server.endpoint())).isInstanceOf(ProviderError.Unavailable.class);
            assertThat(write(server.endpoint())).isInstanceOf(ProviderError.Unknown.class);
        }
    }

    /** The SDK throws this for an operation that was cancelled, and has forgotten what the service said of it. */
    @Test
    void aCancelledOperationOfTheSdkIsUnknown() {
        ManagementException cancelled = new ManagementException(
                "Long running operation is Failed or Cancelled.",
                null,
                new ManagementError("USER_CANCELLED", "Long running operation cancelled"));

        assertThat(thrown(cancelled)).isInstanceOf(ProviderError.Unknown.class);
    }

    @Test
    void anOperationOfTheSdkThatIsNotDoneInTimeIsUnknown() {
        assertThat(thrown(new IllegalStateException(new TimeoutException("not in time"))))
                .isInstanceOf(ProviderError.Unknown.class);
    }

    @Test
    void withoutATokenNothingIsSentAndItIsDeniedOrNobodyCouldBeAsked() {
        assertThat(thrown(new NoToken(true, new IllegalStateException("no credentials"))))
                .isInstanceOf(ProviderError.Denied.class);
        assertThat(thrown(new NoToken(false, new IllegalStateException("no network"))))
                .isInstanceOf(ProviderError.Unavailable.class);
    }

    @Test
    void aMistakeOfOursIsNoAnswerOfAzure() {
        assertThatThrownBy(() -> AzureErrors.writing(() -> {
                    throw new IllegalStateException("a mistake");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    private static ProviderError thrown(RuntimeException e) {
        return errorOf(() -> AzureErrors.writing(() -> {
            throw e;
        }));
    }

    private static ProviderError look(URI endpoint) {
        return errorOf(() -> arm(endpoint).get(ID, Map.of("api-version", "2025-03-01")));
    }

    private static ProviderError write(URI endpoint) {
        return errorOf(() -> arm(endpoint)
                .put(ID, Map.of("api-version", "2025-03-01"), JsonNodeFactory.instance.objectNode(), Optional.empty()));
    }

    private static ProviderError lookBySdk(URI endpoint) {
        AzureClients clients = new AzureClients(quick(endpoint));
        return errorOf(() -> AzureErrors.reading(
                () -> clients.network().getApplicationGateways().getByResourceGroup("g", "agw")));
    }

    private static Arm arm(URI endpoint) {
        return new Arm(new AzureClients(quick(endpoint)), quick(endpoint).timing());
    }

    private static AzureProviderFactory quick(URI endpoint) {
        AzureProviderFactory settings = TestSettings.at(endpoint);
        return new AzureProviderFactory(
                settings.subscription(),
                settings.tenant(),
                settings.endpoint(),
                settings.credentials(),
                new Timing(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)),
                Duration.ZERO,
                Duration.ZERO);
    }

    private static ProviderError errorOf(Runnable call) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, call::run);
        assertThat(thrown).isNotNull();
        return thrown.error();
    }
}
