package io.sluice.app;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.core.setup.Bootstrap;
import io.sluice.app.cli.CommandFailed;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.store.Archive;
import io.sluice.app.store.ArchiveSettings;
import io.sluice.app.store.Database;
import io.sluice.app.store.DatabaseRefused;
import io.sluice.plan.engine.StoreUnavailable;
import io.sluice.plan.file.PlanFile;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import net.sourceforge.argparse4j.inf.Namespace;

/**
 * {@code sluice archive config.yml}: takes plans that ended long ago out of the database and into files. How long ago
 * that is the database's clock says, by which they ended.
 *
 * <p>It ends with 0 when all are in files, with 1 when something stayed, 2 when the configuration cannot be used, and 3 when the database cannot be used.
 */
final class ArchiveCommand extends DatabaseCommand {
    private final PrintStream out;

    ArchiveCommand(PrintStream out) {
        super("archive", "Takes plans that ended long ago out of the database and into files");
        this.out = out;
    }

    @Override
    protected void run(Bootstrap<SluiceConfiguration> bootstrap, Namespace arguments, SluiceConfiguration configuration)
            throws CommandFailed, IOException {
        ArchiveSettings archive = configuration
                .archive()
                .orElseThrow(() -> new CommandFailed(
                        Exit.USAGE, "the configuration has no archive section: {olderThan: 90d, directory: …}"));
        Databases.mustBeThere(configuration);
        try (Database database =
                Database.open(Databases.forArchivist(configuration, archive).build(new MetricRegistry(), "archive"))) {
            Archive files = new Archive(database, text -> PlanFile.read(text).spec());
            Instant now = files.now();
            Archive.Result result = files.run(archive.directory(), now.minus(archive.olderThan()), now, out::println);
            out.println(
                    result.taken() + result.left() == 0
                            ? "nothing is old enough"
                            : Counted.of(result.taken(), "plan") + " in all");
            if (result.left() > 0) {
                throw new CommandFailed(
                        Exit.REFUSED, "%s not taken out; see above".formatted(Counted.of(result.left(), "plan")));
            }
        } catch (DatabaseRefused | StoreUnavailable e) {
            throw new CommandFailed(Exit.NOT_REACHABLE, Refusal.sentence(e));
        }
    }
}
