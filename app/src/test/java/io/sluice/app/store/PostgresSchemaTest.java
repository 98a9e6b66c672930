package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.engine.PlanStore.Created;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that a node does not start on, each told in one line, and how they become such that it does. */
class PostgresSchemaTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private static void refused(ThrowingCallable open, String says) {
        assertThatThrownBy(open)
                .isInstanceOf(DatabaseRefused.class)
                .message()
                .contains(says)
                .doesNotContain("\n");
    }

    @Test
    void row62ANodeNeverMakesTablesAndTheCommandDoes() {
        String name = SERVER.databaseWithoutTables();
        refused(() -> SERVER.open(name), "has no tables of Sluice: run `java -jar sluice.jar migrate config.yml`");
        assertThat(SERVER.ask(name, "select count(*) from pg_tables where schemaname = 'public'"))
                .isEqualTo("0");

        assertThat(SERVER.migrate(name)).matches("the database has schema [\\d.]+ now; it had none");
        SERVER.open(name).close();
        assertThat(SERVER.migrate(name)).matches("the database has schema [\\d.]+, as this release does");
    }

    @Test
    void row62AnOlderSchemaIsNotStartedOn() {
        String name = SERVER.newDatabase();
        SERVER.run(
                name,
                "delete from flyway_schema_history where installed_rank ="
                        + " (select max(installed_rank) from flyway_schema_history)");
        refused(() -> SERVER.open(name), "run `java -jar sluice.jar migrate config.yml`");
    }

    @Test
    void row62ASchemaOfOtherMigrationsIsNotStartedOn() {
        String name = SERVER.newDatabase();
        SERVER.run(name, "update flyway_schema_history set checksum = 1 where version = '1'");
        refused(() -> SERVER.open(name), "the schema of the database is not that of this release: ");
        refused(() -> SERVER.migrate(name), "the database cannot be brought to this release: ");
    }

    @Test
    void row62TablesThatAreNotOursAreLeftAlone() {
        String name = SERVER.databaseWithoutTables();
        SERVER.run(name, "create table customers (id int)");
        refused(() -> SERVER.migrate(name), "the database cannot be brought to this release: ");
    }

    @Test
    void row62AnotherEncodingIsNotStartedOn() {
        SERVER.run(
                "postgres",
                "create database sluice_latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
        refused(() -> SERVER.migrate("sluice_latin"), "has the encoding LATIN1 and must have UTF8");
        refused(() -> SERVER.open("sluice_latin"), "has the encoding LATIN1 and must have UTF8");
    }

    @Test
    void row62AReadOnlyDatabaseIsNotStartedOn() {
        String name = SERVER.newDatabase();
        SERVER.run("postgres", "alter database " + name + " set default_transaction_read_only = on");
        refused(() -> SERVER.open(name), "the database is read-only");
    }

    @Test
    void row62AServerThatHasNoConnectionLeftIsToldInOneLine() {
        String name = SERVER.newDatabase();
        SERVER.run("postgres", "alter database " + name + " connection limit 0");
        refused(() -> SERVER.open(name), "no database: FATAL: too many connections for database");
    }

    @Test
    void row62AServerThatIsNotThereIsToldInOneLine() {
        DatabaseSettings nowhere = new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:1/sluice", "sluice_app", Optional.empty(), 8, Map.of());
        refused(() -> PostgresServer.open(nowhere), "no database: Connection to 127.0.0.1:1 refused");
    }

    @Test
    void row61And62TwoConnectionsAreEnoughForManyAtOnceAndOneIsRefused() throws Exception {
        String name = SERVER.newDatabase();
        String url = SERVER.url(name);
        assertThatThrownBy(() -> new DatabaseSettings(url, "sluice_app", Optional.empty(), 1, Map.of()))
                .hasMessage("database: connections must be from 2 to 200");
        DatabaseSettings two = new DatabaseSettings(url, "sluice_app", Optional.empty(), 2, Map.of());
        try (Database database = PostgresServer.open(two);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            JdbiPlanStore store = new JdbiPlanStore(database, PlanFixture::read);
            List<Future<Boolean>> kept = new ArrayList<>();
            for (int number = 1; number <= 16; number++) {
                Submission submission = Submission.of(number, "route " + number);
                kept.add(threads.submit(() -> {
                    Created created = store.create(submission.plan());
                    return store.append(
                                    ((Created.Stored) created).plan(),
                                    List.of(new PlanEvent.PauseAsked("lunch")),
                                    ANN,
                                    NOON)
                            .isPresent();
                }));
            }
            for (Future<Boolean> one : kept) {
                assertThat(one.get()).isTrue();
            }
            assertThat(store.findJournalFault(id(16))).isEmpty();
        }
    }

    @Test
    void connectionsHaveLimitsUnlessTheSettingsSayOtherwise() {
        String name = SERVER.newDatabase();
        try (Database usual = SERVER.open(name)) {
            assertThat(shown(usual, "application_name")).isEqualTo("sluice");
            assertThat(shown(usual, "statement_timeout")).isEqualTo("5s");
            assertThat(shown(usual, "lock_timeout")).isEqualTo("3s");
            assertThat(shown(usual, "idle_in_transaction_session_timeout")).isEqualTo("2s");
        }
        Map<String, String> properties =
                Map.of("ApplicationName", "blue", "options", "-c statement_timeout=1000", "socketTimeout", "9");
        try (Database other = PostgresServer.open(
                new DatabaseSettings(SERVER.url(name), "sluice_app", Optional.empty(), 2, properties))) {
            assertThat(shown(other, "application_name")).isEqualTo("blue");
            assertThat(shown(other, "statement_timeout")).isEqualTo("1s");
            assertThat(shown(other, "lock_timeout")).isEqualTo("0");
        }
    }

    private static String shown(Database database, String setting) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("show " + setting)
                        .mapTo(String.class)
                        .one());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:mem:x",
                "postgresql://db/sluice",
                "jdbc:postgresql://db/sluice?password=hunter2",
                "jdbc:postgresql://db/sluice?user=me",
                "jdbc:postgresql://me:hunter2@db/sluice",
            })
    void row61AnAddressThatIsNoneOrHoldsASecretIsRefused(String url) {
        assertThatThrownBy(() -> new DatabaseSettings(url, "me", Optional.empty(), 8, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("database: url must")
                .doesNotContain("hunter2");
    }
}
