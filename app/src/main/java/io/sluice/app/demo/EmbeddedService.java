package io.sluice.app.demo;

import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ServerCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.util.JarLocation;
import java.io.PrintStream;
import java.nio.file.Path;

/** The service within this process: started as its own main class does, but a failure comes back as one line. */
final class EmbeddedService {
    private EmbeddedService() {}

    /**
     * Returns when its ports answer. It stops when this process is told to.
     *
     * @param log for what its command line would print
     */
    static <T extends Configuration> void start(Application<T> application, Path config, PrintStream log) {
        Bootstrap<T> bootstrap = new Bootstrap<>(application);
        bootstrap.addCommand(new ServerCommand<>(application));
        application.initialize(bootstrap);
        bootstrap.registerMetrics();
        new Cli(new JarLocation(EmbeddedService.class), bootstrap, log, log)
                .run("server", config.toString())
                .ifPresent(failure -> {
                    throw new DemoFailed("the service did not start: " + firstLine(failure), failure);
                });
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse(failure.toString());
    }
}
