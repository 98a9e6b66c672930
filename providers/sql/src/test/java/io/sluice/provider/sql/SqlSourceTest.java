package io.sluice.provider.sql;

import static io.sluice.provider.sql.SqlFixture.END;
import static io.sluice.provider.sql.SqlFixture.ROUTE;
import static io.sluice.provider.sql.SqlFixture.metric;
import static io.sluice.provider.tck.MetricFixture.LOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.Secret;
import io.sluice.provider.SourceFactory;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlSourceTest {
    private static final Postgres POSTGRES = Postgres.INSTANCE;
    private static final TimeWindow WINDOW = new TimeWindow(END.minusSeconds(60), END);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void accounts() {
        POSTGRES.run("alter role sluice login password 'pw'");
        POSTGRES.writePassword("pw");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    // ---- one number

    static Stream<String> withoutNumber() {
        return SqlFixture.WITHOUT_NUMBER.stream();
    }

    @ParameterizedTest
    @MethodSource("withoutNumber")
    void row48WhatIsNotOneFiniteNumberIsMissingAndSaysWhy(String query) {
        try (SqlFixture fixture = new SqlFixture()) {
            assertThat(fixture.source().read(List.of(query(metric(query), LOW, WINDOW))))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Reading.Missing.class,
                            missing -> assertThat(missing.why()).isNotBlank().hasSizeLessThan(500));
            assertThat(POSTGRES.number("orders", "select count(*) from figures"))
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1::smallint | 1",
                "select -7 | -7",
                "select 9007199254740992 | 9007199254740992",
                "select 0.1::numeric | 0.1",
                "select 2.5::real | 2.5",
                "select 1e300::float8 | 1e300",
                "select extract(epoch from interval '90 seconds') | 90",
                "values (3) | 3",
                "with t as (select 4 as n) select n from t | 4",
                "select count(*) from generate_series(1, 5) | 5"
            })
    void aNumberOfAnyKindIsMeasured(String query, double value) {
        assertThat(read(open("orders"), query)).isEqualTo(new Reading.Measured(value));
    }

    // ---- what a move of a database is watched by

    @Test
    void theLagOfAReplicaIsReadFromAHeartbeat() {
        POSTGRES.runIn(
                "orders",
                "drop table if exists heartbeat",
                "create table heartbeat (at timestamptz)",
                "insert into heartbeat values (now() - interval '42 seconds')",
                "grant select on heartbeat to sluice");

        Reading lag = read(open("orders"), "select extract(epoch from now() - max(at)) from heartbeat");

        assertThat(lag)
                .isInstanceOfSatisfying(
                        Reading.Measured.class,
                        measured -> assertThat(measured.value()).isBetween(42.0, 120.0));
    }

    @Test
    void bothSidesOfAMoveAreCountedAndSummedUpByTheSameStatement() {
        for (String database : List.of("orders", "orders_new")) {
            POSTGRES.runIn(
                    database,
                    "drop table if exists orders",
                    "create table orders (id bigint primary key, amount numeric, note text)",
                    "insert into orders select n, n * 1.5, 'order ' || n from generate_series(1, 1000) n",
                    "grant select on orders to sluice");
        }
        List<SqlSource> sides = List.of(open("orders"), open("orders_new"));
        String count = "select count(*) from orders";
        String checksum = "select sum(('x' || substr(md5(id || '|' || amount || '|' || note), 1, 8))::bit(32)::bigint)"
                + " % 9007199254740881 from orders";

        assertThat(readAll(sides, count)).containsOnly(new Reading.Measured(1000));
        List<Reading> before = readAll(sides, checksum);
        assertThat(before.getFirst()).isInstanceOf(Reading.Measured.class).isEqualTo(before.getLast());

        POSTGRES.runIn("orders_new", "update orders set amount = amount + 0.01 where id = 500");
        List<Reading> changed = readAll(sides, checksum);
        assertThat(changed.getFirst()).isEqualTo(before.getFirst());
        assertThat(changed.getLast()).isInstanceOf(Reading.Measured.class).isNotEqualTo(before.getLast());

        POSTGRES.runIn("orders_new", "delete from orders where id = 500");
        assertThat(readAll(sides, count)).containsExactly(new Reading.Measured(1000), new Reading.Measured(999));
    }

    private static List<Reading> readAll(List<SqlSource> sides, String query) {
        return sides.stream().map(side -> read(side, query)).toList();
    }

    // ---- windows

    @Test
    void aStatementThatNamesItsWindowIsAskedAboutEach() {
        POSTGRES.runIn(
                "orders",
                "drop table if exists failed",
                "create table failed (at timestamptz)",
                "insert into failed values ('2026-11-24T21:58:59.999Z'), ('2026-11-24T21:59:00Z'), ('2026-11-24T22:00:00Z')",
                "grant select on failed to sluice");
        Metric metric =
                metric("select count(*) * 60.0 / {{window}} from failed where at >= {{start}} and at < {{end}}");
        TimeWindow before = new TimeWindow(END.minusSeconds(120), END.minusSeconds(60));
        TimeWindow long_ = new TimeWindow(END.minusSeconds(3600), END);

        assertThat(open("orders")
                        .read(List.of(
                                query(metric, LOW, WINDOW), query(metric, LOW, before), query(metric, LOW, long_))))
                .containsExactly(
                        new Reading.Measured(1), new Reading.Measured(1), new Reading.Measured(2 * 60.0 / 3600));
    }

    @Test
    void whoNamesTheWindowHasAPastAndNobodyElse() {
        SqlSource source = open("orders");

        assertThat(source.keepsPast(metric("select count(*) from failed where at < {{end}}")))
                .isTrue();
        assertThat(source.keepsPast(metric("select count(*) * {{window}} from failed")))
                .isFalse();
        assertThat(source.timing().lag()).isZero();
        assertThat(source.pastAtOnce()).isBetween(1, 64);
    }

    @Test
    void withoutThePresentStandsForAWindowThatHasJustEndedOnly() {
        TimeWindow old = new TimeWindow(END.minusSeconds(3600), END.minusSeconds(3540));

        assertThat(open("orders")
                        .read(List.of(query(metric("select 1"), LOW, WINDOW), query(metric("select 1"), LOW, old))))
                .satisfiesExactly(
                        now -> assertThat(now).isEqualTo(new Reading.Measured(1)),
                        then -> assertThat(then).asString().contains("keeps no past"));
    }

    // ---- what must not happen

    @Test
    void aStatementThatTakesTooLongIsCancelledAndHidesNoneOfTheOthers() {
        SqlSource quick = open(POSTGRES.settings("orders", Duration.ofSeconds(1)));

        List<Reading> readings = quick.read(List.of(
                query(metric("select count(*) from (select pg_sleep(300)) slow"), LOW, WINDOW),
                query(metric("select 1"), LOW, WINDOW)));

        assertThat(readings.get(0)).asString().contains("still busy");
        assertThat(readings.get(1)).isEqualTo(new Reading.Measured(1));
        assertThat(POSTGRES.number(
                        "postgres",
                        "select count(*) from pg_stat_activity where usename = 'sluice' and state = 'active'"))
                .as("nothing runs on")
                .isZero();
    }

    @Test
    void aServerThatSaysNothingIsUnavailable() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            SqlSource source = open(new SqlSourceFactory(
                    "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/orders",
                    Optional.of("sluice"),
                    Optional.empty(),
                    Duration.ofSeconds(1),
                    1));

            assertThat(errorOf(source)).isInstanceOf(ProviderError.Unavailable.class);
        }
    }

    @Test
    void aConnectionThatWasCutIsReplaced() {
        SqlSource source = open("orders");
        assertThat(read(source, "select 1")).isEqualTo(new Reading.Measured(1));
        POSTGRES.run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'sluice'");

        Instant giveUp = Instant.now().plusSeconds(20);
        Optional<Reading> again;
        do {
            again = attempt(source);
        } while (again.isEmpty() && Instant.now().isBefore(giveUp));

        assertThat(again).contains(new Reading.Measured(1));
    }

    private static Optional<Reading> attempt(SqlSource source) {
        try {
            return Optional.of(read(source, "select 1"));
        } catch (ProviderException e) {
            return Optional.empty();
        }
    }

    // ---- who asks

    @Test
    void aWrongPasswordIsDeniedAndARenewedOneNeedsNoRestart() {
        POSTGRES.writePassword("wrong");
        SqlSource source = open("orders");

        assertThat(errorOf(source))
                .isInstanceOfSatisfying(
                        ProviderError.Denied.class,
                        denied ->
                                assertThat(denied.detail()).contains("password").doesNotContain("wrong"));
        POSTGRES.writePassword("pw");
        assertThat(read(source, "select 1")).isEqualTo(new Reading.Measured(1));
    }

    @Test
    void aPasswordThatIsNotThereIsDeniedAndADatabaseThatIsNotThereIsNotFound() {
        Secret none = new Secret.InFile(Path.of("/nowhere/password"));

        assertThat(errorOf(open(new SqlSourceFactory(
                        POSTGRES.url("orders"), Optional.of("sluice"), Optional.of(none), Duration.ofSeconds(5), 1))))
                .isInstanceOf(ProviderError.Denied.class);
        assertThat(errorOf(open("nowhere"))).isInstanceOf(ProviderError.NotFound.class);
    }

    // ---- settings

    @Test
    void settingsAreReadAsTheyAreWritten() throws JsonProcessingException {
        assertThat(settings("""
                {"type": "sql", "url": "jdbc:postgresql://db.example.com/orders?sslmode=verify-full", "user": "sluice",
                 "password": {"env": "ORDERS_PW"}, "callDeadline": "3s"}"""))
                .isEqualTo(new SqlSourceFactory(
                        "jdbc:postgresql://db.example.com/orders?sslmode=verify-full",
                        Optional.of("sluice"),
                        Optional.of(new Secret.Env("ORDERS_PW")),
                        Duration.ofSeconds(3),
                        4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"sql\"}",
                "{\"type\": \"sql\", \"url\": \"postgresql://db/orders\"}",
                "{\"type\": \"sql\", \"url\": \"jdbc:postgresql://db/orders?user=x&password=hunter2\"}",
                "{\"type\": \"sql\", \"url\": \"jdbc:postgresql://x:hunter2@db/orders\"}",
                "{\"type\": \"sql\", \"url\": \"jdbc:nothing://db/orders\"}",
                "{\"type\": \"sql\", \"url\": \"jdbc:postgresql://db/o\", \"password\": \"hunter2\"}",
                "{\"type\": \"sql\", \"url\": \"jdbc:postgresql://db/o\", \"password\": {\"env\": \"P\"}}",
                "{\"type\": \"sql\", \"url\": \"jdbc:postgresql://db/o\", \"connections\": 0}",
                "{\"type\": \"sql\", \"url\": \"jdbc:postgresql://db/o\", \"callDeadline\": \"0s\"}"
            })
    void settingsThatCannotBeMeantAreRefused(String json) {
        assertThatThrownBy(() -> settings(json)).isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:oracle:thin:scott/hunter2@host",
                "jdbc:oracle:thin:scott/hunter2@//host:1521/orders?a=b",
                "jdbc:postgresql://x:hunter2@db/orders",
                "jdbc:postgresql://db/orders?a=b&password=hunter2",
                "jdbc:postgresql://db/orders?sslpassword=hunter2",
                "jdbc:sqlserver://db;user=x; Password = hunter2",
                "jdbc:mysql://address=(host=db)(user=x)(password=hunter2)/orders",
                "jdbc:nothing://db/orders?token=hunter2"
            })
    void aUrlWithASecretIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> settings("{\"type\": \"sql\", \"url\": \"" + url + "\"}"))
                .isInstanceOf(JsonProcessingException.class)
                .satisfies(thrown -> assertThat(Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                                .map(Throwable::toString))
                        .noneMatch(message -> message.contains("hunter2")));
    }

    /** Only its driver is wanting here. */
    @Test
    void theAtOfAnOracleIsNobodysPassword() {
        assertThatThrownBy(() -> settings("{\"type\": \"sql\", \"url\": \"jdbc:oracle:thin:@//host:1521/orders\"}"))
                .hasMessageContaining("no driver");
    }

    private static SourceFactory settings(String json) throws JsonProcessingException {
        JsonMapper mapper = new JsonMapper();
        mapper.registerSubtypes(SqlSourceFactory.class);
        return mapper.readValue(json, SourceFactory.class);
    }

    // ---- parts

    private SqlSource open(String database) {
        return open(POSTGRES.settings(database, Duration.ofSeconds(5)));
    }

    private SqlSource open(SqlSourceFactory settings) {
        SqlSource source =
                new SqlSource(new Connections("orders", settings), settings.callDeadline(), InstantSource.fixed(END));
        opened.add(source);
        return source;
    }

    private static Reading read(SqlSource source, String query) {
        return source.read(List.of(query(metric(query), LOW, WINDOW))).getFirst();
    }

    private static ProviderError errorOf(SqlSource source) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> read(source, "select 1"));
        assertThat(thrown).as("the call must fail").isNotNull();
        return thrown.error();
    }

    private static MetricQuery query(Metric metric, Side side, TimeWindow window) {
        return new MetricQuery(metric, ROUTE, side, window);
    }
}
