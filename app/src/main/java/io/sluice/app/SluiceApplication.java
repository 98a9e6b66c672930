package io.sluice.app;

import com.fasterxml.jackson.databind.DeserializationFeature;
import io.dropwizard.core.Application;
import io.dropwizard.core.cli.CheckCommand;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.sluice.app.cli.ClientCommands;
import io.sluice.app.cli.CommandFailed;
import io.sluice.app.cli.OwnShell;
import io.sluice.app.rest.BlankedLinks;
import io.sluice.app.rest.IdleConnections;
import io.sluice.app.rest.ProblemPages;
import io.sluice.app.rest.SecurityHeaders;
import io.sluice.app.rest.SlowHeaders;
import io.sluice.app.rest.UnreadBodies;
import io.sluice.plan.engine.PlanStore;
import io.sluice.provider.all.AllProviders;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.sourceforge.argparse4j.inf.ArgumentParserException;

/** The service. */
public class SluiceApplication extends Application<SluiceConfiguration> {
    private static final String LOOPBACK = "127.0.0.1";

    private final UnaryOperator<PlanStore> around;

    public SluiceApplication() {
        this(UnaryOperator.identity());
    }

    /** A service with something around its store: tests stand between the engine and what it writes down. */
    public SluiceApplication(UnaryOperator<PlanStore> around) {
        this.around = around;
    }

    public static void main(String[] arguments) throws Exception {
        if (ClientCommands.areOfNode(arguments)) {
            new SluiceApplication().run(arguments);
        } else {
            System.exit(
                    ClientCommands.run(new OwnShell(System.out, System.err, System.in, System.getenv()), arguments));
        }
    }

    @Override
    public String getName() {
        return "sluice";
    }

    @Override
    protected void addDefaultCommands(Bootstrap<SluiceConfiguration> bootstrap) {
        bootstrap.addCommand(new ServeCommand(this));
        bootstrap.addCommand(new CheckCommand<>(this));
        bootstrap.addCommand(new MigrateCommand(System.out, System.getenv()));
        bootstrap.addCommand(new JournalCommand(System.out));
        bootstrap.addCommand(new ArchiveCommand(System.out));
        bootstrap.addCommand(revertCommand(System.out));
    }

    /** The command that puts routes back without a service, printing where it is told to. */
    public static Command revertCommand(PrintStream out) {
        return new RevertCommand(out);
    }

    /** Commands say by the process's end how they ended, for scripts. */
    @Override
    protected void onFatalError(Throwable failure) {
        System.exit(exitCode(failure));
    }

    /** What a process that failed so ends with. */
    public static int exitCode(Throwable failure) {
        return switch (failure) {
            case CommandFailed failed -> failed.exit().code();
            case ArgumentParserException _ -> CommandFailed.Exit.USAGE.code();
            default -> 1;
        };
    }

    @Override
    public void initialize(Bootstrap<SluiceConfiguration> bootstrap) {
        // What is written down and sent has one form, whatever language the machine speaks: some have other digits.
        Locale.setDefault(Locale.ROOT);
        OneLine.keep();
        AllProviders.factories().forEach(bootstrap.getObjectMapper()::registerSubtypes);
        AllProviders.sourceFactories().forEach(bootstrap.getObjectMapper()::registerSubtypes);
        bootstrap
                .getObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    }

    @Override
    public void run(SluiceConfiguration configuration, Environment environment) throws IOException {
        QuietWires.keep();
        if (!(configuration.getServerFactory() instanceof DefaultServerFactory server)) {
            throw new IllegalArgumentException(
                    "server has no type here: it always has applicationConnectors and adminConnectors");
        }
        server.setRegisterDefaultExceptionMappers(false);
        server.getGzipFilterFactory().setEnabled(false); // a small body that unpacks to a large one is not for us
        bind(server.getApplicationConnectors(), configuration.access().bindsToLoopback(System.getenv()));
        bind(server.getAdminConnectors(), Optional.of("nothing on the admin port asks who is there"));
        configuration.access().askForCertificates(server.getApplicationConnectors());
        refuseTakenPorts(server.getApplicationConnectors());
        refuseTakenPorts(server.getAdminConnectors());
        ProblemPages pages = new ProblemPages();
        environment.lifecycle().addServerLifecycleListener(started -> started.setErrorHandler(pages));
        environment.lifecycle().addEventListener(BlankedLinks.inEveryRequestLog());
        environment.lifecycle().addEventListener(SecurityHeaders.onEveryAnswer());
        environment.lifecycle().addEventListener(UnreadBodies.onEveryAnswer());
        environment.lifecycle().addEventListener(SlowHeaders.onEveryConnector());
        environment.lifecycle().addEventListener(IdleConnections.onEveryConnector());
        environment.getApplicationContext().setErrorHandler(pages);
        new Wiring(configuration, environment, around).wire();
    }

    /** Before other nodes hear of this one: they would wait for it at each start of a plan, and see it lost. */
    private static void refuseTakenPorts(List<ConnectorFactory> connectors) throws IOException {
        for (ConnectorFactory connector : connectors) {
            if (connector instanceof HttpConnectorFactory http && http.getPort() != 0) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true); // as the server does: connections of a predecessor may linger
                    socket.bind(new InetSocketAddress(http.getBindHost(), http.getPort()));
                } catch (IOException e) {
                    throw new IOException(
                            "port %d of %s cannot be listened at: %s"
                                    .formatted(http.getPort(), http.getBindHost(), e.getMessage()),
                            e);
                }
            }
        }
    }

    /**
     * Connectors listen on loopback, unless whoever comes from elsewhere has to say who they are.
     *
     * @param whyLoopback why they may not listen elsewhere, if they may not
     */
    private static void bind(List<ConnectorFactory> connectors, Optional<String> whyLoopback) throws IOException {
        for (ConnectorFactory connector : connectors) {
            if (!(connector instanceof HttpConnectorFactory http)) {
                throw new IllegalArgumentException("connectors are of type http or https");
            }
            if (http.getBindHost() == null) {
                http.setBindHost(LOOPBACK);
            }
            if (whyLoopback.isPresent()
                    && !InetAddress.getByName(http.getBindHost()).isLoopbackAddress()) {
                throw new IllegalArgumentException(
                        "bindHost %s is not loopback: %s".formatted(http.getBindHost(), whyLoopback.get()));
            }
        }
    }
}
