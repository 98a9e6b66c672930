package io.sluice.plan.engine;

import static io.sluice.plan.cost.Books.book;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.Figure;
import io.sluice.plan.Figure.Cost.Per;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge.Budget;
import io.sluice.plan.Gate.NoDataPolicy;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.Gate.OnUndecided;
import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.Survey;
import io.sluice.plan.cost.Books;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.SafetyLimits;
import io.sluice.plan.engine.Admission.Answer;
import io.sluice.plan.engine.Admission.Submission;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A plan with a budget of 0.20 EUR an hour, from its submission to its hold. */
class BudgetTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-24T08:00:00Z"));
    private final InMemoryCloud cloud = new InMemoryCloud(clock);
    private final MemoryPlanStore store = new MemoryPlanStore(clock);

    BudgetTest() {
        cloud.backend("edge-eu", 3);
        cloud.backend("edge-us", 3);
        cloud.route("edge", Map.of("edge-eu", 1, "edge-us", 0));
    }

    @Test
    void servers_that_come_with_the_move_use_up_the_budget() {
        Providers providers = providers(book().backend("p", 0.10, 0, 0));
        Engine engine = engine(providers);
        Plan plan = accepted(submit(providers));
        engine.tick(plan.id());
        assertThat(Optional.ofNullable(store.plan(plan.id()).surveys().get("edge"))
                        .flatMap(Survey::costPerHour))
                .hasValueSatisfying(cost -> assertThat(cost).isCloseTo(0.60, within(1e-9)));

        clock.advance(Duration.ofSeconds(10));
        engine.tick(plan.id());
        assertThat(store.plan(plan.id()).state()).isInstanceOf(PlanState.Baking.class);
        cloud.backend("edge-us", 6);
        clock.advance(Duration.ofSeconds(10));
        engine.tick(plan.id());

        assertThat(store.plan(plan.id()).state())
                .isInstanceOfSatisfying(
                        PlanState.Held.class,
                        held -> assertThat(held.why())
                                .isEqualTo(
                                        new HoldReason.Gate(
                                                "cost",
                                                "failed: an estimate: 0.30 EUR more per hour > 0.20 EUR (0.90 EUR an hour now, 0.60 EUR before the start)")));

        cloud.backend("edge-us", 5);
        clock.advance(Duration.ofSeconds(10));
        engine.tick(plan.id());
        assertThat(store.plan(plan.id()).state()).as("it is cheaper again").isInstanceOf(PlanState.Baking.class);
    }

    @Test
    void a_gate_on_a_cost_that_has_no_price_is_refused_by_name() {
        Answer answer = submit(providers(book().backend("p edge-eu", 0.10, 0, 0)));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Invalid.class,
                        invalid -> assertThat(invalid.faults())
                                .containsExactly(
                                        new Fault(
                                                "/gates/0/signal",
                                                "gate cost cannot be judged: the price book has no price for us of route edge")));
    }

    @Test
    void a_gate_on_a_cost_of_a_house_without_prices_is_refused() {
        Answer answer = submit(new Providers(Map.of("p", new InMemoryProvider(cloud, "p", InMemoryProvider.QUICK))));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Invalid.class,
                        invalid -> assertThat(invalid.faults())
                                .containsExactly(new Fault(
                                        "/gates/0/signal", "gate cost cannot be judged: config.yml has no prices")));
    }

    private static Plan accepted(Answer answer) {
        return switch (answer) {
            case Answer.Accepted(Plan plan) -> plan;
            default -> throw new AssertionError("not accepted: " + answer);
        };
    }

    private Providers providers(Books book) {
        return new Providers(
                Map.of("p", new InMemoryProvider(cloud, "p", InMemoryProvider.QUICK)),
                Map.of(),
                Optional.of(book.build()));
    }

    private Engine engine(Providers providers) {
        return new Engine(
                store,
                providers,
                Calls.inline(),
                new Decider(Pace.STANDARD, 5.0),
                (_, _) -> {},
                (_, _) -> {},
                clock,
                clock::nanoTime);
    }

    private Answer submit(Providers providers) {
        Specs specs = Specs.over("p/edge").shift(50, Duration.ofHours(1));
        PlanSpec spec = specs.gate(new Gate(
                        "cost",
                        new Figure.Cost(Per.HOUR, Optional.of("EUR")),
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        new Budget(0.20),
                        OnFail.HOLD,
                        NoDataPolicy.always(OnNoData.HOLD),
                        OnUndecided.PROCEED,
                        0,
                        specs.names(),
                        Optional.empty()))
                .build();
        Examiner examiner = new Examiner(
                providers, Set.of(), Calls.inline(), SafetyLimits.defaults(), Pace.STANDARD, People.NOBODY);
        Admission admission = new Admission(store, examiner, (_, _) -> {}, clock, () -> Specs.id(1));
        return admission.submit(new Submission(spec, "{}", "sha256:0", Principal.LOCAL, Optional.empty()));
    }
}
