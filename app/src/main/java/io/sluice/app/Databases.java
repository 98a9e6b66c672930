package io.sluice.app;

import io.dropwizard.db.DataSourceFactory;
import io.sluice.app.store.Database;

/** The database that a configuration means. */
final class Databases {
    private Databases() {}

    /** As a command uses it that may take long. */
    static DataSourceFactory forCommand(SluiceConfiguration configuration, String command) {
        return configuration
                .database()
                .map(settings -> settings.forMaintenance(command))
                .orElseGet(() -> Database.inFile(configuration.data().resolve("sluice")));
    }
}
