package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.RevertCause;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Claim;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.StoreUnavailable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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

    /** A statement of whoever owns the tables, whom the database refuses too what nobody may. */
    protected abstract void asOwner(String sql);

    /** Changes what is stored, past all that would refuse it. */
    protected abstract void tamper(String sql);

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

    final void sql(String sql) {
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
        tamper(tampering);
        assertThat(store.findJournalFault(id(1))).isPresent();
    }

    /** One plan under way, with a generation that rose, and one that has ended. */
    private void oneUnderWayAndOneEnded() {
        Plan plan = threeLines();
        assertThat(store.append(
                        plan, List.of(new PlanEvent.RevertStarted(RevertCause.ordered("back", false))), ANN, NOON))
                .isPresent();
        Plan other = ((Created.Stored) store.create(Submission.of(2, "dns").plan())).plan();
        assertThat(store.append(other, List.of(new PlanEvent.CancelAsked("stays so")), ANN, NOON))
                .isPresent();
    }

    private static final String ENDED = " where ended_at is not null";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update plan set state = 'baking', ended_at = null, look_at = submitted_at" + ENDED,
                "update plan set state = 'completed'" + ENDED,
                "update plan set state = 'paused'",
                "update plan set ended_at = null" + ENDED,
                "update plan set ended_at = ended_at + interval '1' second" + ENDED,
                "update plan set look_at = submitted_at" + ENDED,
                "update plan set version = version - 1",
                "update plan set generation = generation - 1",
                "update plan set epoch = epoch - 1",
                "update plan set document = 'another'",
                "update plan set submitted_by = 'nobody'",
                "delete from plan" + ENDED,
                "delete from plan",
                "truncate table plan",
                "update journal set line = replace(line, 'lunch', 'bunch')",
                "update journal set seq = seq + 100",
                "delete from journal where seq = 3",
                "truncate table journal",
                "update plan_route set route_key = 'of somebody else'",
                "delete from plan_route",
                "update route_generation set generation = generation - 1",
                "delete from route_generation",
                "truncate table route_generation",
            })
    void theDatabaseItselfRefuses(String undoing) {
        oneUnderWayAndOneEnded();
        assertThatThrownBy(() -> asOwner(undoing))
                .extracting(JdbiPlanStoreContract::state)
                .asString()
                .as("a constraint or a trigger, or a table that others refer to")
                .matches("23...|0A000|90106");
        assertThat(store.findJournalFault(id(1))).isEmpty();
        assertThat(store.findJournalFault(id(2))).isEmpty();
    }

    private static String state(Throwable thrown) {
        Throwable cause = thrown;
        while (!(cause instanceof SQLException)) {
            cause = Objects.requireNonNull(cause.getCause());
        }
        return ((SQLException) cause).getSQLState();
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
        asOwner("""
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (99, '999', 'of a release to come', 'SQL', 'V999__x.sql', 1, 'x', 1, true)
                """);
        database.close();
        assertThatThrownBy(this::openAgain)
                .isInstanceOf(DatabaseRefused.class)
                .message()
                .matches("the database has schema 999 and this release of Sluice knows \\d+: start the newer release");
    }

    @Test
    void aHalfMigratedSchemaIsRefusedInOneLine() {
        asOwner("update flyway_schema_history set success = false");
        database.close();
        assertThatThrownBy(this::openAgain)
                .isInstanceOf(DatabaseRefused.class)
                .message()
                .matches(
                        "the database cannot be brought to this release: .*|the migration of the database .* broke off.*")
                .doesNotContain("\n");
    }
}
