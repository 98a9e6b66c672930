package io.sluice.provider.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.MetricSource;
import io.sluice.provider.tck.SourceFixture;
import io.sluice.traffic.Metric;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A table of figures in a PostgreSQL. */
final class SqlFixture implements SourceFixture {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Postgres POSTGRES = Postgres.INSTANCE;

    /** Statements that give something, and not one finite number. */
    static final List<String> WITHOUT_NUMBER = List.of(
            "select null::integer",
            "select 'NaN'::float8",
            "select 'Infinity'::float8",
            "select 'NaN'::numeric",
            "select 'Infinity'::numeric",
            "select 10::numeric ^ 400",
            "select 9007199254740993",
            "select '7'",
            "select true",
            "select now()",
            "select interval '1 second'",
            "select array[1]",
            "select 1 where false",
            "select generate_series(1, 2)",
            "select generate_series(1, 1000000)",
            "select 1, 2",
            "select",
            "select 1 / 0",
            "select repeat('x', 100000000)",
            "select nonsense",
            "select count(*) from nowhere",
            "select count(*) from secrets",
            "show server_version",
            "select nextval('counter')",
            "with gone as (delete from figures returning *) select count(*) from gone",
            "select setval('counter', 7)",
            "select lo_create(0)::bigint");

    private final SqlSource source;
    private final String mark;

    SqlFixture() {
        POSTGRES.run("alter role sluice login password 'pw'");
        POSTGRES.writePassword("pw\n");
        POSTGRES.runIn(
                "orders",
                "drop table if exists figures, secrets",
                "drop sequence if exists counter",
                "create table figures (side text, value numeric)",
                "create table secrets (value text)",
                "create sequence counter",
                "grant all on figures, counter to sluice");
        POSTGRES.insert("orders", "figures", LOW.name(), 12.5);
        POSTGRES.insert("orders", "figures", HIGH.name(), 250);
        POSTGRES.insert("orders", "figures", ODD.name(), 7);
        source = new SqlSource(
                new Connections("orders", POSTGRES.settings("orders", Duration.ofSeconds(20))),
                Duration.ofSeconds(20),
                InstantSource.fixed(END.plusSeconds(20)));
        mark = POSTGRES.mark();
    }

    @Override
    public MetricSource source() {
        return source;
    }

    @Override
    public Metric metric() {
        return metric("select value from figures where side = {{side}} and side = {{backend.id}}");
    }

    static Metric metric(String query) {
        try {
            return new Metric(JSON.writeValueAsString(Map.of("query", query)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Metric> withoutNumber() {
        return WITHOUT_NUMBER.stream().map(SqlFixture::metric).toList();
    }

    @Override
    public List<Malformed> malformed() {
        return Stream.of(
                        "{\"query\":7}",
                        "{\"query\":\"\"}",
                        "{\"query\":\"drop table figures\"}",
                        "{\"query\":\"select 1; drop table figures\"}",
                        "{\"query\":\"select '{{side}}'\"}",
                        "{\"query\":\"select {{who}}\"}")
                .map(json -> new Malformed("a statement that is not taken", json, "/query"))
                .toList();
    }

    @Override
    public int asked() {
        return Math.toIntExact(POSTGRES.since(mark, "from figures where"));
    }

    @Override
    public void fail() {
        POSTGRES.run(
                "alter role sluice nologin",
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'sluice'");
    }

    @Override
    public void close() {
        source.close();
    }
}
