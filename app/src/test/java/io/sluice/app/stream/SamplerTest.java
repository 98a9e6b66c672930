package io.sluice.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.sluice.app.store.Database;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.app.store.PlanFixture;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.app.store.Sample;
import io.sluice.app.store.Samples;
import io.sluice.plan.GateReading;
import io.sluice.plan.PlanId;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Verdict;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.Look.GateLook;
import io.sluice.plan.engine.Look.RouteLook;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which looks are worth keeping. */
class SamplerTest {
    private static final PlanId PLAN = PlanFixture.id(1);
    private static final Side EU = new Side("eu");
    private static final Side US = new Side("us");
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final Database database;
    private final Samples samples;
    private final Sampler sampler;
    private final List<PlanId> asked = new ArrayList<>();

    SamplerTest(@TempDir Path directory) {
        database = Database.open(Database.inFile(directory.resolve("plans")).build(new MetricRegistry(), "test"));
        new JdbiPlanStore(database, PlanFixture::read)
                .create(Submission.of(1, "edge").plan());
        samples = new Samples(database);
        sampler = new Sampler(samples, this::desired);
    }

    private Map<PlanId, RouteWeights> desired(Collection<PlanId> plans) {
        asked.addAll(plans);
        return plans.stream()
                .filter(PLAN::equals)
                .collect(Collectors.toMap(
                        plan -> plan, _ -> new RouteWeights(Map.of("edge", Weights.of(US, 500, EU)))));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Look look(int second, long version, int us, Verdict verdict, double value) {
        return new Look(
                version,
                START.plusSeconds(second),
                START.plusSeconds(second + 1),
                "looks",
                List.of(new RouteLook("edge", Map.of(EU, 100 - us, US, us), Optional.empty(), Optional.empty())),
                List.of(new GateLook(
                        "errors",
                        verdict,
                        "so it is",
                        List.of(new GateReading(
                                "edge",
                                US,
                                verdict,
                                Optional.of(value),
                                Optional.of(1.0),
                                "percent",
                                Optional.empty(),
                                "so it is")))));
    }

    private List<Long> seconds() {
        return samples.list(PLAN, Instant.EPOCH).stream()
                .map(sample -> Duration.between(START, sample.at()).toSeconds())
                .toList();
    }

    @Test
    void a_look_that_shows_something_new_is_kept_and_of_others_one_in_ten_seconds() {
        for (int second = 0; second < 30; second++) {
            int us = second < 15 ? 0 : 5;
            Verdict verdict = second < 18 ? Verdict.PASS : Verdict.FAIL;
            sampler.look(PLAN, look(second, 1, us, verdict, second));
            if (second % 4 == 0) {
                sampler.flush();
            }
        }
        sampler.flush();
        assertThat(seconds()).containsExactly(0L, 10L, 15L, 18L, 28L);
        assertThat(samples.list(PLAN, Instant.EPOCH).stream()
                        .map(Sample::changed)
                        .toList())
                .containsExactly(true, false, true, true, false);
        assertThat(asked)
                .as("nothing but its version says that it wants something else")
                .containsExactly(PLAN);
    }

    @Test
    void a_plan_that_has_moved_on_is_asked_what_it_wants() {
        sampler.look(PLAN, look(0, 1, 0, Verdict.PASS, 0));
        sampler.flush();
        sampler.look(PLAN, look(1, 2, 0, Verdict.PASS, 0));
        sampler.flush();
        assertThat(asked).containsExactly(PLAN, PLAN);
        assertThat(seconds()).as("it wants the same").containsExactly(0L);
    }

    @Test
    void of_a_plan_that_is_gone_nothing_is_kept_and_more_than_there_is_room_for_is_lost() {
        sampler.look(PlanFixture.id(2), look(0, 1, 0, Verdict.PASS, 0));
        sampler.look(PLAN, look(0, 1, 0, Verdict.PASS, 0));
        for (int i = 0; i < 30_000; i++) {
            sampler.look(PLAN, look(1, 1, 0, Verdict.PASS, i));
        }
        sampler.flush();
        assertThat(seconds()).containsExactly(0L);
        assertThat(samples.list(PlanFixture.id(2), Instant.EPOCH)).isEmpty();
    }
}
