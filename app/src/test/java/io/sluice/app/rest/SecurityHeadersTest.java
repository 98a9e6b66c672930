package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every answer tells browsers, from wherever in the service it comes. */
class SecurityHeadersTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    @ParameterizedTest(name = "{0} {1} is {2}")
    @CsvSource({
        "GET, /api/v1/plans, 200",
        "HEAD, /api/v1/plans, 200",
        "OPTIONS, /api/v1/plans, 200",
        "GET, /api/v1/schema/plan, 200",
        "GET, /api/v1/plans/pl_nowhere, 404",
        "GET, /api/v1/plans?limit=x, 400",
        "PUT, /api/v1/plans, 405",
        "POST, /api/v1/plans, 415",
        "GET, /%2e%2e/api/v1/plans, 400",
        "GET, /nothing/here, 404"
    })
    void row_67_on_answers_of_the_service(String method, String path, int status) {
        Reply reply = SERVICE.method(method, path, "");

        assertThat(reply.status()).as("%s", reply).isEqualTo(status);
        assertSafe(reply);
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/ping", "/healthcheck", "/metrics", "/threads", "/nothing"})
    void on_the_admin_port(String path) {
        Reply reply =
                SERVICE.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVICE.adminPort() + path)));

        assertSafe(reply);
        assertThat(reply.header("Cache-Control")).contains("no-store");
    }

    @Test
    @DisplayName("on what the web server refuses before anybody is asked")
    void on_refusals_of_the_web_server() {
        for (List<String> lines : List.of(
                List.of("GET /api/v1/plans HTTP/1.1"),
                List.of("GET /api/v1/plans HTTP/9.9", "Host: localhost"),
                List.of("GET /api/v1/plans HTTP/1.1", "Host: localhost", "X-Long: " + "a".repeat(9 * 1024)),
                List.of("GET /" + "a".repeat(9 * 1024) + " HTTP/1.1", "Host: localhost"),
                List.of("FOO /api/v1/plans HTTP/1.1", "Host: localhost"))) {
            Reply reply = RawCall.ask(SERVICE.port(), lines.toArray(String[]::new));

            assertThat(reply.status()).as("%s", lines).isGreaterThanOrEqualTo(400);
            assertSafe(reply);
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    private static void assertSafe(Reply reply) {
        for (String name :
                List.of("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Content-Security-Policy")) {
            assertThat(reply.headers().allValues(name))
                    .as("%s of %s", name, reply)
                    .hasSize(1);
        }
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(reply.header("Server") + reply.header("X-Powered-By")).isEmpty();
    }
}
