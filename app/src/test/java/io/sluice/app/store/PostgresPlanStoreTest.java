package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a real PostgreSQL, as several nodes share it: a database for each test. */
class PostgresPlanStoreTest extends JdbiPlanStoreContract {
    private final String name;

    PostgresPlanStoreTest() {
        name = PostgresServer.shared().renewed("plans");
    }

    @Override
    protected Database database() {
        return PostgresServer.shared().open(name);
    }

    @Override
    protected void asOwner(String sql) {
        PostgresServer.shared().run(name, sql);
    }

    @Override
    protected Jdbi unguarded() {
        return Jdbi.create(
                PostgresServer.shared().url(name) + "?options=-c%20session_replication_role=replica", "postgres", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from plan",
                "truncate plan cascade",
                "update journal set line = ''",
                "delete from journal",
                "truncate journal",
                "alter table journal disable trigger all",
                "drop trigger journal_only_grows on journal",
                "drop table journal",
                "create table mine (n int)",
                "update flyway_schema_history set version = '1'",
                "delete from recurring",
                "set role sluice_archivist",
                "set session_replication_role = replica",
            })
    void theRoleOfTheServiceMayNotEvenAsk(String sql) {
        assertThatThrownBy(() -> sql(sql))
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState())
                                .as("insufficient privilege")
                                .isEqualTo("42501"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncate plan cascade", "truncate journal, plan cascade"})
    void nobodyEmptiesTheTablesAtOnce(String sql) {
        assertThatThrownBy(() -> asOwner(sql)).rootCause().hasMessageContaining("never");
    }
}
