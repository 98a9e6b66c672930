package io.sluice.app;

import io.dropwizard.db.DataSourceFactory;
import io.sluice.app.cli.CommandFailed;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.store.ArchiveSettings;
import io.sluice.app.store.Database;
import io.sluice.app.store.DatabaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /**
     * For commands that look for plans: none of them makes an empty database where there is none, and finds it in order.
     *
     * @throws CommandFailed if the embedded database is not where the configuration has it
     */
    static void mustBeThere(SluiceConfiguration configuration) throws CommandFailed {
        Path file = configuration.data().resolve("sluice.mv.db");
        if (configuration.database().isEmpty() && Files.notExists(file)) {
            throw new CommandFailed(Exit.NOT_REACHABLE, "there is no database in " + file.toAbsolutePath());
        }
    }

    /**
     * As it is used by whoever may take plans away.
     *
     * @throws CommandFailed if nobody is named who may
     */
    static DataSourceFactory forArchivist(SluiceConfiguration configuration, ArchiveSettings archive)
            throws CommandFailed {
        if (configuration.database().isEmpty()) {
            return Database.inFile(configuration.data().resolve("sluice"));
        }
        String user = archive.user()
                .orElseThrow(() -> new CommandFailed(
                        Exit.USAGE, "archive: user is missing, a member of the role sluice_archivist"));
        return configuration.database().get().as(user, archive.password()).forMaintenance("archive");
    }
}
