package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a plan's baseline is put back by hand, as the service shows it and as it leaves it behind. */
class RunbookTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static Reply runbook(String id, String accept) {
        return SERVICE.send(SERVICE.request("/api/v1/plans/" + id + "/runbook")
                .header("Accept", accept)
                .GET());
    }

    @Test
    void peopleGetMarkdownAndProgramsJson() {
        String route = SERVICE.newRoute();
        String id = SERVICE.submit(PlanText.of(route).with("/owner", "\"payments-sre\""));
        SERVICE.awaitBaking(id);

        Reply text = SERVICE.get("/api/v1/plans/" + id + "/runbook");
        assertThat(text.status()).isEqualTo(200);
        assertThat(text.header("Content-Type")).isEqualTo("text/markdown;charset=utf-8");
        assertThat(text.body())
                .startsWith("# Putting back move by hand\n")
                .contains("of plan " + id + " (owner: payments-sre)")
                .contains("frozen at "
                        + SERVICE.plan(id).path("startedAt").asText().substring(0, 19))
                .contains("stop Sluice first, or cancel the plan")
                .contains("What it goes back to: blue 100 % (as the cloud has it: blue 100, green 0).")
                .contains("no command reaches it");
        assertThat(runbook(id, "text/markdown").body()).isEqualTo(text.body());
        assertThat(runbook(id, "*/*").body()).isEqualTo(text.body());

        Reply json = runbook(id, "application/json");
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        JsonNode runbook = json.json();
        assertThat(runbook.path("plan").asText()).isEqualTo(id);
        assertThat(runbook.path("frozenAt")).isEqualTo(SERVICE.plan(id).path("startedAt"));
        assertThat(runbook.at("/routes/0/baseline").toString()).isEqualTo("{\"blue\":100,\"green\":0}");
        assertThat(runbook.at("/routes/0/natives").toString()).isEqualTo("{\"blue\":100,\"green\":0}");
        assertThat(runbook.at("/routes/0/commands")).isEmpty();
        assertThat(runbook.at("/routes/0/remarks/0").asText()).contains("no command reaches it");
    }

    @Test
    void theFileOfAStartedPlanSaysWhatTheServiceSays() throws IOException {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        SERVICE.awaitBaking(id);

        String file = Files.readString(SERVICE.data().resolve(Path.of("runbooks", id + ".md")));

        // It is written before the plan is known to have started, so that its own time may be a second earlier.
        assertThat(withoutTime(file))
                .isEqualTo(withoutTime(runbook(id, "text/markdown").body()));
    }

    private static String withoutTime(String text) {
        return text.replaceFirst("frozen at [^;]+;", "frozen;");
    }

    @Test
    void beforeThePlanStartsThereIsNothingToPutBack() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute())
                .with(
                        "/schedule",
                        "{\"startAt\": \"%s\"}"
                                .formatted(
                                        Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS))));

        Reply refusal = runbook(id, "application/json").isProblem(409);
        assertThat(refusal.json().path("type").asText()).isEqualTo("urn:sluice:problem:no-baseline");
        runbook(id, "text/markdown").isProblem(409);
    }

    @Test
    void aPlanThatTakesAnotherBackHasThatOnesRunbook() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        SERVICE.awaitBaking(id);
        SERVICE.post("/api/v1/plans/" + id + "/cancel", "{\"reason\": \"test\"}");
        SERVICE.await(id, "cancelled");
        String linked = SERVICE.post("/api/v1/plans/" + id + "/revert", "")
                .json()
                .path("id")
                .asText();
        assertThat(linked).isNotEqualTo(id);

        assertThat(runbook(linked, "text/markdown").body())
                .isEqualTo(runbook(id, "text/markdown").body());
    }

    @Test
    void ofAPlanThatIsNoneThereIsNone() {
        runbook("pl_01KXXXXXXXXXXXXXXXXXXXXXXX", "text/markdown").isProblem(404);
    }

    @Test
    void aPlanStartsWhereItsRunbookCannotBeWritten() throws IOException {
        Path directory = SERVICE.data().resolve("runbooks");
        Path aside = SERVICE.data().resolve("aside");
        Files.createDirectories(directory);
        Files.move(directory, aside);
        Files.writeString(directory, "no directory");
        try {
            String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
            SERVICE.awaitBaking(id);

            assertThat(runbook(id, "text/markdown").status()).isEqualTo(200);
        } finally {
            Files.delete(directory);
            Files.move(aside, directory);
        }
    }
}
