package io.sluice.app.store;

/** In a real PostgreSQL, a database for each test. */
class PostgresRecurringStoreTest extends JdbiRecurringStoreContract {
    @Override
    protected Database database() {
        return PostgresServer.shared().open(PostgresServer.shared().renewed("recurring_plans"));
    }
}
