package io.sluice.app.store;

/** In a real PostgreSQL, a database for each test. */
class PostgresNodesTest extends NodesContract {
    @Override
    protected Database database() {
        return PostgresServer.shared().open(PostgresServer.shared().renewed("nodes"));
    }
}
