package io.sluice.app;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.sluice.app.store.Database;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import net.sourceforge.argparse4j.inf.Namespace;

/**
 * {@code sluice migrate config.yml}: brings the database up to this release.
 *
 * <p>The nodes that share one only look at its schema when they start: which of them would change it, and under which user, is for
 * somebody to decide.
 */
final class MigrateCommand extends ConfiguredCommand<SluiceConfiguration> {
    private final PrintStream out;

    MigrateCommand(PrintStream out) {
        super("migrate", "Brings the database up to this release");
        this.out = out;
    }

    @Override
    protected void run(Bootstrap<SluiceConfiguration> bootstrap, Namespace arguments, SluiceConfiguration configuration)
            throws IOException {
        Files.createDirectories(configuration.data());
        out.println(Database.migrate(
                Databases.forCommand(configuration, "migrate").build(new MetricRegistry(), "migrate")));
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable e) {
        cli.getStdErr().println("sluice migrate: " + Refusal.sentence(e));
    }
}
