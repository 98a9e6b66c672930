package io.sluice.app;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.core.setup.Bootstrap;
import io.sluice.app.cli.CommandFailed;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.store.Database;
import io.sluice.app.store.DatabaseRefused;
import io.sluice.app.store.DatabaseSettings;
import io.sluice.provider.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/**
 * {@code sluice migrate config.yml}: brings the database up to this release.
 *
 * <p>The nodes that share one only look at its schema when they start: which of them would change it, and under which user, is for
 * somebody to decide.
 *
 * <p>It ends with 0 when it is, with 1 when the database cannot be brought there, and with 2 when the configuration cannot be used.
 */
final class MigrateCommand extends DatabaseCommand {
    private static final Secret.Env PASSWORD = new Secret.Env("SLUICE_MIGRATE_PASSWORD");

    private final PrintStream out;
    private final Map<String, String> environment;

    MigrateCommand(PrintStream out, Map<String, String> environment) {
        super("migrate", "Brings the database up to this release");
        this.out = out;
        this.environment = Map.copyOf(environment);
    }

    @Override
    public void configure(Subparser parser) {
        super.configure(parser);
        parser.addArgument("--user")
                .help("who owns the tables, in place of the configuration's user; the password is taken from "
                        + "SLUICE_MIGRATE_PASSWORD");
    }

    private Optional<DatabaseSettings> asOwner(SluiceConfiguration configuration, Namespace arguments) {
        Optional<String> owner = Optional.ofNullable(arguments.getString("user"));
        Optional<Secret> password = environment.containsKey(PASSWORD.env()) ? Optional.of(PASSWORD) : Optional.empty();
        return configuration
                .database()
                .map(settings -> owner.map(user -> settings.as(user, password)).orElse(settings));
    }

    @Override
    protected void run(Bootstrap<SluiceConfiguration> bootstrap, Namespace arguments, SluiceConfiguration configuration)
            throws CommandFailed, IOException {
        Files.createDirectories(configuration.data());
        try {
            out.println(
                    Database.migrate(Databases.forCommand(asOwner(configuration, arguments), configuration, "migrate")
                            .build(new MetricRegistry(), "migrate")));
        } catch (DatabaseRefused e) {
            if (arguments.getString("user") == null || environment.containsKey(PASSWORD.env())) {
                throw e;
            }
            throw new CommandFailed(
                    Exit.REFUSED,
                    "%s; %s, which the password of %s is taken from, is not set"
                            .formatted(Refusal.sentence(e), PASSWORD.env(), arguments.getString("user")));
        }
    }
}
