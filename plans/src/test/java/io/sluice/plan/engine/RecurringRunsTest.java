package io.sluice.plan.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.SafetyLimits;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import io.sluice.plan.recurring.RecurringRun.Outcome;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drill each night at three, for as many nights as a test needs, by all that the service does it with but the clock. */
class RecurringRunsTest {
    private static final Instant EVENING = Instant.parse("2026-11-23T20:00:00Z");
    private static final Instant THREE = Instant.parse("2026-11-24T03:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Principal ANN = new Principal("ann");
    private static final RecurringId ID = new RecurringId("rec_00000000000000000000000001");
    private static final String DRILL = """
            {"apiVersion": "sluice/v1", "name": "drill", "from": "eu", "to": "us", "atEnd": "revert",
             "routes": [{"name": "edge", "provider": "p", "route": "edge",
                         "backends": {"eu": {"backend": "edge-eu"}, "us": {"backend": "edge-us"}}}],
             "steps": [{"setWeight": {"percent": 50, "bake": "10m"}}],
             "schedule": {"every": "0 3 * * *"}}
            """;

    private final ManualClock clock = new ManualClock(EVENING);
    private final InMemoryCloud cloud = new InMemoryCloud("memory", clock, new WeightScale(999), false, Duration.ZERO);
    private final Providers providers =
            new Providers(Map.of("p", new InMemoryProvider(cloud, "p", InMemoryProvider.QUICK)));
    private final MemoryPlanStore plans = new MemoryPlanStore(clock);
    private final MemoryRecurringStore store = plans.recurring();
    private final ManualAlarm alarm = new ManualAlarm();
    private final AtomicInteger ids = new AtomicInteger();
    private final Examiner examiner =
            new Examiner(providers, Set.of(), Calls.inline(), SafetyLimits.defaults(), Pace.STANDARD, People.NOBODY);
    private final Admission admission =
            new Admission(plans, examiner, alarm, clock, () -> Specs.id(ids.incrementAndGet()));
    private final RecurringAdmission recurring = new RecurringAdmission(store, examiner, clock, () -> ID);
    private final Set<Principal> gone = new HashSet<>();
    private final RecurringRuns runs =
            new RecurringRuns(store, plans, admission, clock, (by, labels) -> labels.isEmpty() && !gone.contains(by));
    private final Engine engine = new Engine(
            plans,
            providers,
            Calls.inline(),
            new Decider(Pace.STANDARD, 5.0),
            (_, _) -> {},
            alarm,
            clock,
            clock::nanoTime);

    @BeforeEach
    void place() {
        cloud.backend("edge-us", 3);
        cloud.route("edge", Map.of("edge-eu", 1));
    }

    private static ParsedPlan.Accepted read(String drill) {
        return switch (PlanFile.parse(drill.getBytes(UTF_8), PlanFile.Format.JSON)) {
            case ParsedPlan.Accepted accepted -> accepted;
            case ParsedPlan other -> throw new AssertionError(other);
        };
    }

    private RecurringPlan submit() {
        return submit(DRILL);
    }

    private RecurringPlan submit(String drill) {
        ParsedPlan.Accepted plan = read(drill);
        return switch (recurring.submit(plan.spec(), plan.canonical(), plan.digest(), ANN, Optional.empty())) {
            case RecurringAdmission.Answer.Accepted(RecurringPlan accepted) -> accepted;
            case RecurringAdmission.Answer other -> throw new AssertionError(other);
        };
    }

    private RecurringRun lookAt(Instant now) {
        clock.advanceTo(now);
        runs.look(ID);
        return store.recurring(ID).lastRun().orElseThrow();
    }

    private static PlanId planOf(RecurringRun run) {
        return switch (run.outcome()) {
            case Outcome.Submitted(PlanId plan) -> plan;
            case Outcome other -> throw new AssertionError(other);
        };
    }

    private static String refusalOf(RecurringRun run) {
        return switch (run.outcome()) {
            case Outcome.Refused(String why) -> why;
            case Outcome other -> throw new AssertionError(other);
        };
    }

    private Plan toItsEnd(PlanId id) {
        while (!plans.plan(id).isTerminal()) {
            clock.advanceTo(alarm.setFor(id).orElseThrow());
            engine.tick(id);
        }
        return plans.plan(id);
    }

    @Test
    void each_run_is_a_plan_of_its_own_that_ends_where_it_began() {
        RecurringPlan plan = submit();
        assertThat(plan.nextRun()).contains(THREE);

        for (int night = 0; night < 3; night++) {
            Instant due = THREE.plus(DAY.multipliedBy(night));
            RecurringRun run = lookAt(due);
            PlanId id = planOf(run);
            assertThat(run.due()).isEqualTo(due);
            assertThat(id).isEqualTo(Specs.id(night + 1));
            assertThat(plans.journal(id, 0, 1).getFirst().by()).isEqualTo(ANN);
            assertThat(plans.document(id).recurring()).contains(ID);
            assertThat(plans.document(id).digest())
                    .isEqualTo(PlanFile.oneRunOf(plan.document()).digest());

            Plan ended = toItsEnd(id);
            assertThat(ended.state()).isInstanceOf(PlanState.Reverted.class);
            assertThat(ended.endedAt().orElseThrow()).isBetween(due.plusSeconds(600), due.plusSeconds(700));
            assertThat(cloud.state("edge").natives()).containsExactlyEntriesOf(Map.of("edge-eu", 1));
        }
        assertThat(store.recurring(ID).nextRun()).contains(THREE.plus(DAY.multipliedBy(3)));
        assertThat(store.runs(ID, 10)).hasSize(3);
    }

    @Test
    void whoever_looks_again_makes_no_second_one() {
        submit();
        clock.advanceTo(THREE);
        IntStream.range(0, 3).forEach(_ -> runs.look(ID));

        assertThat(store.runs(ID, 10)).hasSize(1);
        assertThat(ids).hasValue(1);
    }

    @Test
    void a_run_that_is_due_while_one_is_under_way_is_skipped_and_so_is_the_next_if_it_still_is() {
        submit();
        PlanId first = planOf(lookAt(THREE));

        for (int night = 1; night < 3; night++) {
            assertThat(lookAt(THREE.plus(DAY.multipliedBy(night))).outcome())
                    .isEqualTo(new Outcome.Skipped("plan " + first + " of an earlier run is still under way"));
        }
        alarm.set(first, clock.instant());
        toItsEnd(first);
        assertThat(planOf(lookAt(THREE.plus(DAY.multipliedBy(3))))).isNotEqualTo(first);
    }

    @Test
    void what_was_missed_is_made_up_for_once() {
        submit();
        Instant back = THREE.plus(DAY.multipliedBy(4)).plusSeconds(1200);

        assertThat(lookAt(back).outcome()).isInstanceOf(Outcome.Skipped.class);
        RecurringRun made = lookAt(back);
        assertThat(made.due()).isEqualTo(THREE.plus(DAY.multipliedBy(4)));
        planOf(made);
        runs.look(ID);
        assertThat(store.runs(ID, 10)).hasSize(2);
    }

    @Test
    void a_clock_that_was_years_ahead_for_a_while_costs_no_run_that_comes_and_makes_none_twice() {
        submit();
        toItsEnd(planOf(lookAt(THREE)));
        clock.set(DAY.multipliedBy(3_650).plusSeconds(7200));
        runs.look(ID);
        assertThat(store.recurring(ID).nextRun().orElseThrow()).isAfter(THREE.plus(DAY.multipliedBy(3_650)));

        clock.set(DAY.multipliedBy(-3_650).minusSeconds(8400)); // a little before three: that run was made already
        runs.look(ID);
        assertThat(store.recurring(ID).nextRun()).contains(THREE.plus(DAY));
        assertThat(planOf(lookAt(THREE.plus(DAY)))).isEqualTo(Specs.id(2));
        assertThat(store.runs(ID, 10)).extracting(RecurringRun::due).doesNotHaveDuplicates();
    }

    @Test
    void a_run_whose_routes_show_something_else_is_refused_and_the_next_is_tried() {
        submit();
        cloud.strangerSets("edge", Map.of("edge-eu", 3, "edge-us", 1));
        assertThat(refusalOf(lookAt(THREE))).isEqualTo("edge has eu 75 %, us 25 % live, and the plan expects eu 100 %");

        cloud.strangerSets("edge", Map.of("edge-eu", 1));
        planOf(lookAt(THREE.plus(DAY)));
    }

    @Test
    void a_run_whose_routes_another_plan_has_is_refused_by_name() {
        submit();
        ParsedPlan.Accepted other = read(DRILL.replace("\"every\": \"0 3 * * *\"", ""));
        Object _ = admission.submit(
                new Admission.Submission(other.spec(), other.canonical(), other.digest(), ANN, Optional.empty()));

        assertThat(refusalOf(lookAt(THREE)))
                .isEqualTo("route edge belongs to plan " + Specs.id(1) + " until that ends");
    }

    @Test
    void so_is_one_whose_provider_does_not_answer_or_knows_the_route_no_more() {
        submit();
        cloud.onNextRead("edge", new ProviderError.Unavailable("down"));
        assertThat(refusalOf(lookAt(THREE))).isEqualTo("cannot see edge: down");

        cloud.onNextRead("edge", new ProviderError.NotFound("no such route"));
        assertThat(refusalOf(lookAt(THREE.plus(DAY)))).isEqualTo("/routes/0 no such route");
    }

    @Test
    void nobody_runs_it_in_the_name_of_somebody_who_has_left() {
        submit();
        gone.add(ANN);
        assertThat(refusalOf(lookAt(THREE)))
                .isEqualTo("ann submitted it, and may submit plans with its labels no more");
        assertThat(ids).hasValue(0);

        gone.remove(ANN);
        planOf(lookAt(THREE.plus(DAY)));
    }

    @Test
    void nobody_runs_it_in_the_name_of_somebody_who_may_submit_no_plans_of_its_team() {
        submit(DRILL.replaceFirst("\\{", "{\"labels\": {\"team\": \"search\"}, "));
        assertThat(refusalOf(lookAt(THREE)))
                .isEqualTo("ann submitted it, and may submit plans with its labels no more");
        assertThat(ids).hasValue(0);
    }

    @Test
    void one_that_was_stopped_has_no_run_any_more_and_what_is_under_way_goes_on() {
        submit();
        PlanId first = planOf(lookAt(THREE));
        RecurringPlan stopped = store.stop(ID, ANN, "no drills in December", clock.instant());

        assertThat(stopped.stopped()).contains(new RecurringPlan.Stopped(THREE, ANN, "no drills in December"));
        assertThat(lookAt(THREE.plus(DAY))).isEqualTo(store.runs(ID, 10).getLast());
        assertThat(store.due(clock.instant(), 10)).isEmpty();
        assertThat(plans.plan(first).isTerminal()).isFalse();
    }

    @Test
    void what_no_run_could_do_is_refused_at_once_and_a_repeated_submission_makes_one() {
        ParsedPlan.Accepted wrong = read(DRILL.replace("\"provider\": \"p\"", "\"provider\": \"q\""));
        assertThat(recurring.submit(wrong.spec(), wrong.canonical(), wrong.digest(), ANN, Optional.empty()))
                .isInstanceOfSatisfying(
                        RecurringAdmission.Answer.Invalid.class,
                        invalid -> assertThat(invalid.faults())
                                .extracting(fault -> fault.pointer())
                                .containsExactly("/routes/0/provider"));

        ParsedPlan.Accepted plan = read(DRILL);
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k", "sha256:b"));
        List<RecurringAdmission.Answer> answers = IntStream.range(0, 2)
                .mapToObj(_ -> recurring.submit(plan.spec(), plan.canonical(), plan.digest(), ANN, key))
                .toList();
        assertThat(answers).hasSize(2).allMatch(answers.getFirst()::equals);
        assertThat(recurring.submit(
                        plan.spec(),
                        plan.canonical(),
                        plan.digest(),
                        ANN,
                        Optional.of(new IdempotencyKey("k", "sha256:c"))))
                .isEqualTo(new RecurringAdmission.Answer.KeyReused());
        assertThat(store.list(Optional.empty(), 10)).hasSize(1);
    }
}
