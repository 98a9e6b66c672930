package io.sluice.bench;

import io.dropwizard.db.ManagedDataSource;
import io.sluice.bench.DueJobs.Contender;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The floor: takes a batch with {@code skip locked} and sets all of it for later in the same transaction. */
final class HandWrittenPoller implements Contender {
    private static final int BATCH = 500;

    @Override
    public double perSecond() throws Exception {
        Postgres.Place place = Postgres.newDatabase();
        place.execute("""
                create table due (id bigint primary key, due_at timestamp with time zone not null);
                create index due_at_idx on due (due_at);
                insert into due select n, now() - interval '1 minute' from generate_series(1, %d) n;
                analyze due;
                """.formatted(DueJobs.DUE));
        ManagedDataSource source = place.pool(1);
        source.start();
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            long begun = System.nanoTime();
            int done = 0;
            while (done < DueJobs.DUE) {
                done += batch(connection);
            }
            return DueJobs.DUE / ((System.nanoTime() - begun) / 1e9);
        } finally {
            source.stop();
        }
    }

    private static int batch(Connection connection) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select id from due where due_at <= now() order by due_at limit " + BATCH
                                + " for update skip locked")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update due set due_at = now() + interval '1 hour' where id in (%s)"
                    .formatted(String.join(",", ids)));
        }
        connection.commit();
        return ids.size();
    }
}
