package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.cli.TestShell;
import io.sluice.app.cli.TestShell.End;
import io.sluice.app.screen.Paper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a service, as somebody types them. */
class ClientCommandsTest {
    @RegisterExtension
    static final Service SERVICE = Service.with("""
            access:
              breakGlass: {sha256: %s}
              tokens:
                - {name: alice, roles: [admin], sha256: %s}
                - {name: bob, roles: [viewer, approver], groups: [leads], sha256: %s}
                - {name: pat, roles: [submitter, operator], labels: {team: payments}, sha256: %s}
            """.formatted(
                            Secrets.hash("glass"),
                            Secrets.hash("secret"),
                            Secrets.hash("bob-secret"),
                            Secrets.hash("pat-secret")))
            .showing("secret");

    private static final String NO_PLAN = "pl_01M8525BKCWWWSB60CEXK50NVS";

    @TempDir
    private Path home;

    private static Map<String, String> environment(String token) {
        return Map.of("SLUICE_SERVER", "http://127.0.0.1:" + SERVICE.port(), "SLUICE_TOKEN", token);
    }

    /** As a script has it. */
    private End sluice(Object... words) {
        return TestShell.pipe(home, environment("secret")).run(words);
    }

    /** As a script of somebody else has it. */
    private End as(String token, Object... words) {
        return TestShell.pipe(home, environment(token)).run(words);
    }

    /** As somebody has it who answers what they are asked. */
    private End typed(String answer, Object... words) {
        return TestShell.terminal(home, environment("secret"), answer).run(words);
    }

    private Path file(PlanText plan) throws IOException {
        return Files.writeString(Files.createTempFile(home, "plan", ".json"), plan.toString());
    }

    private static PlanText named(String name) {
        return PlanText.of(SERVICE.newRoute()).with("/name", "\"" + name + "\"");
    }

    private static String baking(String name) {
        String id = SERVICE.submit(named(name));
        SERVICE.awaitBaking(id);
        return id;
    }

    private static JsonNode json(End end) throws JsonProcessingException {
        assertThat(end.code()).as("%s", end).isZero();
        return Service.JSON.readTree(end.out());
    }

    private static void assertEnds(End end, int code, String says) {
        assertThat(end.code()).as("%s", end).isEqualTo(code);
        assertThat(end.err()).contains(says).doesNotContain("\tat ", "Exception");
    }

    @Test
    void aPlanIsSubmittedOnceWhateverItsKeyIsSentWith() throws Exception {
        Path file = file(named("submitted"));

        End first = sluice("submit", file, "--key", "once");
        assertThat(first.code()).as("%s", first).isZero();
        assertThat(first.out()).matches("pl_\\w+ submitted \\w+: .+\n");
        String id = first.out().substring(0, first.out().indexOf(' '));
        assertThat(json(sluice("submit", file, "--key", "once", "--output", "json"))
                        .path("id")
                        .asText())
                .isEqualTo(id);

        assertEnds(sluice("submit", file), 6, "belongs to plan " + id);
    }

    @Test
    void onlyWhatWasPreviewedIsSubmitted() throws Exception {
        Path file = file(named("previewed"));
        String digest = json(sluice("preview", file, "-o", "json"))
                .path("previewDigest")
                .asText();

        assertEnds(sluice("submit", file, "--preview", "sha256:" + "0".repeat(64)), 6, "preview it again");
        assertThat(sluice("submit", file, "--preview", digest).code()).isZero();
    }

    @Test
    void aPlanIsReadFromAPipeAndItsFaultsAreShownWhereTheyAre() {
        String plan = named("faulty").with("/steps/0", "{\"setWeight\": 101}").toString();

        End end = TestShell.pipe(home, environment("secret")).typing(plan).run("submit", "-");

        assertEnds(end, 1, "standard input is refused");
        assertThat(end.err())
                .contains("standard input:1:" + (plan.indexOf("\"setWeight\":101") + 1) + ": /steps/0/setWeight");
    }

    @Test
    void plansAreListedInColumnsPageByPage() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(SERVICE.submit(
                    named("listed-" + i).with("/labels", "{\"list\": \"a-b\"}").with("/owner", "\"ann\"")));
        }

        End all = sluice("list", "--label", "list=a-b", "--owner", "ann");
        assertThat(all.code()).as("%s", all).isZero();
        List<String> lines = all.out().lines().toList();
        assertThat(lines).hasSize(4);
        int reason = lines.getFirst().indexOf("REASON");
        assertThat(lines).allSatisfy(line -> assertThat(line.charAt(reason - 1)).isEqualTo(' '));
        assertThat(all.out()).contains(ids);

        End one = sluice("list", "--label", "list=a-b", "--limit", "2");
        assertThat(one.out()).contains("there are more: --after pl_").doesNotContain(ids.get(0) + " ");
        assertThat(json(sluice("list", "--label", "list=a-b", "--limit", "2", "-o", "json"))
                        .path("plans"))
                .hasSize(2);
        String next = json(sluice("list", "--label", "list=a-b", "--limit", "2", "-o", "json"))
                .path("next")
                .asText();
        assertThat(json(sluice("list", "--label", "list=a-b", "--after", next, "-o", "json"))
                        .path("plans")
                        .valueStream()
                        .map(plan -> plan.path("name").asText()))
                .containsExactly("listed-0");
        assertThat(json(sluice("list", "--label", "list=none", "-o", "json")).path("plans"))
                .isEmpty();
        assertThat(sluice("list", "--label", "list=none").out()).isEqualTo("no such plan\n");
    }

    @Test
    void aPlanIsShownOnOneScreenItsReasonFirst() throws Exception {
        String id = baking("shown");

        End end = sluice("show", "shown");

        assertThat(end.code()).as("%s", end).isZero();
        assertThat(end.out().lines().findFirst())
                .contains(SERVICE.plan(id).path("reason").asText());
        assertThat(end.out())
                .contains("plan          " + id + "  shown")
                .contains("state         baking, step 1 of 2")
                .contains("blue  90%  green  10%")
                .hasLineCount((int) Math.min(24, end.out().lines().count()));
        assertThat(json(sluice("show", id, "-o", "json")).path("id").asText()).isEqualTo(id);
    }

    @Test
    void movesAreMadeAndSaidInOneLine() throws Exception {
        String id = baking("moved");

        assertThat(sluice("pause", id, "--reason", "lunch").out())
                .startsWith(id + " moved held (pause): ")
                .contains("lunch");
        assertThat(json(sluice("resume", "moved", "-o", "json")).path("id").asText())
                .isEqualTo(id);
        assertThat(sluice("promote", id).code()).isZero();
        Await.until(() -> SERVICE.plan(id), plan -> plan.path("step").asInt() == 2);
        assertThat(sluice("cancel", id, "--reason", "enough").out()).startsWith(id + " moved cancelled: ");
        assertEnds(sluice("pause", id), 6, "it is refused");

        List<String> journal = sluice("journal", id).out().lines().toList();
        assertThat(journal)
                .hasSizeGreaterThan(5)
                .anyMatch(line -> line.contains(" by alice (token) ") && line.contains("lunch"));
        assertThat(json(sluice("journal", id, "-o", "json")).path("events")).hasSize(journal.size());
        assertThat(sluice("journal", id, "--after", "3").out().lines()).hasSize(journal.size() - 3);
        assertThat(sluice("runbook", id).out()).startsWith("# Putting back moved by hand");
        assertThat(json(sluice("runbook", id, "-o", "json")).path("plan").asText())
                .isEqualTo(id);
        assertThat(json(sluice("schema")).has("$schema")).isTrue();
    }

    @Test
    void anApprovalIsShownBeforeItIsAskedFor() throws Exception {
        String id = SERVICE.submit(named("asked")
                .with("/steps/0", "{\"setWeight\": 10}")
                .with("/steps/2", "{\"setWeight\": {\"percent\": 100, \"bake\": \"1h\"}}")
                .with("/steps/1", "{\"approval\": {\"group\": \"leads\", \"timeout\": \"1h\"}}"));
        Await.until(() -> SERVICE.plan(id), plan -> plan.path("heldBy").asText().equals("approval"));

        assertEnds(sluice("approve", id, "--yes"), 5, "whoever submitted a plan cannot approve it");
        assertEnds(as("bob-secret", "approve", id), 2, "say --yes");
        End no = TestShell.terminal(home, environment("bob-secret"), "no").run("approve", id);
        assertEnds(no, 1, "nothing was done");
        assertThat(no.out()).contains("waits for 1 of leads to approve step 2", "Approve asked? [yes/no]");
        assertThat(SERVICE.plan(id).path("approval").path("votes")).isEmpty();

        End yes = TestShell.terminal(home, environment("bob-secret"), "yes").run("approve", id, "--reason", "fine");
        assertThat(yes.code()).as("%s", yes).isZero();
        Await.until(() -> SERVICE.plan(id), plan -> plan.path("step").asInt() == 3);
        assertEnds(as("bob-secret", "approve", id, "--yes"), 6, "waits for no approval");
    }

    @Test
    void aWatchEndsAsThePlanDoes() throws Exception {
        String id = baking("watched");
        TestShell shell = TestShell.pipe(home, environment("secret"));
        CompletableFuture<End> watch = CompletableFuture.supplyAsync(() -> shell.run("watch", "watched"));
        Await.until(shell::printed, text -> text.contains("baking"));

        assertThat(sluice("revert", id, "--yes").code()).isZero();

        End end = watch.get();
        assertThat(end.code()).as("%s", end).isEqualTo(8);
        assertThat(end.out().lines().toList())
                .first()
                .asString()
                .contains("watched ░░░░░░░░░░░░░░░░░░██ blue  90%  green  10%  baking: ");
        assertThat(end.out()).contains("reverted");
        assertThat(sluice("watch", id).code()).as("of one that has ended").isEqualTo(8);
    }

    @Test
    void aSubmissionIsWatchedToItsEndOnATerminal() throws Exception {
        Path file = file(named("quick").with("/steps", "[{\"setWeight\": 100}]"));

        End end = typed("", "submit", file, "--watch");

        assertThat(end.code()).as("%s", end).isZero();
        assertThat(Paper.of(end.out()).lines().get(1)).contains("blue   0% green 100% completed");
    }

    @Test
    void whatWillBePutBackIsShownBeforeItIsAskedFor() {
        String id = baking("asked-back");

        assertEnds(sluice("revert", id), 2, "say --yes");
        End no = typed("y", "revert", "asked-back");
        assertEnds(no, 1, "nothing was done");
        assertThat(no.out())
                .contains("This puts back 1 plan:")
                .contains("asked-back  baking  edge  blue 90 %, green 10 % -> blue 100 %, green 0 %");
        assertThat(SERVICE.plan(id).path("state").asText()).isEqualTo("baking");

        End yes = typed("yes", "revert", id, "--reason", "it burns");
        assertThat(yes.code()).as("%s", yes).isZero();
        assertThat(Paper.of(yes.out()).lines())
                .anyMatch(line -> line.matches("asked-back ░+ blue 100% green   0% back: .*"))
                .contains("1 of 1 plans are back");
        assertThat(SERVICE.get("/api/v1/plans/" + id + "/journal").body()).contains("it burns");
    }

    @Test
    void manyArePutBackByTheirLabel() throws Exception {
        String one = SERVICE.submit(named("many-1").with("/labels", "{\"team\": \"many\"}"));
        String other = SERVICE.submit(named("many-2").with("/labels", "{\"team\": \"many\"}"));
        String apart = baking("apart");
        SERVICE.awaitBaking(one);
        SERVICE.awaitBaking(other);

        JsonNode account = json(sluice("revert", "--label", "team=many", "--yes", "-o", "json"));

        assertThat(account.path("back").asInt()).isEqualTo(2);
        assertThat(account.path("plans").findValuesAsText("plan")).containsExactlyInAnyOrder(one, other);
        assertThat(SERVICE.plan(apart).path("state").asText()).isEqualTo("baking");
        assertThat(typed("no", "revert", "--provider", "other").out()).contains("No plan is under way.");
        assertThat(sluice("revert", "--provider", "other", "--yes").out()).contains("nothing was to be put back");
    }

    @Test
    void whatIsNotBackInTimeEndsSo() {
        String id = baking("slow");
        SERVICE.calls().hang();
        try {
            End end = sluice("revert", id, "--yes", "--wait", "1s");
            assertThat(end.code()).as("%s", end).isEqualTo(7);
            assertThat(end.out()).contains("→ blue 100% green 0%  reverting").contains("0 of 1 plans are back");
        } finally {
            SERVICE.calls().letGo();
        }
        assertThat(sluice("revert", id, "--yes").code()).isZero();
    }

    @Test
    void everybodyDoesWhatTheirRolesAllow() throws Exception {
        String id = baking("guarded");

        assertEnds(as("wrong", "list"), 5, "does not know who asks: the token was that of SLUICE_TOKEN");
        assertEnds(as("", "list"), 5, "no token was sent: put one into SLUICE_TOKEN or ");
        assertEnds(as("wrong", "watch", id), 5, "the token was that of SLUICE_TOKEN");
        assertThat(as("bob-secret", "show", id).code()).isZero();
        assertEnds(as("bob-secret", "pause", id), 5, "bob may read, approve, and this needs operate");
        assertEnds(as("bob-secret", "revert", id, "--yes"), 5, "this needs revert");
        assertEnds(as("bob-secret", "submit", file(named("bobs"))), 5, "this needs submit");
        assertEnds(as("pat-secret", "show", id), 4, "There is no plan of this id.");
        assertEnds(as("pat-secret", "revert", id, "--yes"), 4, "there is no plan of this id");
        assertThat(as("pat-secret", "list").out()).doesNotContain("guarded");
        assertEnds(as("glass", "pause", id), 5, "this needs operate");
        assertThat(SERVICE.plan(id).path("state").asText()).isEqualTo("baking");

        assertThat(as("glass", "revert", id, "--yes").code()).isZero();
        assertThat(sluice("journal", id).out()).contains("revert-started by break-glass (break-glass) ");
    }

    @Test
    void endsSayWhatIsWrong() {
        String id = baking("fine");

        assertEnds(sluice("show", NO_PLAN), 4, "There is no plan of this id.");
        assertEnds(sluice("show", "nobody"), 4, "no plan under way is called nobody");
        assertEnds(sluice("revert", id, NO_PLAN, "--yes"), 4, "/plans/1 there is no plan of this id");
        assertEnds(sluice("reject", id), 6, "it is refused");
        assertEnds(sluice("pause", id, "--reason", "a\nb"), 1, "/reason has no control");
        assertEnds(sluice("revert"), 2, "say which plans");
        assertEnds(sluice("revert", "--all", id), 2, "say which plans");
        assertEnds(sluice("revert", "--all", "--wait", "soon"), 2, "--wait is a duration");
        assertEnds(sluice("list", "--state", "asleep"), 2, "asleep");
        assertEnds(sluice("list", "--limit", "0"), 2, "--limit is 1 or more");
        assertEnds(sluice("lst"), 2, "'lst'; is it list");
        assertEnds(sluice(), 2, "Shows where a plan stands");
        assertEnds(sluice("show"), 2, "PLAN");
        assertEnds(sluice("submit", home.resolve("none.yaml")), 2, "none.yaml: there is no such file");
        assertEnds(sluice("submit", home), 2, "cannot read " + home + ": Is a directory");
        assertThat(SERVICE.plan(id).path("state").asText()).isEqualTo("baking");
    }
}
