package io.sluice.app.store;

import com.codahale.metrics.MetricRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for tests, on this machine and without a password, with a new database for whoever asks.
 *
 * <p>Most tests take {@link #shared}. One that stops its server takes one {@link #ofItsOwn}, which comes back on the same port with
 * the same data, and may have a {@link #standby}.
 *
 * <p>The binaries are a dependency: they are {@code initdb}, {@code pg_ctl} and {@code postgres}, without {@code pg_basebackup}, so
 * that a standby is made by the statements which that program would send. Commits are written through to the system before they are
 * acknowledged and never synced to disk: they survive the server's sudden end, as the tests want it, and not the machine's.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final String APP = "sluice_app";
    private static final String MIGRATED = "sluice_migrated";
    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path data;
    private final int port;
    private final Path program;
    private Process process;
    private boolean migrated;

    private PostgresServer(Path data, int port, Path program, Process process) {
        this.data = data;
        this.port = port;
        this.program = program;
        this.process = process;
    }

    /** The one that all tests of this JVM share; nobody stops it, and it ends with the JVM. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        static final PostgresServer SERVER = ofItsOwn();
    }

    /** One that nobody else uses: the caller closes it. */
    public static PostgresServer ofItsOwn() {
        try {
            Path data = Files.createTempDirectory("sluice-postgres");
            int port = freePort();
            Path program = initialise(data, port);
            return endingWithTheJvm(new PostgresServer(data, port, program, launch(program, data, port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills a data directory by the library that has the binaries, and answers with the program that serves it. */
    private static Path initialise(Path data, int port) throws IOException {
        try (EmbeddedPostgres _ = EmbeddedPostgres.builder()
                .setPGStartupWait(LONGEST_START)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .start()) {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
            return Path.of(ProcessHandle.of(pid)
                    .flatMap(server -> server.info().command())
                    .orElseThrow());
        }
    }

    private static PostgresServer endingWithTheJvm(PostgresServer server) {
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "postgres-" + server.port));
        server.awaitAnswers();
        return server;
    }

    /** Below the ports that the kernel gives to clients, so that nobody takes it while the server is stopped. */
    private static int freePort() throws IOException {
        for (int i = 0; i < 100; i++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException e) {
                // somebody has it
            }
        }
        throw new IOException("no free port");
    }

    // ---- databases

    /** The name of a new database without any table, in which no service starts before it was {@link #migrate}d. */
    public String databaseWithoutTables() {
        String name = "sluice_" + DATABASES.incrementAndGet();
        run(SUPERUSER, "create database " + name);
        return name;
    }

    /** The name of a new database that has the schema of this release and no rows. */
    public String newDatabase() {
        return renewed("sluice_" + DATABASES.incrementAndGet());
    }

    /** The same in place of the one of that name: a class of many tests leaves one behind and not a hundred. */
    public synchronized String renewed(String name) {
        if (!migrated) {
            run(
                    SUPERUSER,
                    "create role sluice_app login",
                    "create role sluice_archivist login",
                    "create database " + MIGRATED);
            migrate(MIGRATED);
            migrated = true;
        }
        run(
                SUPERUSER,
                "drop database if exists " + name + " with (force)",
                "create database " + name + " template " + MIGRATED);
        return name;
    }

    /** Brings a database up to this release, as the command does. */
    public String migrate(String database) {
        return Database.migrate(
                settings(database, SUPERUSER).forMaintenance("migrate").build(new MetricRegistry(), "migrate"));
    }

    /** A database that is there, as the service opens it, under the service's own role. */
    public Database open(String database) {
        return open(settings(database, APP));
    }

    public static Database open(DatabaseSettings settings) {
        return Database.open(settings.forService().build(new MetricRegistry(), "database"));
    }

    public DatabaseSettings settings(String database, String user) {
        return new DatabaseSettings(url(database), user, Optional.empty(), 8, Map.of());
    }

    /** The lines of {@code config.yml} that use a database of this server, under the service's own role. */
    public String configuration(String database) {
        return "database: {url: '%s', user: %s, connections: 8}%n".formatted(url(database), APP);
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    public int port() {
        return port;
    }

    /** Statements by the superuser, in one session. */
    public void run(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row. */
    public String ask(String database, String query) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), SUPERUSER, "");
    }

    // ---- its life

    /** Ends it at once, as a crash does: nothing is said to clients, and the next start recovers. */
    public void stop() {
        end("QUIT");
    }

    private void end(String signal) {
        if (process.isAlive()) {
            signal(signal, List.of(process.toHandle()));
            try {
                if (!process.waitFor(LONGEST_START.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("PostgreSQL does not end by " + signal);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Lets it answer nobody, while its connections stay open. */
    public void freeze() {
        signal("STOP", all());
    }

    public void thaw() {
        signal("CONT", all());
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private static void signal(String signal, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(one -> command.add(String.valueOf(one.pid())));
        try {
            new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it again, on the same port and with what was committed. */
    public void start() {
        if (process.isAlive()) {
            throw new IllegalStateException("it runs");
        }
        process = launch(program, data, port);
        awaitAnswers();
    }

    private static Process launch(Path program, Path data, int port) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U")); // it refuses to run as root
        }
        command.addAll(List.of(program.toString(), "-D", data.toString(), "-p", String.valueOf(port), "-F"));
        command.addAll(List.of("-c", "max_connections=300", "-c", "unix_socket_directories=", "-c", "timezone=UTC"));
        command.addAll(List.of("-c", "wal_keep_size=256MB"));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(data.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswers() {
        await("PostgreSQL answers", () -> {
            try (Connection connection = connect(SUPERUSER)) {
                return connection.isValid(5);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    private void await(String what, Check check) {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!check.holds()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("not so: " + what + "; its log: " + log());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private interface Check {
        boolean holds();
    }

    private String log() {
        try {
            return Files.exists(data.resolve("log")) ? Files.readString(data.resolve("log")) : "none";
        } catch (IOException e) {
            return e.toString();
        }
    }

    // ---- a standby

    /**
     * Another server that follows this one, and answers queries meanwhile. To have it lag, it {@link #lag}s; to lose what it lacks,
     * this one is {@link #stop}ped and it is {@link #promote}d.
     */
    public PostgresServer standby() {
        try (Connection connection = connect(SUPERUSER);
                Statement statement = connection.createStatement()) {
            Path copy = Files.createTempDirectory("sluice-standby");
            statement.execute("select pg_backup_start('standby', true)");
            copyTo(copy);
            try (ResultSet end = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                end.next();
                Files.writeString(copy.resolve("backup_label"), end.getString(1));
            }
            Files.createFile(copy.resolve("standby.signal"));
            Files.writeString(
                    copy.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=%d user=%s'%n".formatted(port, SUPERUSER),
                    StandardOpenOption.APPEND);
            int other = freePort();
            return endingWithTheJvm(new PostgresServer(copy, other, program, launch(program, copy, other)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What runs and what is written anew meanwhile is left out, as {@code pg_basebackup} does. */
    private void copyTo(Path copy) throws IOException {
        List<Path> left = Stream.of("pg_wal", "postmaster.pid", "postmaster.opts", "epg-lock", "log", "pg_replslot")
                .map(data::resolve)
                .toList();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path one : (Iterable<Path>) all::iterator) {
                if (left.stream().noneMatch(one::startsWith)) {
                    copyOne(one, copy.resolve(data.relativize(one).toString()));
                }
            }
        }
        for (String made : Arrays.asList("pg_wal", "pg_wal/archive_status", "pg_wal/summaries", "pg_replslot")) {
            Files.createDirectories(copy.resolve(made));
        }
        Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(data));
    }

    private static void copyOne(Path from, Path to) throws IOException {
        try {
            if (Files.isDirectory(from)) {
                Files.createDirectories(to);
                Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
            } else {
                Files.copy(from, to);
            }
        } catch (NoSuchFileException e) {
            // a temporary file of a running server; the log brings what counts
        }
    }

    /** As a standby: waits until it has all that the other has committed. */
    public void awaitAll(PostgresServer primary) {
        String at = primary.ask(SUPERUSER, "select pg_current_wal_flush_lsn()");
        await(
                "the standby has all up to " + at,
                () -> ask(SUPERUSER, "select pg_last_wal_replay_lsn() >= '" + at + "'")
                        .equals("t"));
    }

    /** As a standby: hears no more of what the other commits. */
    public void lag() {
        run(SUPERUSER, "alter system set primary_conninfo = ''", "select pg_reload_conf()");
        await(
                "the standby listens no more",
                () -> ask(SUPERUSER, "select count(*) from pg_stat_wal_receiver")
                        .equals("0"));
    }

    /** As a standby: becomes a server of its own, with what it has. */
    public void promote() {
        run(SUPERUSER, "select pg_promote()");
    }

    /** As a standby that was promoted: takes the place of another, which has stopped, under that one's port. */
    public PostgresServer inPlaceOf(PostgresServer stopped) {
        end("INT");
        return endingWithTheJvm(new PostgresServer(data, stopped.port, program, launch(program, data, stopped.port)));
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            thaw();
            end("QUIT");
        }
        try {
            if (Files.exists(data)) {
                Files.walkFileTree(data, new Removal());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
