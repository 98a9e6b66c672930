package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.RecurringStore;
import io.sluice.plan.engine.RecurringStore.NewRecurring;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringRun;
import io.sluice.plan.recurring.RecurringRun.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Those that last, with their letters. */
abstract class JdbiRecurringStoreContract extends RecurringStoreContract {
    private final AtomicInteger wakes = new AtomicInteger();
    private Database database;
    private PlanStore plans;
    private RecurringStore store;

    protected abstract Database database();

    @BeforeEach
    void open() {
        database = database();
        plans = new JdbiPlanStore(database, PlanFixture::read);
        store = with(RecurringStoreContract::letters);
    }

    private RecurringStore with(RunLetters letters) {
        return new JdbiRecurringStore(database, text -> PlanFile.read(text).spec(), letters, wakes::incrementAndGet);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected PlanStore plans() {
        return plans;
    }

    @Override
    protected RecurringStore store() {
        return store;
    }

    @Override
    protected long told() {
        return new Outbox(database).waiting();
    }

    @Test
    void aRunAndItsLettersAreKeptTogetherOrNotAtAll() {
        RecurringId id = new RecurringId("rec_%026d".formatted(1));
        store.add(new NewRecurring(
                id, PlanFile.read(DRILL).spec(), DRILL, "sha256:r", ANN, NOON, NOON, Optional.empty()));
        RecurringRun run = new RecurringRun(NOON, NOON, new Outcome.Refused("edge is gone"));
        RecurringStore failing = with((_, _, _) -> {
            throw new IllegalStateException("a fault while the run is kept");
        });

        assertThatThrownBy(() -> failing.settle(store.recurring(id), run, NOON.plusSeconds(60)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(store.recurring(id).nextRun()).contains(NOON);
        assertThat(told()).isZero();
        assertThat(wakes).hasValue(0);

        assertThat(store.settle(store.recurring(id), run, NOON.plusSeconds(60))).isTrue();
        assertThat(wakes).hasValue(1);
        assertThat(new Outbox(database).take("chat", "node", Duration.ofMinutes(1), NOON))
                .hasValueSatisfying(letter -> {
                    assertThat(letter.id()).isEqualTo(id + ".1.chat");
                    assertThat(letter.about()).isEqualTo(id.value());
                    assertThat(letter.text()).isEqualTo("drill refused");
                });
    }
}
