package io.sluice.app.store;

/** In a real PostgreSQL, a database for each test. */
class PostgresFeedTest extends FeedContract {
    @Override
    protected Database database() {
        return PostgresServer.shared().open(PostgresServer.shared().renewed("feed"));
    }

    @Override
    protected Database again(Database open) {
        return PostgresServer.shared().open("feed");
    }
}
