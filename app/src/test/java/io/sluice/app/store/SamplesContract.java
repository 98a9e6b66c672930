package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.app.store.Sample.OfGate;
import io.sluice.app.store.Sample.OfRoute;
import io.sluice.app.store.Sample.Reading;
import io.sluice.app.store.Sample.Seen;
import io.sluice.plan.PlanId;
import io.sluice.plan.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What looks saw, whatever keeps it. */
abstract class SamplesContract {
    private static final Instant NOON = PlanFixture.NOON.truncatedTo(ChronoUnit.MICROS);

    private Database database;
    private Samples samples;

    /** A new one, without rows. */
    protected abstract Database database();

    @BeforeEach
    void open() {
        database = database();
        samples = new Samples(database);
        JdbiPlanStore store = new JdbiPlanStore(database, PlanFixture::read);
        store.create(Submission.of(1, "edge").plan());
        store.create(Submission.of(2, "api").plan());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Sample sample(int plan, int second, boolean changed) {
        return new Sample(
                PlanFixture.id(plan),
                NOON.plusSeconds(second),
                changed,
                new Seen(
                        List.of(
                                new OfRoute("edge", PlanFixture.FIVE_US, Optional.of(PlanFixture.ALL_EU)),
                                new OfRoute("api", PlanFixture.FIVE_US, Optional.empty())),
                        List.of(new OfGate(
                                "errors",
                                Verdict.PASS,
                                List.of(new Reading(
                                        "edge",
                                        PlanFixture.US,
                                        Verdict.PASS,
                                        Optional.of(second / 100.0),
                                        Optional.of(1.0)))))));
    }

    private List<Instant> times(PlanId plan, Instant after) {
        return samples.list(plan, after).stream().map(Sample::at).toList();
    }

    @Test
    void what_was_kept_is_read_again_from_a_moment_on() {
        List<Sample> kept = List.of(sample(1, 0, true), sample(1, 10, false), sample(1, 20, false));
        samples.save(kept);
        samples.save(List.of(sample(2, 0, true)));

        assertThat(samples.list(PlanFixture.id(1), Instant.EPOCH)).isEqualTo(kept);
        assertThat(times(PlanFixture.id(1), NOON.plusSeconds(10))).containsExactly(NOON.plusSeconds(20));
        assertThat(samples.list(PlanFixture.id(3), Instant.EPOCH)).isEmpty();
    }

    @Test
    void one_that_is_there_already_or_of_a_plan_that_is_gone_takes_no_other_with_it() {
        samples.save(List.of(sample(1, 0, true)));
        samples.save(List.of(sample(1, 0, false), sample(3, 0, true), sample(1, 10, false)));
        assertThat(samples.list(PlanFixture.id(1), Instant.EPOCH))
                .containsExactly(sample(1, 0, true), sample(1, 10, false));
    }

    @Test
    void one_of_another_release_is_passed_by() {
        samples.save(List.of(sample(1, 0, true), sample(1, 10, false)));
        database.jdbi()
                .useHandle(handle -> handle.execute("update sample set seen = '{\"colours\": []}' where changed"));
        assertThat(times(PlanFixture.id(1), Instant.EPOCH)).containsExactly(NOON.plusSeconds(10));
    }

    @Test
    void of_one_plan_no_more_are_kept_than_a_chart_can_show() {
        samples.save(IntStream.range(0, Samples.MOST_OF_A_PLAN + 100)
                .mapToObj(second -> sample(1, second, second % 50 == 3))
                .toList());
        samples.save(List.of(sample(2, 0, false)));

        assertThat(samples.thin()).isEqualTo(100);
        assertThat(samples.thin()).isZero();
        List<Sample> left = samples.list(PlanFixture.id(1), Instant.EPOCH);
        assertThat(left).hasSize(Samples.MOST_OF_A_PLAN);
        assertThat(left.stream().filter(Sample::changed).count()).isEqualTo(42);
        assertThat(times(PlanFixture.id(2), Instant.EPOCH)).hasSize(1);
    }
}
