package io.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;

/** What AWS may answer, or not, and what each means for a look and for a write. */
class AwsErrorsTest {
    private static final Place PLACE = new Place.OfListener(
            "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/portal/c7a09e5d2b4f1836/c3f2e5d4b7061809");

    private static final RecordSetPlace RECORDS =
            new RecordSetPlace("Z0123456789", RecordName.of("db.example.com"), "A");

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException,              throttled,   throttled",
        "400, Throttling,                       throttled,   throttled",
        "403, AccessDenied,                     denied,      denied",
        "403, ExpiredToken,                     denied,      denied",
        "403, UnrecognizedClientException,      denied,      denied",
        "403, InvalidClientTokenId,             denied,      denied",
        "400, ExpiredTokenException,            denied,      denied",
        "400, ListenerNotFound,                 not-found,   not-found",
        "400, TargetGroupNotFound,              not-found,   not-found",
        "400, ValidationError,                  invalid,     invalid",
        "400, TooManyTargetGroups,              invalid,     invalid",
        "400, InvalidLoadBalancerAction,        invalid,     invalid",
        "500, InternalFailure,                  unavailable, unknown",
        "503, ServiceUnavailable,               unavailable, unknown",
        "408, RequestTimeout,                   unavailable, unknown",
    })
    void row52Answers(int status, String code, String look, String write) throws IOException {
        try (Answering server = new Answering(Answer.xml(status, AwsRelay.error(code, "so it is")))) {
            assertThat(look(server.endpoint()).kind()).isEqualTo(look);
            assertThat(write(server.endpoint()).kind()).isEqualTo(write);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, Throttling,                throttled,   throttled",
        "400, PriorRequestNotComplete,   throttled,   throttled",
        "400, InvalidChangeBatch,        conflict,    conflict",
        "404, NoSuchHostedZone,          not-found,   not-found",
        "404, NoSuchChange,              not-found,   not-found",
        "400, InvalidInput,              invalid,     invalid",
        "403, AccessDenied,              denied,      denied",
        "500, InternalFailure,           unavailable, unknown",
        "503, ServiceUnavailable,        unavailable, unknown",
    })
    void row52AnswersOfRoute53(int status, String code, String look, String write) throws IOException {
        try (Answering server = new Answering(Answer.xml(status, AwsRelay.error(code, "so it is")))) {
            assertThat(lookUp(server.endpoint()).kind()).isEqualTo(look);
            assertThat(replace(server.endpoint()).kind()).isEqualTo(write);
        }
    }

    @Test
    void aRefusedBatchMayComeAsADocumentOfItsOwn() throws IOException {
        String refusal = "<?xml version=\"1.0\"?><InvalidChangeBatch"
                + " xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Messages><Message>Tried to delete it, but it"
                + " was not found</Message></Messages><RequestId>r</RequestId></InvalidChangeBatch>";
        try (Answering server = new Answering(Answer.xml(400, refusal))) {
            assertThat(replace(server.endpoint()))
                    .isInstanceOf(ProviderError.Conflict.class)
                    .extracting(ProviderError::detail)
                    .asString()
                    .contains("InvalidChangeBatch", "Tried to delete it");
        }
    }

    /** The next request is signed by the clock of that answer; a person has nothing to do. */
    @ParameterizedTest
    @CsvSource({
        "400, RequestExpired,        Request has expired.",
        "403, RequestTimeTooSkewed,  The difference between the request time and the current time is too large.",
        "403, SignatureDoesNotMatch, Signature expired: 20261123T200000Z is now earlier than 20261123T201500Z",
        "403, SignatureDoesNotMatch, Signature not yet current: 20261123T210000Z is still later than 20261123T201500Z",
    })
    void row52ARequestThatWasSignedAtTheWrongTimeDidNothingAndMayBeMadeAgain(int status, String code, String message)
            throws IOException {
        try (Answering server = new Answering(Answer.xml(status, AwsRelay.error(code, message)))) {
            assertThat(look(server.endpoint()).kind()).isEqualTo("unavailable");
            assertThat(write(server.endpoint()).kind()).isEqualTo("unavailable");
        }
    }

    @Test
    void anAnswerThatIsNotXmlIsAFailureLikeAnyOther() throws IOException {
        try (Answering server = new Answering(Answer.xml(502, "<html>Bad Gateway</html>"))) {
            assertThat(look(server.endpoint())).isInstanceOf(ProviderError.Unavailable.class);
            assertThat(write(server.endpoint())).isInstanceOf(ProviderError.Unknown.class);
        }
    }

    @Test
    void row52AnAnswerThatCannotBeReadSettlesNothing() throws IOException {
        try (Answering server = new Answering(Answer.xml(200, "<ModifyListenerResponse><Mod"))) {
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

    @Test
    void withoutCredentialsNothingIsSentAndItIsDenied() {
        AwsProviderFactory settings = new AwsProviderFactory(
                "eu-west-1",
                Optional.empty(),
                Optional.empty(),
                new AwsCredentials.Profile("no-such-profile-of-sluice"),
                new Timing(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(5)),
                Duration.ZERO);
        try (AwsClients clients = new AwsClients(settings)) {
            assertThat(errorOf(() -> modify(clients))).isInstanceOf(ProviderError.Denied.class);
        }
    }

    private static ProviderError look(URI endpoint) {
        try (AwsClients clients = new AwsClients(quick(endpoint))) {
            return errorOf(() -> new LoadBalancing(clients).find(PLACE).orThrow());
        }
    }

    private static ProviderError write(URI endpoint) {
        try (AwsClients clients = new AwsClients(quick(endpoint))) {
            return errorOf(() -> modify(clients));
        }
    }

    private static ProviderError lookUp(URI endpoint) {
        try (AwsClients clients = new AwsClients(quick(endpoint))) {
            return errorOf(
                    () -> new HostedZones(clients, Duration.ZERO).find(RECORDS).orThrow());
        }
    }

    private static ProviderError replace(URI endpoint) {
        try (AwsClients clients = new AwsClients(quick(endpoint))) {
            RecordSet none = new RecordSet(List.of());
            return errorOf(() -> new HostedZones(clients, Duration.ZERO).replace(RECORDS, none, none, "test"));
        }
    }

    private static void modify(AwsClients clients) {
        Action forward = Action.builder().type(ActionTypeEnum.FORWARD).build();
        new LoadBalancing(clients).modify(PLACE, new ActionList(List.of(forward)), "test");
    }

    private static AwsProviderFactory quick(URI endpoint) {
        AwsProviderFactory settings = TestSettings.at(endpoint);
        return new AwsProviderFactory(
                settings.region(),
                settings.endpoint(),
                settings.cloudwatchEndpoint(),
                settings.credentials(),
                new Timing(Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)),
                Duration.ZERO);
    }

    private static ProviderError errorOf(Runnable call) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, call::run);
        assertThat(thrown).isNotNull();
        return thrown.error();
    }
}
