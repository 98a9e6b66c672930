package io.sluice.plan.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.cost.CostProjection;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.file.PlanFile.Format;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Cost;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The sample in docs/preview.md is what a preview of its plan really reads like. */
class PreviewTextTest {
    private static final Path PAGE = Path.of("..", "docs", "preview.md");
    private static final Instant SUBMITTED = Instant.parse("2026-10-23T15:00:00Z");

    private static String block(String language) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(start, page.indexOf("```\n", start));
    }

    private static String text() throws IOException {
        ParsedPlan plan = PlanFile.parse(block("yaml").getBytes(StandardCharsets.UTF_8), Format.YAML);
        assertThat(plan).isInstanceOf(ParsedPlan.Accepted.class);
        Scene scene = Scenes.of(((ParsedPlan.Accepted) plan).spec())
                .digest(((ParsedPlan.Accepted) plan).digest())
                .shows(Map.of(new Side("ireland"), 100, new Side("virginia"), 0))
                .settles(Duration.ofMinutes(1))
                .sticky(Duration.ofHours(1))
                .amid(around(((ParsedPlan.Accepted) plan).spec()))
                .quotas(List.of(new CallQuota(
                        "the account's calls",
                        40,
                        10,
                        Map.of(Operation.LOOK, new Cost(2, 0), Operation.CHANGE, new Cost(0, 2)))))
                .scene();
        return PreviewText.of(Preview.of(scene, List.of(), SUBMITTED));
    }

    private static Surroundings around(PlanSpec spec) {
        Side ireland = new Side("ireland");
        Side virginia = new Side("virginia");
        return new Surroundings(
                List.of(),
                Map.of(
                        "edge",
                        List.of(
                                new RouteHazard(
                                        RouteHazard.Kind.SLOW_START,
                                        "the target group of virginia has slow_start.duration_seconds 60: a target that has just become healthy gets its full share only after that"))),
                Map.of("edge", Map.of(ireland, new Measured(3), virginia, new Missing("no route lists it yet"))),
                Optional.of(new CostProjection(
                        "EUR",
                        Optional.of(Instant.parse("2026-10-01T00:00:00Z")),
                        Map.of("edge", new CostProjection.Hour.Known(Map.of(ireland, 1.20, virginia, 1.55))),
                        spec.expected())));
    }

    @Test
    void the_page_shows_what_it_is() throws IOException {
        assertThat(text()).isEqualTo(block("text"));
    }

    @Test
    void no_line_is_wider_than_a_terminal() throws IOException {
        assertThat(text().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(TextTable.WIDTH));
    }
}
