package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every refusal is a problem, whoever refuses: a resource, the framework, the pages or the web server itself. {@link BadAddressTest} and
 * {@link SlowBodyTest} have the others.
 */
class ProblemsTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static Stream<Arguments> refusals() {
        String plans = "GET /api/v1/plans HTTP/1.1";
        String submit = "POST /api/v1/plans HTTP/1.1";
        return Stream.of(
                refusal("no HTTP at all", 400, "\u0016\u0003\u0001 hello"),
                refusal("a line without an address", 400, "GET"),
                refusal("an address that is none", 400, "GET http://[::bad/ HTTP/1.1"),
                refusal("a method of another case", 405, "get /api/v1/plans HTTP/1.1"),
                refusal("a proxy's method", 400, "CONNECT elsewhere:443 HTTP/1.1"),
                refusal("another version of HTTP", 426, "PRI * HTTP/2.0"),
                refusal("an expectation that nobody knows", 417, submit, "Expect: more", "Content-Length: 0"),
                refusal("a transfer encoding that nobody knows", 400, submit, "Transfer-Encoding: gzip"),
                refusal(
                        "a chunk of no length",
                        400,
                        submit,
                        "Content-Type: application/json",
                        "Transfer-Encoding: chunked",
                        "",
                        "zz"),
                refusal("a length beyond all numbers", 400, submit, "Content-Length: 99999999999999999999"),
                refusal("an Accept that is none", 400, plans, "Accept: ;;;"),
                refusal("a Content-Type that is none", 400, submit, "Content-Type: ;;", "Content-Length: 0"),
                refusal("nothing that is here", 404, "GET /nothing HTTP/1.1"),
                refusal("a file that no page has", 404, "GET /assets/0123/none.js HTTP/1.1"),
                refusal("an Accept that nobody can answer", 406, plans, "Accept: image/png"),
                refusal(
                        "a body that is too large",
                        413,
                        submit,
                        "Content-Type: application/json",
                        "Content-Length: 99999999"),
                refusal("an address that is too long", 414, "GET /" + "a".repeat(9_000) + " HTTP/1.1"),
                refusal("a body that is no plan", 415, submit, "Content-Type: image/png", "Content-Length: 0"),
                refusal("headers that are too large", 431, plans, "X-Long: " + "a".repeat(9_000)));
    }

    private static Arguments refusal(String name, int status, String line, String... headers) {
        return Arguments.of(name, status, line, headers);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("refusals")
    void whatIsRefusedIsAProblem(String name, int status, String line, String[] headers) {
        RawCall.ask(
                        SERVICE.port(),
                        Stream.concat(Stream.of(line, "Host: localhost"), Stream.of(headers))
                                .toArray(String[]::new))
                .isProblem(status);
    }

    @ParameterizedTest(name = "{0} {1} is allowed {2}")
    @CsvSource({
        "PUT, /api/v1/plans, 'GET,HEAD,OPTIONS,POST'",
        "POST, /api/v1/providers, 'GET,HEAD,OPTIONS'",
        "GET, /api/v1/revert, 'OPTIONS,POST'",
        "POST, /submit, 'GET,HEAD'",
        "DELETE, /, 'GET,HEAD'",
        "PUT, /assets/0123/js/now.js, 'GET,HEAD'"
    })
    void whatAnAddressDoesNotKnowIsToldWithWhatItKnows(String method, String path, String allowed) {
        Reply reply = RawCall.ask(
                        SERVICE.port(), method + " " + path + " HTTP/1.1", "Host: localhost", "Content-Length: 0")
                .isProblem(405);

        assertThat(reply.header("Allow").replace(" ", "").split(",")).containsExactlyInAnyOrder(allowed.split(","));
    }

    @ParameterizedTest(name = "at {0}")
    @ValueSource(strings = {"/broken", "/broken/before"})
    void aFaultOfOursSaysNothingOfWhatIsInside(String path) {
        Reply reply = SERVICE.get(path).isProblem(500);

        assertThat(reply.body() + reply.headers().map()).doesNotContain("jdbc", "secret", "IllegalState", "broken");
    }

    @Test
    @DisplayName("a fault of ours has a number, under which it is in the log")
    void aFaultOfOursHasANumber() {
        assertThat(SERVICE.get("/broken").json().path("detail").asText())
                .matches("It is in the log as error [0-9a-f-]{36}\\.");
    }
}
