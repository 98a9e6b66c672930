package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What SIGKILL leaves of a database that uses the room in its file again, which it does from its 45th second on: a copy between two
 * commits is the same to the byte.
 */
class NewestChunkTest {
    private static final int COMMITS = 120;
    private static final int BEFORE_ROOM_IS_USED_AGAIN = 60;

    @TempDir
    Path directory;

    @Test
    void everyCommitIsFound() throws Exception {
        Path live = directory.resolve("live");
        try (Connection connection = open(live);
                Statement statement = connection.createStatement()) {
            statement.execute("set retention_time 1");
            statement.execute("create table lines (seq int primary key, text varchar)");
            statement.execute("create table plan (id int primary key, version int, text varchar)");
            statement.execute("insert into plan values (1, 0, '')");
            for (int i = 1; i <= COMMITS; i++) {
                statement.execute(
                        "update plan set version = %d, text = '%s'".formatted(i, "x".repeat(i * 577 % 3_000)));
                statement.execute("insert into lines values (%d, '%s')".formatted(i, "y".repeat(i * 113 % 600)));
                connection.commit();
                if (i > BEFORE_ROOM_IS_USED_AGAIN) {
                    assertThat(found(i)).isEqualTo(i);
                }
            }
        }
    }

    private int found(int commit) throws Exception {
        Path copy = directory.resolve("copy-" + commit);
        Path file = Path.of(copy + ".mv.db");
        Files.copy(directory.resolve("live.mv.db"), file);
        NewestChunk.find(file);
        try (Connection connection = open(copy);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select max(seq), max(version) from lines, plan")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getInt(2)).isEqualTo(result.getInt(1));
            return result.getInt(1);
        }
    }

    private static Connection open(Path file) throws SQLException {
        Connection connection =
                DriverManager.getConnection(Database.inFile(file).getUrl(), "sluice", "");
        connection.setAutoCommit(false);
        return connection;
    }
}
