package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.notify.Postbox;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People are asked to approve by mail, and answer on a page: the real service, a real SMTP server, and HTTP as browsers speak it. */
class ApproveLinkTest {
    private static final Postbox POSTBOX = Postbox.open();
    private static final Path KEY = newKey();

    /** Ann submits and has two tokens in two spellings; Dave has no mailbox, Eve is of no group, and Pat approves for one team only. */
    private static final String PEOPLE = """
            access:
              tokens:
                - {name: ann, roles: [admin], sha256: ee8dae49b99a4f8203b217d8274209533399ef04a3643e4a15ddcd8a516b2015, groups: [leads]}
                - {name: ANN, roles: [admin], sha256: b2856dcfc341559ee2c7eeb3553ce77f6150964db0ed1f4f8efdf89a92227af8, groups: [leads],
                   email: ann@example.com}
                - {name: bob, roles: [admin], sha256: 9f03ef1533a68d2f506f81ef463c1183a82a6bd40e45613f36e6fe1889cf1b99, groups: [leads],
                   email: bob@example.com}
                - {name: carol@example.com, roles: [admin], sha256: cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc,
                   groups: [leads, others], email: carol@example.com}
                - {name: dave, roles: [admin], sha256: dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd, groups: [leads]}
                - {name: eve, roles: [admin], sha256: 9bb1d11a48848bb9729b660525e7a72bbe1167644b65c5e69302b02e37d0869a, email: eve@example.com}
                - {name: pat, roles: [approver], labels: {team: payments}, sha256: eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee,
                   groups: [leads], email: pat@example.com}
            """;

    private static final String SETTINGS = """
            publicUrl: https://sluice.example.com
            receivers:
              mail: {type: email, host: localhost, port: %d, security: none, allow: [loopback], from: sluice@example.com, to: [all@example.com]}
              everybody: {type: email, host: localhost, port: %d, security: none, allow: [loopback], from: sluice@example.com,
                          to: [channel@example.com], default: true}
            approvals: {via: mail, key: {file: %s}, validFor: 2h}
            """.formatted(POSTBOX.port(), POSTBOX.port(), KEY);

    @RegisterExtension
    static final Service SERVICE =
            Service.with(PEOPLE + SETTINGS).showing("ann-secret").logging();

    @AfterAll
    static void close() throws IOException {
        POSTBOX.close();
        Files.delete(KEY);
    }

    private static Path newKey() {
        try {
            return renew(Files.createTempFile("sluice-links-", ".key"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path renew(Path key) throws IOException {
        byte[] random = new byte[32];
        ThreadLocalRandom.current().nextBytes(random);
        return Files.writeString(key, Base64.getEncoder().encodeToString(random));
    }

    // ---- what a test begins with

    private static PlanText plan(String route) {
        return PlanText.of(route)
                .with("/steps/0", "{\"setWeight\": 10}")
                .with("/steps/2", "{\"setWeight\": 100}")
                .with("/steps/1", "{\"approval\": {\"group\": \"leads\", \"timeout\": \"1h\"}}");
    }

    private static String waiting(PlanText plan) {
        String id = SERVICE.submit(plan);
        Await.until(
                () -> SERVICE.plan(id), shown -> shown.path("heldBy").asText().equals("approval"));
        return id;
    }

    private static String waiting() {
        return waiting(plan(SERVICE.newRoute()));
    }

    private record Mail(String to, String subject, String text) {
        String link() {
            return text.lines()
                    .filter(line -> line.startsWith("https://sluice.example.com/approve/"))
                    .findFirst()
                    .orElseThrow()
                    .substring("https://sluice.example.com".length());
        }
    }

    private static Mail mail(MimeMessage message) {
        try {
            Message.RecipientType to = Message.RecipientType.TO;
            assertThat(message.getAllRecipients()).hasSize(1);
            return new Mail(
                    message.getRecipients(to)[0].toString(),
                    message.getSubject(),
                    String.valueOf(message.getContent()).replace("\r\n", "\n"));
        } catch (MessagingException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The mails of a plan that have links in them. */
    private static List<Mail> asking(String id) {
        return POSTBOX.mails().stream()
                .map(ApproveLinkTest::mail)
                .filter(mail -> mail.text().contains(id) && mail.text().contains("/approve/"))
                .toList();
    }

    /** The link that somebody was sent for a plan, the {@code nth} of their own. */
    private static String link(String id, String address, int nth) {
        return Await.until(
                        () -> asking(id).stream()
                                .filter(mail -> mail.to().equals(address))
                                .map(Mail::link)
                                .toList(),
                        links -> links.size() >= nth)
                .get(nth - 1);
    }

    private static String link(String id) {
        return link(id, "bob@example.com", 1);
    }

    private static HttpRequest.Builder browser(String path) {
        return HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + SERVICE.port() + path));
    }

    private static Reply open(String link) {
        return SERVICE.send(browser(link).GET());
    }

    /** As a browser sends a form from a page that tells nobody where it is. */
    private static Reply press(String link, String answer, String reason) {
        return SERVICE.send(browser(link)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", "null")
                .POST(BodyPublishers.ofString("answer=" + answer + "&reason=" + URLEncoder.encode(reason, UTF_8))));
    }

    private static JsonNode journal(String id) {
        return SERVICE.get("/api/v1/plans/" + id + "/journal?limit=200").json().path("events");
    }

    // ---- who is asked

    @Test
    void eachOfTheGroupIsAskedInAMailOfTheirOwnAndTheSubmitterIsNot() {
        String id = waiting();
        List<Mail> mails = Await.until(() -> asking(id), found -> found.size() >= 2);
        double asked = System.currentTimeMillis() / 1e3;
        Await.until(
                SERVICE::metrics,
                metrics -> metrics.value("sluice_database_read_timestamp_seconds") >= asked
                        && metrics.value("sluice_outbox_waiting") == 0);

        assertThat(asking(id)).extracting(Mail::to).containsExactlyInAnyOrder("bob@example.com", "carol@example.com");
        assertThat(mails).extracting(Mail::subject).containsOnly("[Sluice] your approval: move, step 2 of 3");
        assertThat(mails).extracting(Mail::link).doesNotHaveDuplicates();
        assertThat(POSTBOX.mails().stream().map(ApproveLinkTest::mail))
                .as("the channel is told, and has no link")
                .anyMatch(mail -> mail.to().equals("channel@example.com")
                        && mail.text().contains(id)
                        && mail.text().contains("waits for 1 of leads")
                        && mail.text().contains("https://sluice.example.com/api/v1/plans/" + id));
    }

    @Test
    void whoApprovesForOneTeamOnlyIsNotAskedAboutAnothersPlan() {
        String others = waiting(plan(SERVICE.newRoute()).with("/labels", "{\"team\": \"search\"}"));
        Await.until(() -> asking(others), found -> found.size() >= 2);
        String own = waiting(plan(SERVICE.newRoute()).with("/labels", "{\"team\": \"payments\"}"));
        String link = link(own, "pat@example.com", 1); // asked later, by the same lane

        assertThat(asking(others)).extracting(Mail::to).doesNotContain("pat@example.com");
        assertThat(press(link, "approve", "ours").status()).isEqualTo(200);
    }

    // ---- what looking does

    @Test
    void lookingChangesNothingHoweverOften() {
        String id = waiting();
        String link = link(id);
        String before = journal(id).toString();
        for (int i = 0; i < 100; i++) {
            assertThat(open(link).status()).isEqualTo(200);
        }
        Reply head = SERVICE.send(browser(link).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
        assertThat(head.body()).isEmpty();
        for (String method : List.of("PUT", "DELETE", "PATCH")) {
            assertThat(SERVICE.send(browser(link).method(method, BodyPublishers.noBody()))
                            .status())
                    .isEqualTo(405);
        }
        assertThat(journal(id).toString()).isEqualTo(before);
        assertThat(press(link, "approve", "").status()).isEqualTo(200);
    }

    @Test
    void thePageShowsWhatIsApprovedAndHidesWhereItIs() {
        String route = SERVICE.newRoute();
        SERVICE.cloud().backend(route + "-green", 3);
        String id = waiting(plan(route)
                .with("/description", "\"<script>alert('x')</script> & \\\"more\\\"\"")
                .with("/owner", "\"<b>sre</b>\"")
                .with(
                        "/gates",
                        "[{\"name\": \"targets\", \"signal\": \"healthy-targets\", \"every\": \"1s\","
                                + " \"judge\": {\"min\": 1}, \"onFail\": \"hold\"}]"));
        String link = link(id);
        Reply page = open(link);

        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'sha256-")
                .contains("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .contains(
                        "Approve move?",
                        id,
                        "by ann, ",
                        "<dd>2 of 3</dd>",
                        "<td>blue\u00a090\u00a0%, green\u00a010\u00a0%</td><td>blue\u00a00\u00a0%, green\u00a0100\u00a0%</td>",
                        "<th scope=\"row\">targets</th><td>pass</td>",
                        "This page is for bob and good until",
                        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;more&quot;",
                        "&lt;b&gt;sre&lt;/b&gt;",
                        SERVICE.plan(id).path("digest").asText())
                .doesNotContain("<script", "<b>", link, link.substring(link.length() - 64));
    }

    // ---- what pressing does

    @Test
    @DisplayName("P14: one link is one vote")
    void oneLinkIsOneAnswer() {
        String id = waiting();
        String link = link(id);

        Reply approved = press(link, "approve", "");
        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.body()).contains("You approved move");
        Await.until(() -> SERVICE.plan(id), plan -> plan.path("step").asInt() == 3);

        for (String answer : List.of("approve", "reject")) {
            Reply again = press(link, answer, "once more");
            assertThat(again.status()).isEqualTo(410);
            assertThat(again.body()).contains("You have answered for move", "You approved it on ", ": approved");
        }
        assertThat(open(link).status()).isEqualTo(410);
        List<JsonNode> said = new ArrayList<>();
        journal(id).forEach(line -> {
            if (line.path("type").asText().startsWith("approval-")
                    && !line.path("type").asText().equals("approval-asked")) {
                said.add(line);
            }
        });
        assertThat(said).singleElement().satisfies(line -> {
            assertThat(line.path("type").asText()).isEqualTo("approval-given");
            assertThat(line.path("by").asText()).isEqualTo("bob");
            assertThat(line.path("data").path("link").isIntegralNumber()).isTrue();
        });
    }

    @Test
    void ofManyAtOnceExactlyOneCounts() throws Exception {
        String id = waiting();
        String link = link(id);
        CountDownLatch together = new CountDownLatch(1);
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                String answer = i % 2 == 0 ? "approve" : "reject";
                Callable<Integer> one = () -> {
                    together.await();
                    return press(link, answer, "").status();
                };
                answers.add(threads.submit(one));
            }
            together.countDown();
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.get());
        }
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 410).hasSize(7);
    }

    @Test
    void aRejectionPutsThePlanBackAndSaysWhy() {
        String id = waiting();
        assertThat(press(link(id), "reject", "not <tonight> & not like this").body())
                .contains("You rejected move");
        SERVICE.await(id, "reverted");
        assertThat(SERVICE.plan(id).path("reason").asText())
                .isEqualTo("put back: bob rejected it: not <tonight> & not like this");
        assertThat(open(link(id)).body()).contains("not &lt;tonight&gt; &amp; not like this");
        assertThat(press(link(id, "carol@example.com", 1), "approve", "").status())
                .isEqualTo(409);
    }

    @Test
    void aFormThatIsNoneOfOursIsNoAnswer() {
        String id = waiting();
        String link = link(id);
        for (String body : List.of(
                "",
                "answer=yes",
                "answer=approve&answer=reject",
                "answer=approve&force=true",
                "reason=x",
                "answer=%zz",
                "answer=approve&reason=a%0Ab",
                "answer=approve&reason=%ff",
                "answer=reject&reason=" + "x".repeat(1001))) {
            Reply reply = SERVICE.send(browser(link)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(body)));
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.body()).contains("Nothing was changed");
        }
        for (String[] wrong :
                new String[][] {{"application/json", "{\"answer\": \"approve\"}"}, {"text/plain", "answer=approve"}}) {
            SERVICE.send(browser(link).header("Content-Type", wrong[0]).POST(BodyPublishers.ofString(wrong[1])))
                    .isProblem(415);
        }
        assertThat(open(link).status()).isEqualTo(200);
    }

    @Test
    void whatWasShownIsOutOfDateOnceAGateStandsWorse() {
        String route = SERVICE.newRoute();
        SERVICE.cloud().backend(route + "-green", 3);
        String id = waiting(plan(route)
                .with(
                        "/gates",
                        "[{\"name\": \"targets\", \"signal\": \"healthy-targets\", \"every\": \"1s\","
                                + " \"judge\": {\"min\": 2}, \"onFail\": \"hold\"}]"));
        String first = link(id);
        SERVICE.cloud().backend(route + "-green", 1);
        String second = link(id, "bob@example.com", 2);

        Reply stale = press(first, "approve", "");
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.body()).contains("You were asked again", "gate targets says fail");
        assertThat(open(second).body()).contains("<th scope=\"row\">targets</th><td>fail</td>");
        assertThat(press(second, "reject", "of course").status()).isEqualTo(200);
    }

    // ---- who comes without a link, or from elsewhere

    @Test
    void aLinkThatIsNotOursSaysNothingOfAnyPlan() {
        String id = waiting();
        String link = link(id);
        String token = link.substring("/approve/".length());
        char other = token.charAt(10) == 'a' ? 'b' : 'a';
        for (String path : List.of(
                "/approve/" + token.substring(0, 10) + other + token.substring(11),
                "/approve/" + token.substring(0, token.length() - 1),
                "/approve/" + token.substring(0, token.indexOf('.')),
                "/approve/x")) {
            for (Reply reply : List.of(open(path), press(path, "approve", ""))) {
                assertThat(reply.status()).isEqualTo(404);
                assertThat(reply.body()).contains("There is nothing here").doesNotContain("move", id, "bob", "leads");
            }
        }
        // What is no link needs a token, as everything else.
        for (String path : List.of(
                "/approve",
                "/approve/",
                "/approve/a/b",
                "/approve/..;/api/v1/plans",
                "/approve/%2e%2e",
                "/approve/a%2Fb")) {
            Reply raw = RawCall.ask(
                    SERVICE.port(), "GET " + path + " HTTP/1.1", "Host: sluice.example.com", "Connection: close");
            assertThat(raw.status()).as(path).isIn(400, 401);
        }
        assertThat(open(link).status()).isEqualTo(200);
    }

    @Test
    void otherSitesSendNothingInSomebodysName() {
        String id = waiting();
        String link = link(id);
        for (Map.Entry<String, Integer> origin : Map.of(
                        "https://evil.example", 403, "https://sluice.example.com", 400, "null", 400)
                .entrySet()) {
            assertThat(SERVICE.send(browser(link)
                                    .header("Origin", origin.getKey())
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("answer=none")))
                            .status())
                    .as(origin.getKey())
                    .isEqualTo(origin.getValue());
        }
        SERVICE.post("/api/v1/plans/" + id + "/revert", "{}", "Origin", "null", "Content-Type", "application/json")
                .isProblem(403);
        SERVICE.send(browser("/api/v1/plans/" + id).GET()).isProblem(401);
    }

    // ---- what may not be seen

    @Test
    void noLinkIsInALogOrInAnAnswerOfTheApi() {
        String id = waiting();
        String link = link(id);
        assertThat(open(link).status()).isEqualTo(200);
        assertThat(open(link + "x").status()).isEqualTo(404);
        assertThat(open("/api/v1/nothing" + link).status()).isEqualTo(401);
        assertThat(SERVICE.send(browser(link)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(400);
        assertThat(press(link, "approve", "").status()).isEqualTo(200);
        assertThat(open(link).status()).isEqualTo(410);

        for (String path : List.of(
                "/api/v1/plans/" + id,
                "/api/v1/plans/" + id + "/journal?limit=200",
                "/api/v1/plans/" + id + "/runbook",
                "/api/v1/plans",
                "/api/v1/providers")) {
            assertThat(SERVICE.get(path).body())
                    .as(path)
                    .doesNotContain("/approve/", link.substring(link.length() - 64));
        }
        SERVICE.get("/api/v1/plans?limit=76&after=/approve/" + link.substring(9))
                .isProblem(400);
        SERVICE.post("/api/v1/plans/" + id + "/approve/", "{}");
        assertThat(SERVICE.get("/api/v1/plans?limit=77").status()).isEqualTo(200);
        String logged = Await.until(SERVICE::logged, log -> log.contains("limit=77"));
        assertThat(logged).contains("/api/v1/plans/" + id);
        assertThat(logged)
                .as("no request hides behind the word, and links are there without what makes them links")
                .contains(
                        "GET /approve/[link] HTTP",
                        "POST /approve/[link] HTTP",
                        "limit=76&after=/approve/[link] HTTP",
                        "POST /api/v1/plans/" + id + "/approve/ HTTP");
        assertThat(logged).doesNotContain(link.substring(9, 60), link.substring(link.length() - 64));
    }

    @Test
    void whileTheKeyIsNotThereThePageSaysSoAndNothingElseIsSaid() throws Exception {
        String link = link(waiting());
        Path away = Files.move(KEY, KEY.resolveSibling(KEY.getFileName() + ".away"));
        try {
            for (Reply reply : List.of(open(link), press(link, "approve", ""))) {
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.body()).contains("Not possible just now").doesNotContain("error");
            }
        } finally {
            Files.move(away, KEY);
        }
        assertThat(press(link, "approve", "").status()).isEqualTo(200);
    }

    // ---- what outlives the service

    @Test
    void aLinkIsUsedUpForEverAndWorthNothingToWhoHasLeftOrUnderAnotherKey() throws Exception {
        String id = waiting();
        String open = waiting();
        String bobs = link(id);
        String carols = link(open, "carol@example.com", 1);
        String ofATeam = waiting(plan(SERVICE.newRoute()).with("/labels", "{\"team\": \"payments\"}"));
        String pats = link(ofATeam, "pat@example.com", 1);
        assertThat(press(bobs, "approve", "").status()).isEqualTo(200);

        SERVICE.restart(
                PEOPLE.replace("groups: [leads, others]", "groups: [others]").replace("team: payments", "team: search")
                        + SETTINGS);
        assertThat(press(bobs, "approve", "").status()).isEqualTo(410);
        Reply left = press(carols, "approve", "");
        assertThat(left.status()).isEqualTo(403);
        assertThat(left.body()).contains("Not for you to decide").doesNotContain("move", open);
        assertThat(press(pats, "approve", "").status())
                .as("she approves for another team now")
                .isEqualTo(403);
        assertThat(SERVICE.plan(ofATeam).path("heldBy").asText()).isEqualTo("approval");
        assertThat(open(link(open)).status()).isEqualTo(200);

        renew(KEY); // as is done when it has leaked: no restart, and every link that is out is none
        assertThat(open(link(open)).status()).isEqualTo(404);
        SERVICE.restart(PEOPLE + SETTINGS);
    }
}
