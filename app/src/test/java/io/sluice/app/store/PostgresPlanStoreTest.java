package io.sluice.app.store;

/** In a real PostgreSQL, as several nodes share it: a database for each test. */
class PostgresPlanStoreTest extends JdbiPlanStoreContract {
    private final String name;

    PostgresPlanStoreTest() {
        name = PostgresServer.shared().newDatabase();
    }

    @Override
    protected Database database() {
        return PostgresServer.shared().open(name);
    }
}
