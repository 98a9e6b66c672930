package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.Letters.Letter;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.engine.PlanStore.OfRecurring;
import io.sluice.plan.engine.RecurringStore;
import io.sluice.plan.engine.RecurringStore.Added;
import io.sluice.plan.engine.RecurringStore.NewRecurring;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import io.sluice.plan.recurring.RecurringRun.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store of recurring plans does. Where letters are kept, each run that became no plan gives one to {@code chat}. */
abstract class RecurringStoreContract {
    static final String DRILL = """
            {"apiVersion":"sluice/v1","atEnd":"revert","from":"eu","name":"drill","routes":[{"backends":{"eu":{},"us":{}},\
            "name":"edge","provider":"aws"}],"schedule":{"every":"0 * * * *"},"steps":[{"setWeight":50}],"to":"us"}""";

    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final RecurringId ID = rec(1);
    private static final Instant ONE = NOON.plus(Duration.ofHours(1));
    private static final Instant TWO = NOON.plus(Duration.ofHours(2));

    protected abstract PlanStore plans();

    protected abstract RecurringStore store();

    static List<Letter> letters(RecurringPlan plan, long number, RecurringRun run) {
        return List.of(new Letter(
                number, "chat", plan.spec().name() + " " + run.outcome().word()));
    }

    private static RecurringId rec(int number) {
        return new RecurringId("rec_%026d".formatted(number));
    }

    private static NewRecurring asked(int number, Optional<IdempotencyKey> key) {
        return new NewRecurring(rec(number), PlanFile.read(DRILL).spec(), DRILL, "sha256:r", ANN, NOON, ONE, key);
    }

    private RecurringPlan added() {
        return switch (store().add(asked(1, Optional.empty()))) {
            case Added.Stored(RecurringPlan plan) -> plan;
            case Added other -> throw new AssertionError(other);
        };
    }

    private static NewPlan run(int number, String route, Instant due, Instant next) {
        NewPlan plan = Submission.of(number, route).plan();
        return new NewPlan(
                plan.id(),
                plan.spec(),
                plan.document(),
                plan.digest(),
                plan.routeKeys(),
                plan.events(),
                plan.by(),
                NOON,
                plan.lookAt(),
                plan.idempotencyKey(),
                Optional.of(new OfRecurring(ID, due, next)));
    }

    private static RecurringRun skipped(Instant due, String why) {
        return new RecurringRun(due, due.plusSeconds(1), new Outcome.Skipped(why));
    }

    @Test
    void whatWasAddedIsThereAsItWas() {
        RecurringPlan plan = added();
        assertThat(plan)
                .isEqualTo(new RecurringPlan(
                        ID,
                        Optional.of(PlanFile.read(DRILL).spec()),
                        DRILL,
                        "sha256:r",
                        ANN,
                        NOON,
                        Optional.of(ONE),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(store().find(ID)).contains(plan);
        assertThat(store().find(rec(2))).isEmpty();
        assertThatThrownBy(() -> store().stop(rec(2), ANN, "why", NOON)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aKeyIsKnownForADay() {
        Optional<IdempotencyKey> key = Optional.of(new IdempotencyKey("k", "b1"));
        Added first = store().add(asked(1, key));
        assertThat(store().add(asked(2, key))).isEqualTo(new Added.Repeated(((Added.Stored) first).plan()));
        assertThat(store().add(asked(3, Optional.of(new IdempotencyKey("k", "b2")))))
                .isEqualTo(new Added.KeyReused());
        assertThat(store().findAdded(ANN, key.get(), NOON.plus(Duration.ofHours(23))))
                .isPresent();
        assertThat(store().findAdded(ANN, key.get(), NOON.plus(Duration.ofHours(24))))
                .isEmpty();
    }

    @Test
    void theyAreListedNewestFirstPageByPage() {
        for (int i = 1; i <= 3; i++) {
            store().add(asked(i, Optional.empty()));
        }
        assertThat(store().list(Optional.empty(), 2))
                .extracting(RecurringPlan::id)
                .containsExactly(rec(3), rec(2));
        assertThat(store().list(Optional.of(rec(2)), 2))
                .extracting(RecurringPlan::id)
                .containsExactly(ID);
    }

    @Test
    void aRunIsKeptWithItsPlanAndMovesItOn() {
        added();
        assertThat(store().due(ONE.minusMillis(1), 10)).isEmpty();
        assertThat(store().due(ONE, 10)).containsExactly(ID);

        assertThat(plans().create(run(1, "edge", ONE, TWO))).isInstanceOf(Created.Stored.class);
        RecurringPlan after = store().recurring(ID);
        assertThat(after.nextRun()).contains(TWO);
        assertThat(after.lastPlan()).contains(id(1));
        assertThat(after.lastRun()).contains(new RecurringRun(ONE, NOON, new Outcome.Submitted(id(1))));
        assertThat(after.runs()).isEqualTo(1);
        assertThat(plans().document(id(1)).recurring()).contains(ID);
        assertThat(store().due(ONE, 10)).isEmpty();
    }

    @Test
    void aRunThatIsSettledMakesNoPlan() {
        RecurringPlan plan = added();
        plans().create(run(1, "edge", ONE, TWO));

        assertThat(plans().create(run(2, "api", ONE, TWO))).isEqualTo(new Created.RunSettled());
        assertThat(plans().find(id(2))).isEmpty();
        assertThat(plans().findOwner("key of api")).isEmpty();
        assertThat(store().settle(plan, skipped(ONE, "late"), TWO)).isFalse();
        assertThat(store().runs(ID, 10)).hasSize(1);
    }

    @Test
    void aRunWhoseRoutesAreTakenIsNotSettledByTrying() {
        added();
        plans().create(Submission.of(1, "edge").plan());

        assertThat(plans().create(run(2, "edge", ONE, TWO))).isInstanceOf(Created.RouteTaken.class);
        assertThat(store().recurring(ID).nextRun()).contains(ONE);
        assertThat(store().runs(ID, 10)).isEmpty();
    }

    @Test
    void aSkippedRunLeavesTheLastPlanKnown() {
        added();
        plans().create(run(1, "edge", ONE, TWO));
        RecurringPlan read = store().recurring(ID);
        Instant three = TWO.plus(Duration.ofHours(1));

        assertThat(store().settle(read, skipped(TWO, "one is under way"), three))
                .isTrue();
        RecurringPlan after = store().recurring(ID);
        assertThat(after.lastPlan()).contains(id(1));
        assertThat(after.lastRun()).contains(skipped(TWO, "one is under way"));
        assertThat(store().runs(ID, 10)).extracting(RecurringRun::due).containsExactly(TWO, ONE);
        assertThat(store().runs(ID, 1)).hasSize(1);
    }

    @Test
    void theNextRunIsPutBackIfItIsStillTheOneThatWasRead() {
        RecurringPlan read = added();
        assertThat(store().active()).containsExactly(ID);
        assertThat(store().settle(read, skipped(ONE, "late"), TWO.plus(Duration.ofDays(3650))))
                .isTrue();
        assertThat(store().settledAfter(ID, NOON)).containsExactly(ONE);
        assertThat(store().settledAfter(ID, ONE)).isEmpty();

        assertThat(store().putBack(read, TWO)).isFalse();
        RecurringPlan ahead = store().recurring(ID);
        assertThat(store().putBack(ahead, TWO)).isTrue();
        assertThat(store().recurring(ID).nextRun()).contains(TWO);
        assertThat(store().due(TWO, 10)).containsExactly(ID);

        RecurringPlan stopped = store().stop(ID, ANN, "why", NOON);
        assertThat(store().putBack(stopped, TWO)).isFalse();
        assertThat(store().putBack(ahead, TWO)).isFalse();
        assertThat(store().recurring(ID)).isEqualTo(stopped);
        assertThat(store().active()).isEmpty();
    }

    @Test
    void stoppedIsStoppedForGood() {
        RecurringPlan read = added();
        RecurringPlan stopped = store().stop(ID, ANN, "season", NOON.plusSeconds(5));
        assertThat(stopped.stopped()).contains(new RecurringPlan.Stopped(NOON.plusSeconds(5), ANN, "season"));
        assertThat(stopped.nextRun()).isEmpty();
        assertThat(store().stop(ID, ANN, "other", NOON.plusSeconds(50))).isEqualTo(stopped);

        assertThat(store().due(TWO, 10)).isEmpty();
        assertThat(store().settle(read, skipped(ONE, "late"), TWO)).isFalse();
        assertThat(plans().create(run(1, "edge", ONE, TWO))).isEqualTo(new Created.RunSettled());
        assertThat(store().recurring(ID)).isEqualTo(stopped);
    }

    /** Eight that look at the same moment, each ready to make a plan of the run or to skip it: of 20 runs each is settled once. */
    @Test
    void ofAllThatSettleARunOneDoes() throws Exception {
        added();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 20; i++) {
                Instant due = ONE.plus(Duration.ofHours(i));
                Instant next = due.plus(Duration.ofHours(1));
                RecurringPlan read = store().recurring(ID);
                List<Callable<Boolean>> all = new ArrayList<>();
                for (int k = 0; k < 8; k++) {
                    int number = 10 + 8 * i + k;
                    all.add(
                            k % 2 == 0
                                    ? () -> plans().create(run(number, "route" + number, due, next))
                                            instanceof Created.Stored
                                    : () -> store().settle(read, skipped(due, "late"), next));
                }
                int done = 0;
                for (Future<Boolean> one : threads.invokeAll(all)) {
                    done += one.get() ? 1 : 0;
                }
                assertThat(done).as("run " + i).isEqualTo(1);
            }
        }
        List<RecurringRun> runs = store().runs(ID, 100);
        assertThat(runs).hasSize(20).extracting(RecurringRun::due).doesNotHaveDuplicates();
        long made = runs.stream()
                .filter(run -> run.outcome() instanceof Outcome.Submitted(PlanId plan)
                        && plans().find(plan).isPresent())
                .count();
        long skipped = runs.stream()
                .filter(run -> run.outcome() instanceof Outcome.Skipped)
                .count();
        assertThat(made + skipped).isEqualTo(20);
        assertThat(told()).isEqualTo(skipped);
    }

    /** How many letters wait; as many as were skipped where no letters are kept. */
    protected abstract long told();
}
