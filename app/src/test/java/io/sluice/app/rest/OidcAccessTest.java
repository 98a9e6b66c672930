package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.access.LoopbackProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People of an identity provider, at the real service: what they may, what is written down of them, and what goes on without it. */
class OidcAccessTest {
    private static final LoopbackProvider PROVIDER = LoopbackProvider.start();

    private static final String SETTINGS =
            """
            publicUrl: https://sluice.example.com
            access:
              tokens:
                - {name: ann, roles: [admin], sha256: %s}
              breakGlass: {sha256: %s}
              oidc:
                issuer: %s
                audience: sluice
                allow: [loopback]
                callDeadline: 2s
                browser: {clientId: sluice-web}
                grants:
                  - {roles: [viewer]}
                  - {group: sre, roles: [operator]}
                  - {group: leads, roles: [approver]}
            """.formatted(Secrets.hash("ann-secret"), Secrets.hash("glass"), PROVIDER.issuer());

    @RegisterExtension
    static final Service SERVICE = Service.with(SETTINGS).showing("ann-secret").logging();

    @AfterAll
    static void close() {
        PROVIDER.close();
    }

    private static Reply as(Service service, String token, String path, String body) {
        return service.send(service.request(path)
                .setHeader("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(body.isEmpty() ? "GET" : "POST", BodyPublishers.ofString(body)));
    }

    /** What a browser asks by the name that the service is known by, through a proxy that speaks https. */
    private static Reply browse(String path, String... headers) {
        List<String> lines =
                new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: sluice.example.com", "Connection: close"));
        lines.addAll(List.of(headers));
        return RawCall.ask(SERVICE.port(), lines.toArray(String[]::new));
    }

    private static String cookie(Reply reply, String name) {
        return "Cookie: "
                + reply.headers().allValues("Set-Cookie").stream()
                        .filter(cookie -> cookie.startsWith(name + "="))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no " + name + ": " + reply.headers()))
                        .replaceFirst(";.*", "");
    }

    /** Goes to the provider, and is sent back to this path. */
    private static String back(Reply out) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(out.header("Location")))
                                    .build(),
                            BodyHandlers.ofString())
                    .headers()
                    .firstValue("Location")
                    .orElseThrow()
                    .substring("https://sluice.example.com".length());
        }
    }

    @Test
    void aBrowserSignsInByTheProviderAndIsWhoTheProviderSays() throws Exception {
        PROVIDER.logins().redirectsTo("https://sluice.example.com/login/callback");
        PROVIDER.logins().signsIn("olga", "sre");
        JsonNode offer = browse("/api/v1/login").json().path("provider");
        assertThat(offer.path("name").asText()).isEqualTo("127.0.0.1");
        assertThat(offer.path("at").asText()).isEqualTo("https://sluice.example.com/login/provider");

        Reply out = Await.until(() -> browse("/login/provider?to=/plans/x"), reply -> reply.status() == 303);
        assertThat(out.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("__Host-sluice-login=")
                .contains(";HttpOnly", ";Secure", ";SameSite=Lax", ";Max-Age=600", ";Path=/");
        String path = back(out);
        Reply in = browse(path, cookie(out, "__Host-sluice-login"));

        assertThat(in.status()).as("%s", in).isEqualTo(303);
        assertThat(in.header("Location")).isEqualTo("https://sluice.example.com/plans/x");
        assertThat(in.header("Cache-Control")).isEqualTo("no-store");
        JsonNode me = browse("/api/v1/me", cookie(in, "__Host-sluice-session")).json();
        assertThat(me.path("name").asText()).isEqualTo("olga");
        assertThat(me.path("how").asText()).isEqualTo("oidc");
        assertThat(me.path("roles")).extracting(JsonNode::asText).containsExactly("viewer", "operator");
        assertThat(me.path("csrf").asText()).hasSize(64);

        Reply again = browse(path, cookie(out, "__Host-sluice-login"));
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.body()).contains("<h1>This sign-in is over</h1>", "href=\"/login\"");
        assertThat(again.headers().allValues("Set-Cookie")).isEmpty();

        Await.until(SERVICE::logged, log -> log.contains("GET /login/callback?[sign-in] HTTP"));
        assertThat(SERVICE.logged()).doesNotContain("code=", path.substring(path.indexOf("state=")));
    }

    @Test
    void whoComesBackUninvitedSeesAPageAndIsSentNowhere() {
        for (String path : List.of(
                "/login/callback",
                "/login/callback?code=x&state=y&anything=else",
                "/login/callback?code=x&code=y&state=<script>")) {
            Reply page = browse(path);
            assertThat(page.status()).as("%s", page).isEqualTo(400);
            assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
            assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
            assertThat(page.body())
                    .contains("<h1>This is not the sign-in that was begun here</h1>")
                    .doesNotContain("<script");
            assertThat(page.headers().allValues("Set-Cookie")).isEmpty();
            Contract.of(SERVICE).holds("GET /login/callback", page);
        }
        browse("/login/provider?too=/plans/x").isProblem(400);
    }

    private static JsonNode lastMove(Service service, String id, String type) {
        for (JsonNode line :
                service.get("/api/v1/plans/" + id + "/journal?limit=200").json().path("events")) {
            if (line.path("type").asText().equals(type)) {
                return line;
            }
        }
        throw new AssertionError("no " + type);
    }

    @Test
    void groupsSayWhatSomebodyMayAndTheJournalHowTheyProvedIt() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        SERVICE.awaitBaking(id);
        String plan = "/api/v1/plans/" + id;
        String viewer = PROVIDER.token("vic");

        assertThat(as(SERVICE, viewer, plan, "").status()).isEqualTo(200);
        as(SERVICE, viewer, plan + "/pause", "{}").isProblem(403);
        as(SERVICE, viewer + "x", plan, "").isProblem(401);
        assertThat(as(SERVICE, PROVIDER.token("olga", "sre"), plan + "/revert", "{}")
                        .status())
                .isEqualTo(200);

        JsonNode line = lastMove(SERVICE, id, "revert-started");
        assertThat(line.path("by").asText()).isEqualTo("olga");
        assertThat(line.path("how").asText()).isEqualTo("oidc");
        assertThat(lastMove(SERVICE, id, "submitted").path("how").asText()).isEqualTo("token");
    }

    @Test
    @DisplayName("row 44: who is in the group by the provider approves, others do not, and nobody their own plan")
    void approvals() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute())
                .with("/steps/0", "{\"setWeight\": 10}")
                .with("/steps/2", "{\"setWeight\": 100}")
                .with("/steps/1", "{\"approval\": {\"group\": \"leads\", \"timeout\": \"1h\"}}"));
        JsonNode held = Await.until(
                () -> SERVICE.plan(id), plan -> plan.path("heldBy").asText().equals("approval"));
        String approve = "/api/v1/plans/" + id + "/approve";
        String yes = "{\"evidence\": " + held.path("approval").path("evidence") + "}";

        as(SERVICE, PROVIDER.token("olga", "sre"), approve, yes).isProblem(403);
        Reply own = as(SERVICE, PROVIDER.token("Ann", "leads"), approve, yes).isProblem(403);
        assertThat(own.json().path("detail").asText()).isEqualTo("whoever submitted a plan cannot approve it");
        assertThat(as(SERVICE, PROVIDER.token("lea", "leads"), approve, yes).status())
                .isEqualTo(200);

        Await.until(() -> SERVICE.plan(id), plan -> plan.path("step").asInt() == 3);
    }

    @Test
    @DisplayName(
            "P16: while the provider is silent reverts are answered by tokens and by break-glass, and it is not asked of them")
    void silent() throws Exception {
        String first = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        String second = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        String known = PROVIDER.token("olga", "sre");
        SERVICE.awaitBaking(first);
        SERVICE.awaitBaking(second);
        Await.until(() -> as(SERVICE, known, "/api/v1/me", ""), reply -> reply.status() == 200);
        PROVIDER.fallSilent();
        try (ExecutorService strangers = Executors.newVirtualThreadPerTaskExecutor()) {
            int heard = PROVIDER.heard();
            assertThat(as(SERVICE, "ann-secret", "/api/v1/me", "").status()).isEqualTo(200);
            assertThat(as(SERVICE, "glass", "/api/v1/me", "").status()).isEqualTo(200);
            assertThat(PROVIDER.heard()).isEqualTo(heard);
            List<Future<Reply>> refused = IntStream.range(0, 200)
                    .mapToObj(i -> PROVIDER.inventedToken("key-" + i))
                    .map(invented -> strangers.submit(() -> as(SERVICE, invented, "/api/v1/me", "")))
                    .toList();

            assertThat(as(SERVICE, "glass", "/api/v1/plans/" + first + "/revert", "{}")
                            .status())
                    .isEqualTo(200);
            assertThat(as(SERVICE, "ann-secret", "/api/v1/plans/" + second + "/revert", "{}")
                            .status())
                    .isEqualTo(200);
            assertThat(as(SERVICE, known, "/api/v1/me", "").status())
                    .as("by a key that is here")
                    .isEqualTo(200);
            for (Future<Reply> one : refused) {
                one.get().isProblem(401);
            }
            assertThat(PROVIDER.heard()).as("200 invented keys").isLessThan(heard + 50);
        } finally {
            PROVIDER.speak();
        }
    }

    @Test
    @DisplayName(
            "P16: a service that starts while its identity provider is down knows tokens, and puts back by break-glass")
    void down() throws Exception {
        try (LoopbackProvider gone = LoopbackProvider.start()) {
            gone.goAway();
            Service service = Service.with(SETTINGS.replace(PROVIDER.issuer(), gone.issuer()))
                    .showing("ann-secret");
            service.start();
            try {
                String id = service.submit(PlanText.of(service.newRoute()));
                service.awaitBaking(id);
                as(service, gone.token("olga", "sre"), "/api/v1/plans/" + id, "")
                        .isProblem(401);
                as(service, "glass", "/api/v1/plans/" + id + "/pause", "{}").isProblem(403);

                assertThat(as(service, "glass", "/api/v1/plans/" + id + "/revert", "{}")
                                .status())
                        .isEqualTo(200);

                JsonNode line = lastMove(service, id, "revert-started");
                assertThat(line.path("by").asText()).isEqualTo("break-glass");
                assertThat(line.path("how").asText()).isEqualTo("break-glass");
                gone.comeBack();
                Await.until(
                        () -> as(service, gone.token("olga", "sre"), "/api/v1/plans/" + id, ""),
                        reply -> reply.status() == 200);
            } finally {
                service.stop();
            }
        }
    }
}
