package io.sluice.app.capsule;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.BaselineVault;
import io.sluice.plan.engine.PlanStore.Document;
import java.util.Map;
import java.util.function.Function;

/** Keeps the baseline of a plan that is about to start as a capsule on this node. */
public final class CapsuleVault implements BaselineVault {
    private final CapsuleFiles files;
    private final Function<PlanId, Document> documents;
    private final Map<String, Place> places;

    /** @param places where each provider instance is */
    public CapsuleVault(CapsuleFiles files, Function<PlanId, Document> documents, Map<String, Place> places) {
        this.files = files;
        this.documents = documents;
        this.places = Map.copyOf(places);
    }

    @Override
    public void keep(Plan plan, Baseline baseline) {
        files.keep(Capsule.of(plan, baseline, documents.apply(plan.id()), places));
    }
}
