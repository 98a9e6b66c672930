package io.sluice.app.store;

/** In a real PostgreSQL, a database for each test. */
class PostgresSamplesTest extends SamplesContract {
    @Override
    protected Database database() {
        return PostgresServer.shared().open(PostgresServer.shared().renewed("samples"));
    }
}
