package io.sluice.app;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.core.setup.Bootstrap;
import io.sluice.app.cli.CommandFailed;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.store.ArchiveFile;
import io.sluice.app.store.Database;
import io.sluice.app.store.DatabaseRefused;
import io.sluice.app.store.JournalCheck;
import io.sluice.plan.engine.StoreUnavailable;
import io.sluice.plan.file.PlanFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/**
 * {@code sluice journal verify config.yml}: whether every journal still is what was written, and every plan what its journal says.
 *
 * <p>It ends with 0 when all is in order, with 1 when a plan is not, 2 when the configuration cannot be used, and 3 when the database cannot be read.
 */
final class JournalCommand extends DatabaseCommand {
    /** Each reads one plan at a time; the nodes have work for the database too. */
    private static final int SIDE_BY_SIDE = 4;

    private final PrintStream out;

    JournalCommand(PrintStream out) {
        super("journal", "Looks through the journals of all plans");
        this.out = out;
    }

    @Override
    public void configure(Subparser parser) {
        parser.addArgument("action").choices("verify").help("verify: whether each still is what was written");
        super.configure(parser);
        parser.addArgument("--archive").metavar("FILE").help("a file of ended plans in place of the database");
        parser.epilog("Ends with 0 when all is in order, 1 when a plan is not, 2 when the configuration "
                + "cannot be used, 3 when the database cannot be read.");
    }

    @Override
    protected void run(Bootstrap<SluiceConfiguration> bootstrap, Namespace arguments, SluiceConfiguration configuration)
            throws CommandFailed, InterruptedException {
        String archive = arguments.getString("archive");
        if (archive == null) {
            verify(configuration);
        } else {
            verify(Path.of(archive));
        }
    }

    private void verify(Path archive) throws CommandFailed {
        try {
            ArchiveFile.Result result =
                    new ArchiveFile(archive).verify(text -> PlanFile.read(text).spec(), out::println);
            end(result.plans(), result.lines(), result.faults());
        } catch (IOException e) {
            throw new CommandFailed(Exit.NOT_REACHABLE, "cannot read " + Refusal.sentence(e));
        }
    }

    private void end(long plans, long lines, long faults) throws CommandFailed {
        // Of a plan that is not as it was written, the lines after the first fault are not looked at.
        String what = faults == 0 ? "line" : "sound line";
        out.println(String.join(", ", Counted.of(plans, "plan"), Counted.of(lines, what), Counted.of(faults, "fault")));
        if (faults > 0) {
            throw new CommandFailed(Exit.REFUSED, "journals are not as they were written");
        }
    }

    private void verify(SluiceConfiguration configuration) throws CommandFailed, InterruptedException {
        Databases.mustBeThere(configuration);
        try (Database database = Database.openToRead(
                Databases.forCommand(configuration, "journal").build(new MetricRegistry(), "journal"))) {
            JournalCheck.Result result =
                    new JournalCheck(database, text -> PlanFile.read(text).spec()).check(SIDE_BY_SIDE, out::println);
            end(result.plans(), result.lines(), result.faults());
        } catch (DatabaseRefused | StoreUnavailable e) {
            throw new CommandFailed(Exit.NOT_REACHABLE, Refusal.sentence(e));
        }
    }
}
