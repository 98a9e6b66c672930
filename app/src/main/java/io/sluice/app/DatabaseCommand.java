package io.sluice.app;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.sluice.app.cli.CommandFailed;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.traffic.ProviderException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.sourceforge.argparse4j.inf.Namespace;

/**
 * A command on the database of a configuration. One that cannot be used, as with a word misspelt, ends it with 2 and says nothing of what is
 * in the database.
 */
abstract class DatabaseCommand extends ConfiguredCommand<SluiceConfiguration> {
    DatabaseCommand(String name, String description) {
        super(name, description);
    }

    @Override
    public void run(Bootstrap<?> bootstrap, Namespace arguments) throws Exception {
        String file = arguments.getString("file");
        if (file != null && Files.notExists(Path.of(file))) {
            throw new CommandFailed(Exit.USAGE, "there is no " + file);
        }
        try {
            super.run(bootstrap, arguments);
        } catch (ConfigurationException e) {
            throw new CommandFailed(Exit.USAGE, Refusal.sentence(e));
        } catch (ProviderException e) { // a secret that is not there: nobody else is asked
            throw new CommandFailed(Exit.USAGE, e.error().detail());
        }
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable e) {
        cli.getStdErr().println("sluice %s: %s".formatted(getName(), Refusal.sentence(e)));
    }
}
