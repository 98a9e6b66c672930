package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Browsers log in and out at the real service, and what they send is only good from its own pages. */
class SessionTest {
    @RegisterExtension
    static final Service SERVICE = Service.with("""
            publicUrl: https://sluice.example.com
            access:
              tokens:
                - {name: olga, roles: [operator, submitter], sha256: %s}
                - {name: pat, roles: [viewer], labels: {team: payments}, sha256: %s}
            """.formatted(Secrets.hash("olga-secret"), Secrets.hash("pat-secret")));

    /** A login as a browser has it. */
    private record Browser(String cookie, String csrf) {
        static Browser login(String token) {
            Reply reply = SessionTest.login("token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
            assertThat(reply.status()).as("%s", reply).isEqualTo(303);
            String cookie = reply.header("Set-Cookie").replaceFirst(";.*", "");
            return new Browser(
                    cookie,
                    new Browser(cookie, "")
                            .get("/api/v1/me")
                            .json()
                            .path("csrf")
                            .asText());
        }

        Reply get(String path) {
            return SERVICE.send(SERVICE.request(path).header("Cookie", cookie));
        }

        Reply post(String path, String body, String... headers) {
            List<String> all = new ArrayList<>(List.of("Cookie", cookie, "Content-Type", "application/json"));
            all.addAll(List.of(headers));
            return SERVICE.send(
                    SERVICE.request(path).headers(all.toArray(String[]::new)).POST(BodyPublishers.ofString(body)));
        }
    }

    private static Reply login(String form) {
        return SERVICE.send(SERVICE.request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    @Test
    void aTokenIsTakenForACookieThatNoScriptReadsAndNoOtherSiteSends() {
        Reply reply = login("token=olga-secret");

        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.header("Location")).isEqualTo("http://127.0.0.1:" + SERVICE.port() + "/");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Set-Cookie"))
                .startsWith("sluice-session=")
                .contains(";HttpOnly", ";SameSite=Strict", ";Path=/", "Expires=")
                .doesNotContain("Secure", "Domain", "olga");
    }

    @Test
    void throughAProxyThatSpeaksHttpsTheCookieIsForHttpsOnly() {
        Reply reply = RawCall.ask(
                SERVICE.port(),
                "POST /login HTTP/1.1",
                "Host: sluice.example.com",
                "Origin: https://sluice.example.com",
                "Content-Type: application/x-www-form-urlencoded",
                "Connection: close",
                "Content-Length: 17",
                "",
                "token=olga-secret");

        assertThat(reply.status()).as("%s", reply).isEqualTo(303);
        assertThat(reply.header("Location")).isEqualTo("https://sluice.example.com/");
        assertThat(reply.header("Set-Cookie"))
                .startsWith("__Host-sluice-session=")
                .contains(";Secure", ";Path=/");
    }

    @Test
    void overHttpsACookieThatANeighbouringHostCanSetIsNobodys() {
        String value = Browser.login("olga-secret").cookie().replace("sluice-session=", "");

        assertThat(byProxy("sluice-session=" + value).status()).isEqualTo(401);
        assertThat(byProxy("__Host-sluice-session=made-up.0; sluice-session=" + value)
                        .status())
                .isEqualTo(401);
        assertThat(byProxy("__Host-sluice-session=" + value).status()).isEqualTo(200);
    }

    private static Reply byProxy(String cookie) {
        return RawCall.ask(
                SERVICE.port(),
                "GET /api/v1/me HTTP/1.1",
                "Host: sluice.example.com",
                "Cookie: " + cookie,
                "Connection: close",
                "",
                "");
    }

    @Test
    @DisplayName("row 43: who has no token is not logged in")
    void strangers() {
        for (String form : List.of("token=wrong", "token=", "", "user=olga", "token=olga-secret&token=x", "token=%")) {
            Reply reply = login(form).isProblem(401);
            assertThat(reply.header("Set-Cookie")).isEmpty();
        }
        new Browser("sluice-session=made-up.0", "").get("/api/v1/me").isProblem(401);
        new Browser("sluice-session=", "").get("/api/v1/plans").isProblem(401);
    }

    @Test
    void meSaysWhoSomebodyIsAndWhatTheyMay() {
        JsonNode olga = Browser.login("olga-secret").get("/api/v1/me").json();
        assertThat(olga.path("name").asText()).isEqualTo("olga");
        assertThat(olga.path("how").asText()).isEqualTo("session");
        assertThat(olga.path("roles")).extracting(JsonNode::asText).containsExactly("operator", "submitter");
        assertThat(olga.path("actions"))
                .extracting(JsonNode::asText)
                .containsExactly("read", "submit", "operate", "revert");
        assertThat(olga.path("csrf").asText()).hasSize(64);
        JsonNode pat = SERVICE.send(SERVICE.request("/api/v1/me").header("Authorization", "Bearer pat-secret"))
                .json();
        assertThat(pat.path("how").asText()).isEqualTo("token");
        assertThat(pat.path("csrf").isTextual()).isFalse();
        assertThat(pat.at("/grants/0/labels/team").asText()).isEqualTo("payments");
    }

    @Test
    @DisplayName("row 67: a post without its CSRF token changes nothing, and one with it does")
    void csrf() {
        Browser browser = Browser.login("olga-secret");
        Browser other = Browser.login("olga-secret");
        String plan = PlanText.of(SERVICE.newRoute()).toString();

        browser.post("/api/v1/plans", plan).isProblem(403);
        browser.post("/api/v1/plans", plan, "X-CSRF-Token", "").isProblem(403);
        browser.post("/api/v1/plans", plan, "X-CSRF-Token", browser.cookie()).isProblem(403);
        browser.post("/api/v1/plans", plan, "X-CSRF-Token", other.csrf()).isProblem(403);
        browser.post("/api/v1/plans", plan, "X-CSRF-Token", browser.csrf(), "Origin", "https://evil.example")
                .isProblem(403);
        browser.post("/api/v1/revert", "{\"all\": true}").isProblem(403);
        assertThat(browser.get("/api/v1/plans").json().path("plans")).isEmpty();

        Reply reply = browser.post("/api/v1/plans", plan, "X-CSRF-Token", browser.csrf());
        assertThat(reply.status()).as("%s", reply).isEqualTo(201);
        JsonNode line = browser.get("/api/v1/plans/" + reply.json().path("id").asText() + "/journal")
                .json()
                .path("events")
                .path(0);
        assertThat(line.path("by").asText()).isEqualTo("olga");
        assertThat(line.path("how").asText()).isEqualTo("session");
        browser.post(
                "/api/v1/plans/" + reply.json().path("id").asText() + "/cancel", "{}", "X-CSRF-Token", browser.csrf());
    }

    @Test
    void whoLogsOutIsOut() {
        Browser browser = Browser.login("olga-secret");
        Reply out = browser.post("/logout", "");

        assertThat(out.status()).as("%s", out).isEqualTo(204);
        assertThat(out.header("Set-Cookie")).startsWith("sluice-session=;").contains(";Max-Age=0");
        browser.get("/api/v1/me").isProblem(401);
        assertThat(browser.post("/logout", "").status()).as("once more").isEqualTo(204);
    }
}
