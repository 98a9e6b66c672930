package io.sluice.app.capsule;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.BaselineVault;
import io.sluice.plan.runbook.Runbook;
import io.sluice.plan.runbook.RunbookText;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a plan's runbook as a file beside its capsule, for when there is no Sluice to ask for it.
 *
 * <p>The baseline is the promise, and a plan does not start without it. The runbook only says the same in the words of command
 * lines: that it cannot be written is in the log, and stops nobody.
 */
public final class RunbookFiles implements BaselineVault {
    private static final Logger LOG = LoggerFactory.getLogger(RunbookFiles.class);

    private final BaselineVault baselines;
    private final Path directory;
    private final Function<Route, TrafficProvider> traffic;
    private final InstantSource clock;

    /**
     * @param baselines keeps the baselines themselves
     * @param directory is made if it is not there
     */
    public RunbookFiles(
            BaselineVault baselines, Path directory, Function<Route, TrafficProvider> traffic, InstantSource clock) {
        this.baselines = baselines;
        this.directory = directory;
        this.traffic = traffic;
        this.clock = clock;
        try {
            Files.createDirectories(directory);
            DurableFile.removeUnfinished(directory);
        } catch (IOException e) {
            LOG.warn("no directory for runbooks at {}: {}", directory, e.toString());
        }
    }

    @Override
    public void keep(Plan plan, Baseline baseline) {
        baselines.keep(plan, baseline);
        try {
            write(plan, baseline);
        } catch (IOException | RuntimeException e) {
            // Whatever an adapter trips over while it words its commands: the plan does not need them.
            LOG.warn("plan {} starts without a file of its runbook: {}", plan.id(), e.toString());
        }
    }

    @Override
    public Optional<String> awaited(Plan plan) {
        return baselines.awaited(plan);
    }

    /** The text of a plan's runbook; empty where there is none here that can be read. */
    public static Optional<String> find(Path directory, PlanId plan) {
        try {
            return Optional.of(Files.readString(file(directory, plan)));
        } catch (IOException e) {
            LOG.info("no file of the runbook of plan {}: {}", plan, e.toString());
            return Optional.empty();
        }
    }

    private static Path file(Path directory, PlanId plan) {
        return directory.resolve(plan + ".md");
    }

    private void write(Plan plan, Baseline baseline) throws IOException {
        Files.createDirectories(directory);
        DurableFile.write(
                directory,
                file(directory, plan.id()),
                RunbookText.of(Runbook.of(plan, baseline, clock.instant(), traffic)));
    }
}
