package io.sluice.app;

import io.dropwizard.db.DataSourceFactory;
import io.sluice.app.store.ArchiveSettings;
import io.sluice.app.store.Database;
import io.sluice.app.store.DatabaseSettings;
import java.util.Optional;

/** The database that a configuration means. */
final class Databases {
    private Databases() {}

    /** As a command uses it that may take long. */
    static DataSourceFactory forCommand(SluiceConfiguration configuration, String command) {
        return forCommand(configuration.database(), configuration, command);
    }

    /** The same by other settings than those of the configuration. */
    static DataSourceFactory forCommand(
            Optional<DatabaseSettings> shared, SluiceConfiguration configuration, String command) {
        return shared.map(settings -> settings.forMaintenance(command))
                .orElseGet(() -> Database.inFile(configuration.data().resolve("sluice")));
    }

    /** As it is used by whoever may take plans away. */
    static DataSourceFactory forArchivist(SluiceConfiguration configuration, ArchiveSettings archive) {
        return configuration
                .database()
                .map(settings -> archive.user()
                        .map(user -> settings.as(user, archive.password()))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "archive: user is missing, a member of the role sluice_archivist"))
                        .forMaintenance("archive"))
                .orElseGet(() -> Database.inFile(configuration.data().resolve("sluice")));
    }
}
