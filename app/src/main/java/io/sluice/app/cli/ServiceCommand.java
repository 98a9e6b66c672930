package io.sluice.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks a service. */
abstract class ServiceCommand implements Callable<Integer> {
    @Mixin
    final Common common = new Common();

    private final Shell shell;

    ServiceCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public final Integer call() throws CommandFailed, InterruptedException {
        try (ServiceClient service = ServiceClient.open(shell, common)) {
            return ask(service).code();
        }
    }

    /** Does it; how it went. */
    abstract CommandFailed.Exit ask(ServiceClient service) throws CommandFailed, InterruptedException;

    final Shell shell() {
        return shell;
    }
}
