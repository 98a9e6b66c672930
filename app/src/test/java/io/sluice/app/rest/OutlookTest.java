package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a plan under way still does, as the dashboard draws it. */
class OutlookTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static JsonNode outlook(String id) {
        Reply reply = SERVICE.get("/api/v1/plans/" + id + "/outlook");
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply.json();
    }

    @Test
    void aPlanThatBakesTellsEachMoveThatIsLeftAndWhen() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        JsonNode plan = SERVICE.awaitBaking(id);
        JsonNode outlook = outlook(id);
        assertThat(outlook.path("endsAs").asText()).isEqualTo("completed");
        assertThat(outlook.path("moves")).hasSize(1);
        JsonNode move = outlook.at("/moves/0");
        assertThat(move.path("step").asInt()).isEqualTo(2);
        assertThat(move.path("route").asText()).isEqualTo("edge");
        assertThat(move.path("to").toString()).isEqualTo("{\"blue\":0,\"green\":100}");
        Instant end = Instant.parse(outlook.path("end").asText());
        assertThat(Instant.parse(move.path("at").asText())).isBetween(end.minusSeconds(3605), end.minusSeconds(3595));
        assertThat(end).isEqualTo(Instant.parse(plan.path("estimatedEnd").asText()));
        assertThat(outlook.path("stages").findValuesAsText("step")).containsExactly("2");
        assertThat(outlook.path("shut")).isEmpty();
    }

    @Test
    void whatTheScheduleShutsIsTold() {
        LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        String id = SERVICE.submit(
                PlanText.of(SERVICE.newRoute()).with("/schedule", """
                        {"timeZone": "UTC", "startAt": "%1$sT12:00:00Z", "bakeOutside": true,
                         "blackouts": [{"start": "%1$s", "end": "%2$s", "why": "season freeze"}]}
                        """.formatted(today.plusDays(1), today.plusDays(2))));
        JsonNode outlook = outlook(id);
        assertThat(outlook.at("/shut/0/until").asText()).isEqualTo(today.plusDays(2) + "T00:00:00Z");
        assertThat(outlook.at("/shut/0/blackout").asText()).isEqualTo("season freeze");
        assertThat(Instant.parse(outlook.at("/moves/0/at").asText()))
                .isAfter(today.plusDays(2)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minusSeconds(1));
        SERVICE.post("/api/v1/plans/" + id + "/cancel", "{}");
        assertThat(outlook(id).path("moves")).as("over").isEmpty();
        assertThat(outlook(id).path("endsAs").asText()).isEqualTo("cancelled");
    }

    @Test
    void nobodysPlanHasNone() {
        SERVICE.get("/api/v1/plans/pl_00000000000000000000000009/outlook").isProblem(404);
    }
}
