package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.sluice.app.store.Database;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanId;
import io.sluice.plan.file.PlanFile;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.nio.file.Path;
import java.util.List;

/** What a dead process left in its database about one plan. */
record Kept(Plan plan, List<JournalLine> journal) {
    private static final Side TO = new Side("us");

    /** Reads it, and checks that the journal is whole and tells the same as the plan's row. */
    static Kept read(Path data, String id) {
        try (Database database =
                Database.open(Database.inFile(data.resolve("sluice")).build(new MetricRegistry(), "kept"))) {
            JdbiPlanStore store =
                    new JdbiPlanStore(database, text -> PlanFile.read(text).spec());
            PlanId plan = new PlanId(id);
            assertThat(store.findJournalFault(plan)).isEmpty();
            assertThat(store.refold(plan)).isEqualTo(store.plan(plan));
            return new Kept(store.plan(plan), store.journal(plan, 0, Integer.MAX_VALUE));
        }
    }

    /**
     * Each call that reached the cloud was written down before it was sent, for its own weights, and in the same order. Those of a way
     * back for which the database was too slow stand in the node's own record, and only the journal's order of the revert tells of them.
     */
    void announces(List<CloudLog.Call> calls) {
        int next = 0;
        for (CloudLog.Call call : calls) {
            int intent = next;
            while (intent < journal.size() && !isIntentOf(journal.get(intent), call)) {
                intent++;
            }
            boolean announced =
                    intent < journal.size() && !journal.get(intent).at().isAfter(call.arrivedAt());
            if (!announced && call.percent() == 0 && wentBackWithoutTheDatabase()) {
                continue;
            }
            assertThat(announced).as("an intent before %s in %s", call, journal).isTrue();
            next = intent + 1;
        }
    }

    private boolean wentBackWithoutTheDatabase() {
        return journal.stream()
                .anyMatch(line -> line.event() instanceof RevertStarted started
                        && started.cause().why().contains("written down when the database answered again"));
    }

    private static boolean isIntentOf(JournalLine line, CloudLog.Call call) {
        return line.event() instanceof WriteIntended intent
                && intent.route().equals(call.route())
                && intent.to().map(Kept::percent).orElse(0) == call.percent();
    }

    private static int percent(Weights weights) {
        return Math.round(weights.share(TO) / 100f);
    }

    /** No weights but the baseline's are intended once the revert has begun. */
    void goesForwardNeverAfterTheRevert() {
        assertThat(journal.stream()
                        .dropWhile(line -> !(line.event() instanceof RevertStarted))
                        .filter(line -> line.event() instanceof WriteIntended intent
                                && intent.to().isPresent()))
                .isEmpty();
    }

    /** Whether a call was announced and nothing is known of it yet. */
    boolean endsWithAnIntent() {
        return journal.getLast().event() instanceof WriteIntended;
    }
}
