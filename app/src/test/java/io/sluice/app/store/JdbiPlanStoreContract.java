package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.RevertCause;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Claim;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.StoreUnavailable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
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

    /** Connections that nothing is refused to. */
    protected abstract Jdbi unguarded();

    private void tamper(String sql) {
        unguarded().useHandle(handle -> handle.execute(sql));
    }

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

    final Jdbi jdbi() {
        return database.jdbi();
    }

    final void sql(String sql) {
        jdbi().useHandle(handle -> handle.execute(sql));
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

    /** It may fold differently: what it reads as is not what its journal says. */
    @Test
    void soIsOneOfAnEarlierFormat() {
        Plan plan = threeLines();
        sql("update plan set fold = replace(fold, '\"writes\":0', '\"writes\":7')");
        assertThat(store.plan(id(1))).isNotEqualTo(plan);
        sql("update plan set fold = replace(fold, '\"format\":2', '\"format\":1')");
        assertThat(store.plan(id(1))).isEqualTo(plan);
        assertThat(store.findJournalFault(id(1))).isEmpty();
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

    @Test
    void ofAThousandTamperingsEachIsFound() {
        List<PlanId> all = new ArrayList<>();
        for (int number = 1; number <= 12; number++) {
            Plan plan = ((Created.Stored) store.create(Submission.of(number, "route " + number)
                            .labelled(Map.of("team", "payments"))
                            .plan()))
                    .plan();
            for (int line = 0; line < 2 + number % 5; line++) {
                plan = store.append(
                                plan,
                                List.of(new PlanEvent.PauseAsked("%d of %d".formatted(line, number))),
                                ANN,
                                NOON.plusSeconds(line))
                        .orElseThrow();
            }
            if (number % 3 == 0) {
                assertThat(store.append(plan, List.of(new PlanEvent.CancelAsked("stays so")), ANN, NOON))
                        .isPresent();
            }
            all.add(plan.id());
        }
        JournalCheck check = new JournalCheck(database, PlanFixture::read);
        List<Tampering> ways = List.copyOf(EnumSet.allOf(Tampering.class));
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        try (Handle handle = unguarded().open()) {
            all.forEach(id -> assertThat(check.look(handle, id).fault()).isEmpty());
            for (int i = 0; i < 1000; i++) {
                Tampering tampering = ways.get(i % ways.size());
                handle.begin();
                List<PlanId> touched = tampering.on(new Tampering.Stored(handle, random, all));
                assertThat(touched)
                        .as("%s, the %dth with the seed %d", tampering, i, seed)
                        .anyMatch(id -> check.look(handle, id).fault().isPresent());
                handle.rollback();
            }
        }
        assertThatNoFaultIsFound(check, all.size());
        System.out.printf(
                "P13 %s: 1000 of 1000 tamperings in %d ways found%n", getClass().getSimpleName(), ways.size());
    }

    private static void assertThatNoFaultIsFound(JournalCheck check, int plans) {
        List<String> faults = new ArrayList<>();
        try {
            JournalCheck.Result result = check.check(3, faults::add);
            assertThat(faults).isEmpty();
            assertThat(result.plans()).isEqualTo(plans);
            assertThat(result.lines()).isGreaterThan(3L * plans);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The row of a plan as it was, and no line after it: what a standby shows that lagged. */
    private void forget(Plan after, Runnable acknowledged) {
        try (Handle handle = unguarded().open()) {
            Map<String, Object> row = handle.createQuery(
                            "select state, version, generation, fold, journal_hash, ended_at,"
                                    + " look_at from plan where id = :id")
                    .bind("id", after.id().value())
                    .map((columns, _) -> {
                        Map<String, Object> all = new HashMap<>();
                        for (String name : List.of("state", "fold", "journal_hash")) {
                            all.put(name, columns.getString(name));
                        }
                        all.put("version", columns.getLong("version"));
                        all.put("generation", columns.getLong("generation"));
                        all.put("look_at", columns.getObject("look_at", OffsetDateTime.class));
                        return all;
                    })
                    .one();
            acknowledged.run();
            handle.createUpdate("update plan set state = :state, version = :version, generation = :generation,"
                            + " fold = :fold, journal_hash = :journal_hash, ended_at = null, look_at = :look_at"
                            + " where id = :id")
                    .bindMap(row)
                    .bind("id", after.id().value())
                    .execute();
            handle.execute(
                    "delete from journal where plan = ? and seq > ?", after.id().value(), row.get("version"));
        }
    }

    @Test
    void linesThatTheDatabaseForgotAreAddedAgainExactlyAsTheyWere() {
        SplittableRandom random = new SplittableRandom(7);
        for (int number = 1; number <= 50; number++) {
            Plan plan = ((Created.Stored) store.create(
                            Submission.of(number, "route " + number).plan()))
                    .plan();
            AtomicReference<Plan> last = new AtomicReference<>(plan);
            for (int line = random.nextInt(3); line > 0; line--) {
                last.set(paused(last.get()));
            }
            int lost = 1 + random.nextInt(4);
            boolean reverts = random.nextBoolean();
            forget(last.get(), () -> {
                for (int line = 0; line < lost; line++) {
                    last.set(paused(last.get()));
                }
                if (reverts) {
                    last.set(store.append(
                                    last.get(),
                                    List.of(new PlanEvent.RevertStarted(RevertCause.ordered("back", false))),
                                    ANN,
                                    NOON)
                            .orElseThrow());
                }
            });
            assertThat(new JdbiPlanStore(database, PlanFixture::read)
                            .plan(id(number))
                            .version())
                    .as("the database has forgotten")
                    .isLessThan(last.get().version());

            assertThat(store.plan(id(number))).isEqualTo(last.get());
            assertThat(store.findJournalFault(id(number))).isEmpty();
        }
    }

    private Plan paused(Plan plan) {
        return store.append(plan, List.of(new PlanEvent.PauseAsked("lunch")), ANN, NOON.plusSeconds(plan.version()))
                .orElseThrow();
    }

    @Test
    void whereItWentOnOtherwiseTheDatabaseCounts() {
        Plan plan = threeLines();
        forget(plan, () -> paused(paused(plan)));
        Plan other = new JdbiPlanStore(database, PlanFixture::read)
                .append(plan, List.of(new PlanEvent.PauseAsked("by another node")), ANN, NOON)
                .orElseThrow();

        assertThat(store.plan(id(1))).isEqualTo(other);
        assertThat(store.findJournalFault(id(1))).isEmpty();
        assertThat(paused(other).version()).isEqualTo(other.version() + 1);
    }

    @Test
    void whatAnotherNodeWroteBetweenWaitsForThatNode() {
        JdbiPlanStore other = new JdbiPlanStore(database, PlanFixture::read);
        Plan plan = threeLines();
        AtomicReference<Plan> last = new AtomicReference<>(plan);
        forget(plan, () -> {
            Plan second = other.append(plan, List.of(new PlanEvent.PauseAsked("by the other")), ANN, NOON)
                    .orElseThrow();
            last.set(paused(second));
        });
        assertThat(store.plan(id(1))).isEqualTo(plan);
        assertThat(other.plan(id(1)).version()).isEqualTo(plan.version() + 1);
        assertThat(store.plan(id(1))).isEqualTo(last.get());
        assertThat(store.findJournalFault(id(1))).isEmpty();
    }

    @Test
    void afterALossAllThatIsLackingIsBroughtAndAPlanThatCannotBeHindersNoOther() {
        List<Plan> last = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            Plan plan = ((Created.Stored) store.create(
                            Submission.of(number, "route " + number).plan()))
                    .plan();
            AtomicReference<Plan> more = new AtomicReference<>(plan);
            if (number != 4) {
                forget(plan, () -> more.set(paused(paused(plan))));
            }
            last.add(more.get());
        }
        try (Handle handle = unguarded().open()) {
            handle.execute("update plan set fold = 'no fold' where id = ?", id(2).value());
            handle.execute("delete from journal where plan = ?", id(2).value());
        }
        database.dropConnections();

        assertThat(store.due(NOON.plusSeconds(60), 10)).contains(id(1), id(3), id(4), id(5));
        JdbiPlanStore other = new JdbiPlanStore(database, PlanFixture::read);
        for (int number : List.of(1, 3, 4, 5)) {
            assertThat(other.plan(id(number))).isEqualTo(last.get(number - 1));
        }
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
                .matches(
                        "the database has schema 999 and this release of Sluice knows [\\d.]+: start the newer release");
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
