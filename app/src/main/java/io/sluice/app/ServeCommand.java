package io.sluice.app;

import io.dropwizard.core.Application;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ServerCommand;
import io.dropwizard.core.setup.Environment;
import net.sourceforge.argparse4j.inf.Namespace;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/** Runs the service; if it cannot start, one line says why. */
final class ServeCommand extends ServerCommand<SluiceConfiguration> {
    ServeCommand(Application<SluiceConfiguration> application) {
        super(application, "server", "Runs the service");
    }

    /** As Dropwizard's own, but what goes wrong is told once, by {@link #onError}, and not as a stack trace before. */
    @Override
    protected void run(Environment environment, Namespace namespace, SluiceConfiguration configuration)
            throws Exception {
        Server server = configuration.getServerFactory().build(environment);
        server.addEventListener(new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopped(LifeCycle stopped) {
                cleanup();
            }
        });
        cleanupAsynchronously();
        try {
            server.start();
        } catch (Exception e) {
            server.stop();
            throw e;
        }
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable e) {
        cli.getStdErr().println("sluice cannot start: " + Refusal.sentence(e));
    }
}
