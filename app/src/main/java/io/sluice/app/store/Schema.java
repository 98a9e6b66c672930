package io.sluice.app.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.output.ValidateResult;

/** The tables of a database: which release they are of, and how they become this release's. */
final class Schema {
    /** `merge` and what a role may do by default are as Sluice needs them from here on. */
    private static final int OLDEST_POSTGRESQL = 15;

    private static final String MIGRATE = "run `java -jar sluice.jar migrate config.yml`";

    private final DataSource source;
    private final Vendor vendor;
    private final Flyway flyway;

    private Schema(DataSource source, Vendor vendor) {
        this.source = source;
        this.vendor = vendor;
        this.flyway = Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration", vendor.migrations())
                .load();
    }

    static Schema of(DataSource source) throws SQLException {
        return new Schema(source, Vendor.of(source));
    }

    Vendor vendor() {
        return vendor;
    }

    /**
     * Brings it to this release.
     *
     * @return what was done, as a sentence
     * @throws DatabaseRefused if that cannot be, with one line that says why
     */
    String migrate() throws SQLException {
        refuseUnusable();
        refuseReadOnly();
        refuseNewer();
        try {
            var done = flyway.migrate();
            return done.migrationsExecuted == 0
                    ? "the database has schema %s, as this release does".formatted(newest())
                    : "the database has schema %s now; it had %s"
                            .formatted(
                                    newest(),
                                    Optional.ofNullable(done.initialSchemaVersion)
                                            .orElse("none"));
        } catch (FlywayException e) {
            throw new DatabaseRefused("the database cannot be brought to this release: " + firstLine(e), e);
        }
    }

    /**
     * Looks at it and changes nothing.
     *
     * @throws DatabaseRefused if it is not as this release has it, with one line that says why
     */
    void refuseUnlessCurrent() throws SQLException {
        refuseUnusable();
        refuseReadOnly();
        refuseUnlessCurrentToRead();
    }

    /** The same for whoever writes nothing: a standby will do. */
    void refuseUnlessCurrentToRead() throws SQLException {
        refuseUnusable();
        refuseNewer();
        try {
            refuseOlder();
        } catch (FlywayException e) {
            throw new DatabaseRefused("the schema of the database cannot be read: " + firstLine(e), e);
        }
    }

    private void refuseOlder() {
        if (flyway.info().current() == null) {
            throw new DatabaseRefused("the database has no tables of Sluice: " + MIGRATE);
        }
        for (MigrationInfo migration : flyway.info().all()) {
            if (migration.getState() == MigrationState.FAILED) {
                throw new DatabaseRefused(
                        "the migration of the database to schema %s broke off: restore it, or repair it and %s"
                                .formatted(migration.getVersion(), MIGRATE));
            }
        }
        if (flyway.info().pending().length > 0) {
            throw new DatabaseRefused("the database has schema %s and this release of Sluice needs %s: %s"
                    .formatted(flyway.info().current().getVersion(), newest(), MIGRATE));
        }
        ValidateResult valid = flyway.validateWithResult();
        if (!valid.validationSuccessful) {
            throw new DatabaseRefused("the schema of the database is not that of this release: "
                    + firstLine(valid.getAllErrorMessages()));
        }
    }

    private void refuseNewer() {
        MigrationInfo current = flyway.info().current();
        if (current != null
                && current.getVersion() != null
                && current.getVersion().isNewerThan(newest())) {
            throw new DatabaseRefused(
                    "the database has schema %s and this release of Sluice knows %s: start the newer release"
                            .formatted(current.getVersion(), newest()));
        }
    }

    /** The newest schema that this release knows. */
    private MigrationVersion newest() {
        return Arrays.stream(flyway.info().all())
                .filter(migration -> migration.getState().isResolved() && migration.getVersion() != null)
                .map(MigrationInfo::getVersion)
                .max(MigrationVersion::compareTo)
                .orElse(MigrationVersion.EMPTY);
    }

    private interface Check {
        void on(ResultSet row) throws SQLException;
    }

    private void refuseUnusable() throws SQLException {
        check(Schema::refuseUnusable);
    }

    private void refuseReadOnly() throws SQLException {
        check(Schema::refuseReadOnly);
    }

    private void check(Check check) throws SQLException {
        if (vendor == Vendor.POSTGRESQL) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("""
                            select cast(current_setting('server_version_num') as integer) / 10000 as release,
                                current_setting('server_encoding') as encoding,
                                pg_is_in_recovery() as standby,
                                current_setting('transaction_read_only') = 'on' as read_only
                            """)) {
                row.next();
                check.on(row);
            }
        }
    }

    private static void refuseUnusable(ResultSet row) throws SQLException {
        int release = row.getInt("release");
        if (release < OLDEST_POSTGRESQL) {
            throw new DatabaseRefused(
                    "the database is PostgreSQL %d and must be %d or newer".formatted(release, OLDEST_POSTGRESQL));
        }
        String encoding = row.getString("encoding");
        if (!encoding.equals("UTF8")) {
            throw new DatabaseRefused(
                    "the database has the encoding %s and must have UTF8: create it with encoding 'UTF8'"
                            .formatted(encoding));
        }
    }

    private static void refuseReadOnly(ResultSet row) throws SQLException {
        if (row.getBoolean("standby")) {
            throw new DatabaseRefused(
                    "the database is a standby and takes no writes: name the primary, or all hosts and"
                            + " targetServerType=primary");
        }
        if (row.getBoolean("read_only")) {
            throw new DatabaseRefused("the database is read-only for this user");
        }
    }

    private static String firstLine(Exception e) {
        return firstLine(String.valueOf(e.getMessage()));
    }

    private static String firstLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("no reason given");
    }
}
