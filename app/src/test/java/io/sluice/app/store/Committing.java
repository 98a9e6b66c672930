package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.engine.PlanStore.Created;
import java.nio.file.Path;
import java.util.List;

/** A program that adds line after line to a plan and says each seq once it was told that the line is kept. */
final class Committing {
    static final String ACKNOWLEDGED = "acknowledged ";

    /** More than it lives to do; it must not fill the disk if nobody kills it. */
    private static final int AT_MOST = 5_000;

    private Committing() {}

    public static void main(String[] args) {
        JdbiPlanStore store = new JdbiPlanStore(FilePlanStoreTest.open(Path.of(args[0])), PlanFixture::read);
        Plan plan = ((Created.Stored) store.create(Submission.of(1, "edge").plan())).plan();
        while (plan.version() < AT_MOST) {
            List<PlanEvent> answer = List.of(new PlanEvent.WriteUnknown((int) plan.version(), "no answer"));
            plan = store.append(plan, answer, ANN, NOON).orElseThrow();
            System.out.println(ACKNOWLEDGED + plan.version());
        }
    }
}
