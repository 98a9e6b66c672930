package io.sluice.provider.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.QueryTemplate.Value;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "  SELECT count(*) from orders where note = 'it''s -- /* fine?'",
                "(select 1) union all (select 2) limit 1",
                "with t as (select 1 as n) select n from t",
                "show max_connections",
                "values (1)",
                "select count(*) from t where doc ?? 'key'",
                "select 10 / 2 - -1 from t where a <> 'x'",
                "select cost from prices where currency = '$1$'",
                "select count(*) from orders where region = {{side}} and at >= {{start}} and at < {{end}}"
            })
    void aStatementThatReadsIsTaken(String text) {
        assertThat(SqlText.of(text, "/query").faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "1",
                "insert into t values (1)",
                "update t set a = 1",
                "delete from t",
                "drop table t",
                "set role admin",
                "call p()",
                "do $$ begin end $$",
                "copy t to program 'sh'",
                "explain analyze delete from t",
                "selection",
                "select 1;",
                "select 1; drop table t",
                "select ';'",
                "select 1 -- and no more",
                "select /* hint */ 1",
                "-- first\nselect 1",
                "select '{{side}}'",
                "select \"{{side}}\"",
                "select `{{side}}`",
                "select count(*) from t where a = ?",
                "select $$text$$",
                "select $tag$text$tag$",
                "select 'open",
                "select \"open",
                "select E'\\'' || 'x'",
                "select count(*) from t where a = {{who}}"
            })
    void whatElseIsWrittenIsAFault(String text) {
        assertThat(SqlText.of(text, "/query").faults())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.message()).isNotBlank())
                .extracting(Fault::pointer)
                .containsOnly("/query");
    }

    @Test
    void valuesAreBoundAndNeverPutIntoTheText() {
        Side side = new Side("x' or '1'='1");
        Instant end = Instant.parse("2026-11-24T22:00:00Z");

        SqlText.Bound bound = SqlText.of(
                        "select {{window}} from t where a = {{side}} and b = {{backend.id}} and at < {{end}}", "/query")
                .bind(new MetricQuery(
                        new Metric("{}"),
                        new Route(
                                new RouteRef("p", "edge"),
                                new Address("{}"),
                                Map.of(side, new Address("{\"id\":\"7\"}"))),
                        side,
                        new TimeWindow(end.minusSeconds(60), end)));

        assertThat(bound.sql()).isEqualTo("select ? from t where a = ? and b = ? and at < ?");
        assertThat(bound.values())
                .containsExactly(
                        new Value.Seconds(60),
                        new Value.Name("x' or '1'='1"),
                        new Value.Name("7"),
                        new Value.Moment(end));
    }
}
