package io.sluice.bench;

import io.sluice.bench.Bench.Part;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * M7: ten thousand that are due at once, each taken by whoever has the right to it and set for later again, with nothing to do in
 * between: our claims, Quartz's clustered JDBC store, db-scheduler's lock-and-fetch, and a poller written by hand that does nothing
 * one by one, on one PostgreSQL in one run. The first three have as many connections each; the rivals have as many threads, and ours
 * its 500 plans at once, as in the service. The poller has one connection and needs no other.
 */
final class DueJobs implements Part {
    static final int DUE = 10_000;
    static final int THREADS = 20;

    /** One way to work off what is due. */
    interface Contender {
        /** How many in a second. */
        double perSecond() throws Exception;
    }

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        double quartz = new QuartzClustered().perSecond();
        double dbScheduler = new DbScheduler().perSecond();
        double ours = new OurClaims().perSecond();
        double poller = new HandWrittenPoller().perSecond();
        out.printf(
                Locale.ROOT,
                "   due jobs a second: ours %,.0f, db-scheduler %,.0f, Quartz clustered %,.0f, a poller by hand %,.0f%n",
                ours,
                dbScheduler,
                quartz,
                poller);
        return List.of(
                Figure.atLeast("M7", "10,000 due plans against Quartz clustered", ours / quartz, " x", 10),
                Figure.atLeast("M7", "10,000 due plans against db-scheduler", ours / dbScheduler, " x", 1));
    }
}
