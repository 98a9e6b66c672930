package io.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.util.JarLocation;
import io.sluice.app.store.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the jar does with its database besides running on it, as somebody types it. */
class DatabaseCommandsTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final String LOGGING = "logging: {level: ERROR, appenders: [{type: console, target: stderr}]}\n";

    private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

    @TempDir
    private Path directory;

    private record End(int code, String out, String err) {}

    private End sluice(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        SluiceApplication application = new SluiceApplication();
        Bootstrap<SluiceConfiguration> bootstrap = new Bootstrap<>(application);
        application.initialize(bootstrap);
        bootstrap.addCommand(new MigrateCommand(new PrintStream(out, true, UTF_8), Map.of()));
        bootstrap.addCommand(new JournalCommand(new PrintStream(out, true, UTF_8)));
        bootstrap.addCommand(new ArchiveCommand(new PrintStream(out, true, UTF_8)));
        bootstrap.addCommand(new ServeCommand(application));
        Optional<Throwable> failure = new Cli(new JarLocation(Launcher.class), bootstrap, out, err).run(arguments);
        return new End(failure.map(SluiceApplication::exitCode).orElse(0), out.toString(UTF_8), err.toString(UTF_8));
    }

    private String config(String settings) throws IOException {
        return Files.writeString(
                        directory.resolve("config.yml"),
                        "data: %s%n%s%s".formatted(directory.resolve("data"), LOGGING, settings))
                .toString();
    }

    @Test
    void migrateMakesTheTablesThatAServiceOnlyLooksFor() throws IOException {
        assertThat(SERVER.newDatabase()).as("the roles are there").isNotEmpty();
        String name = SERVER.databaseWithoutTables();
        String config = config("database: {url: '%s', user: sluice_archivist}".formatted(SERVER.url(name)));

        End refused = sluice("server", config);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("sluice cannot start: the database has no tables of Sluice:"
                        + " run `java -jar sluice.jar migrate config.yml`\n");

        End notOwner = sluice("migrate", config);
        assertThat(notOwner.code()).isEqualTo(1);
        assertThat(notOwner.err()).contains("permission denied").hasLineCount(1);

        End nobody = sluice("migrate", config, "--user", "nobody_known");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err())
                .endsWith("; SLUICE_MIGRATE_PASSWORD, which the password of nobody_known is taken from, is not set\n")
                .hasLineCount(1);

        End made = sluice("migrate", config, "--user", "postgres");
        assertThat(made.code()).isZero();
        assertThat(made.out()).matches("the database has schema [\\d.]+ now; it had none\n");
        assertThat(sluice("migrate", config, "--user", "postgres").out())
                .matches("the database has schema [\\d.]+, as this release does\n");
    }

    @Test
    void migrateMakesTheEmbeddedDatabaseToo() throws IOException {
        assertThat(sluice("migrate", config("")).out()).matches("the database has schema [\\d.]+ now; it had none\n");
        assertThat(directory.resolve("data").resolve("sluice.mv.db")).exists();
    }

    @Test
    void whatItCannotDoItSaysInOneLine() throws IOException {
        End nowhere = sluice("migrate", config("database: {url: 'jdbc:postgresql://127.0.0.1:1/x', user: me}"));
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err())
                .startsWith("sluice migrate: no database: Connection to 127.0.0.1:1 refused")
                .hasLineCount(1);
        End secret =
                sluice("migrate", config("database: {url: 'jdbc:postgresql://db/x', user: me, password: hunter2}"));
        assertThat(secret.code()).isEqualTo(2);
        assertThat(secret.err()).contains("a secret is written {env: VARIABLE}").doesNotContain("hunter2");
        End missing = sluice(
                "migrate",
                config("database: {url: 'jdbc:postgresql://db/x', user: me, password: {env: SLUICE_NOT_SET}}"));
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).isEqualTo("sluice migrate: the environment variable SLUICE_NOT_SET is not set\n");
    }

    /** 1 would say that journals were changed, or that plans stayed. */
    @Test
    void aMistakeInTheConfigurationEndsWithTwoAndAccusesNobody() throws IOException {
        String mistaken = config("databse: {url: 'jdbc:postgresql://db/x', user: me}");
        String none = directory.resolve("none.yml").toString();
        for (String file : List.of(mistaken, none)) {
            for (List<String> command : List.of(List.of("journal", "verify"), List.of("archive"), List.of("migrate"))) {
                List<String> arguments = new ArrayList<>(command);
                arguments.add(file);
                End end = sluice(arguments.toArray(String[]::new));
                assertThat(end.code()).as("%s", end).isEqualTo(2);
                assertThat(end.out()).isEmpty();
                assertThat(end.err())
                        .startsWith("sluice " + command.getFirst() + ": ")
                        .hasLineCount(1)
                        .contains(file.equals(none) ? "there is no " + none : "databse");
            }
        }
    }

    @Test
    void journalVerifySaysByItsEndWhetherAllIsAsItWasWritten() throws IOException {
        String name = SERVER.newDatabase();
        String config = config("database: {url: '%s', user: sluice_app}".formatted(SERVER.url(name)));
        End empty = sluice("journal", "verify", config);
        assertThat(empty).isEqualTo(new End(0, "0 plans, 0 lines, 0 faults\n", ""));

        SERVER.run(name, """
                insert into plan (id, document, digest, owner, submitted_by, submitted_at, first_generation, state,
                    version, generation, fold, journal_hash, look_at, epoch)
                values ('pl_%1$s', '{}', 'sha256:x', 'o', 'ann', now(), 1, 'scheduled', 1, 1, '{}', 'x', now(), 0)
                """.formatted("0".repeat(26)));
        End faulty = sluice("journal", "verify", config);
        assertThat(faulty.code()).isEqualTo(1);
        assertThat(faulty.out()).isEqualTo("""
                        pl_%s: the journal ends at line 0 and not as its plan does, at 1
                        1 plan, 0 sound lines, 1 fault
                        """.formatted("0".repeat(26)));

        End nowhere =
                sluice("journal", "verify", config("database: {url: 'jdbc:postgresql://127.0.0.1:1/x', user: me}"));
        assertThat(nowhere.code()).isEqualTo(3);
        assertThat(nowhere.err()).startsWith("sluice journal: no database: ").hasLineCount(1);
        assertThat(sluice("journal", "mend", config).code()).isEqualTo(2);
    }

    /** As auditors have it, who verify a standby. */
    @Test
    void journalVerifyReadsADatabaseThatTakesNoWrites() throws IOException {
        String name = SERVER.newDatabase();
        SERVER.run(name, "alter database " + name + " set default_transaction_read_only = on");
        String config = config("database: {url: '%s', user: sluice_app}".formatted(SERVER.url(name)));

        assertThat(sluice("journal", "verify", config)).isEqualTo(new End(0, "0 plans, 0 lines, 0 faults\n", ""));
        assertThat(sluice("migrate", config).err()).contains("the database is read-only for this user");
    }

    @Test
    void whatLooksForPlansMakesNoDatabaseWhereThereIsNone() throws IOException {
        String config = config("archive: {olderThan: 90d, directory: archive}");
        for (End end : List.of(sluice("journal", "verify", config), sluice("archive", config))) {
            assertThat(end.code()).isEqualTo(3);
            assertThat(end.err()).contains("there is no database in ").hasLineCount(1);
        }
        assertThat(directory.resolve("data").resolve("sluice.mv.db")).doesNotExist();
    }

    @Test
    void archiveNeedsToBeToldWhereToAndByWhom() throws IOException {
        String name = SERVER.newDatabase();
        String database = "database: {url: '%s', user: sluice_app}%n".formatted(SERVER.url(name));
        String section = "archive: {olderThan: 90d, directory: %s%s}".formatted(directory.resolve("archive"), "%s");

        assertThat(sluice("archive", config(database)).code()).isEqualTo(2);
        End nobody = sluice("archive", config(database + section.formatted("")));
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err())
                .contains("a member of the role sluice_archivist")
                .hasLineCount(1);
        assertThat(sluice("archive", config(database + section.formatted(", user: sluice_archivist"))))
                .isEqualTo(new End(0, "nothing is old enough\n", ""));
        assertThat(sluice(
                                "journal",
                                "verify",
                                "--archive",
                                directory.resolve("none").toString())
                        .code())
                .isEqualTo(3);
    }

    @Test
    void archiveGoesByTheClockOfTheDatabaseWhateverItsOwnSays() throws Exception {
        if (!Files.exists(FAKETIME)) {
            System.out.println("archive by a wrong clock skipped: " + FAKETIME + " is missing (Debian: libfaketime)");
        }
        assumeTrue(Files.exists(FAKETIME));
        String name = SERVER.newDatabase();
        SERVER.run(name, """
                insert into plan (id, document, digest, owner, submitted_by, submitted_at, first_generation, state,
                    version, generation, fold, journal_hash, ended_at, epoch)
                values ('pl_%s', '{}', 'sha256:x', 'o', 'ann', now(), 1, 'completed', 1, 1, '{}', 'x',
                    now() - interval '15' minute, 0)
                """.formatted("0".repeat(26)));
        Path out = directory.resolve("out");
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SluiceApplication.class.getName(),
                        "archive",
                        config(
                                "database: {url: '%s', user: sluice_app}%narchive: {olderThan: 1d, directory: %s, user: sluice_archivist}%n"
                                        .formatted(SERVER.url(name), directory.resolve("archive"))))
                .redirectError(directory.resolve("errors").toFile())
                .redirectOutput(out.toFile());
        command.environment()
                .putAll(Map.of(
                        "LD_PRELOAD",
                        FAKETIME.toString(),
                        "FAKETIME",
                        "+2d",
                        "NO_FAKE_STAT",
                        "1",
                        "FAKETIME_FORCE_MONOTONIC_FIX", // as it guesses, every timed wait of the JVM returns at once
                        "0",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1"));
        Process archive = command.start();
        assertThat(archive.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(out)).isEqualTo("nothing is old enough\n");
        assertThat(archive.exitValue()).isZero();
        assertThat(SERVER.ask(name, "select count(*) from plan")).isEqualTo("1");
    }
}
