package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What tests rely on when they stop a database. */
class PostgresServerTest {
    @Test
    void aCommitSurvivesASuddenEndAndAStandbyKnowsWhatItHeard() {
        try (PostgresServer server = PostgresServer.ofItsOwn()) {
            String name = server.databaseWithoutTables();
            server.run(name, "create table t (n int)", "insert into t values (1)");
            server.stop();
            assertThatThrownBy(() -> server.ask(name, "select 1")).isInstanceOf(IllegalStateException.class);
            server.start();
            assertThat(server.ask(name, "select max(n) from t")).isEqualTo("1");

            server.freeze();
            assertThatThrownBy(() -> DriverManager.getConnection(
                            server.url(name) + "?connectTimeout=1&socketTimeout=1&loginTimeout=1", "postgres", ""))
                    .isInstanceOf(SQLException.class);
            server.thaw();
            assertThat(server.ask(name, "select max(n) from t")).isEqualTo("1");

            try (PostgresServer standby = server.standby()) {
                server.run(name, "insert into t values (2)");
                standby.awaitAll(server);
                standby.lag();
                server.run(name, "insert into t values (3)");
                server.stop();
                standby.promote();
                standby.run(name, "insert into t values (20)");
                assertThat(standby.ask(name, "select string_agg(n::text, ' ' order by n) from t"))
                        .isEqualTo("1 2 20");
                try (PostgresServer moved = standby.inPlaceOf(server)) {
                    assertThat(moved.port()).isEqualTo(server.port());
                    assertThat(moved.ask(name, "select max(n) from t")).isEqualTo("20");
                }
            }
        }
    }
}
