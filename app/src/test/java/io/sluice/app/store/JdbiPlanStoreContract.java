package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Claim;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those that last: what is in their tables, and what the database itself makes of it. */
abstract class JdbiPlanStoreContract extends PlanStoreContract {
    private Database database;
    private JdbiPlanStore store;

    /** The database of a test: a new one at first, and whenever it is asked again the same. */
    protected abstract Database database();

    @BeforeEach
    @Override
    void openTheStore() {
        openAgain();
        super.openTheStore();
    }

    private void openAgain() {
        database = database();
        store = new JdbiPlanStore(database, PlanFixture::read);
    }

    @Override
    protected PlanStore open() {
        return store;
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected void awaitTheEndOf(Claim claim) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (store.permits(claim, store.plan(claim.plan()).generation())) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private Plan threeLines() {
        Created created = store.create(Submission.of(1, "edge", "api").plan());
        Plan plan = ((Created.Stored) created).plan();
        List<PlanEvent> pauses = List.of(new PlanEvent.PauseAsked("lunch"), new PlanEvent.PauseAsked("dinner"));
        return store.append(plan, pauses, ANN, NOON).orElseThrow();
    }

    private void sql(String sql) {
        database.jdbi().useHandle(handle -> handle.execute(sql));
    }

    @Test
    void everythingIsThereWhenItIsOpenedAgain() {
        Plan plan = threeLines();
        Claim claim = store.claim(id(1), Duration.ofMinutes(5)).orElseThrow();
        database.close();
        openAgain();
        assertThat(store.find(id(1))).contains(plan);
        assertThat(store.journal(id(1), 0, 10)).hasSize(3);
        assertThat(store.permits(claim, store.plan(claim.plan()).generation())).isTrue();
        assertThat(store.findOwner("key of api")).contains(id(1));
        assertThat(store.findJournalFault(id(1))).isEmpty();
    }

    @Test
    void theRowIsTheFoldOfItsJournal() {
        Plan plan = threeLines();
        assertThat(store.refold(id(1))).isEqualTo(plan).isEqualTo(store.plan(id(1)));
    }

    @Test
    void aRowThatAnotherReleaseWroteIsReadFromItsJournal() {
        Plan plan = threeLines();
        sql("update plan set fold = '{\"shape\": \"of a release to come\"}'");
        assertThat(store.plan(id(1))).isEqualTo(plan);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update journal set line = replace(line, 'lunch', 'bunch') where seq = 2",
                "update journal set line = replace(line, 'ann', 'bob') where seq = 1",
                "delete from journal where seq = 1",
                "delete from journal where seq = 2",
                "delete from journal where seq = 3",
                "update journal set seq = 4 where seq = 3",
                "update journal set hash = 'x' where seq = 3",
                "update plan set version = 4",
            })
    void aJournalThatWasTamperedWithIsFound(String tampering) {
        threeLines();
        assertThat(store.findJournalFault(id(1))).isEmpty();
        sql(tampering);
        assertThat(store.findJournalFault(id(1))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update plan set state = 'baking'",
                "update plan set ended_at = null",
                "update plan set look_at = submitted_at",
                "update plan set state = 'paused'",
                "delete from plan",
            })
    void theDatabaseItselfRefusesHalfAnEnd(String sql) {
        Plan plan = threeLines();
        assertThat(store.append(plan, List.of(new PlanEvent.CancelAsked("stays so")), ANN, NOON))
                .isPresent();
        assertThatThrownBy(() -> sql(sql)).hasMessageContaining("constraint");
    }

    @Test
    void oldKeysAreRemoved() {
        store.create(Submission.of(1, "edge").withKey("k", "d").plan());
        assertThat(store.forgetOldKeys(NOON.plus(Duration.ofHours(23)))).isZero();
        assertThat(store.forgetOldKeys(NOON.plus(Duration.ofHours(24)))).isEqualTo(1);
    }

    @Test
    void aDatabaseThatIsGoneIsUnavailable() {
        Plan plan = threeLines();
        database.close();
        assertThatThrownBy(() -> store.find(id(1))).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> store.append(plan, List.of(new PlanEvent.CancelAsked("")), ANN, NOON))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void aSchemaNewerThanTheCodeIsRefusedInOneLine() {
        sql("""
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (99, '999', 'of a release to come', 'SQL', 'V999__x.sql', 1, 'x', 1, true)
                """);
        database.close();
        assertThatThrownBy(this::openAgain)
                .isInstanceOf(DatabaseRefused.class)
                .hasMessage("the database has schema 999 and this release of Sluice knows 4: start the newer release");
    }

    @Test
    void aHalfMigratedSchemaIsRefusedInOneLine() {
        sql("update flyway_schema_history set success = false");
        database.close();
        assertThatThrownBy(this::openAgain)
                .isInstanceOf(DatabaseRefused.class)
                .message()
                .startsWith("the database cannot be brought to this release")
                .doesNotContain("\n");
    }
}
