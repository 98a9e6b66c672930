package io.sluice.app.store;

import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Reads the specs of plans from their documents, and those lately asked for only once: a document never changes. */
final class Specs {
    /** A few kilobytes each; more than plans under way at once, and a page of a long list. */
    private static final int REMEMBERED = 500;

    private final Function<String, PlanSpec> reader;
    private final Map<PlanId, PlanSpec> latest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PlanId, PlanSpec> eldest) {
            return size() > REMEMBERED;
        }
    };

    Specs(Function<String, PlanSpec> reader) {
        this.reader = reader;
    }

    PlanSpec of(PlanId id, String document) {
        synchronized (latest) {
            PlanSpec known = latest.get(id);
            if (known != null) {
                return known;
            }
        }
        PlanSpec spec = reader.apply(document);
        synchronized (latest) {
            latest.put(id, spec);
        }
        return spec;
    }
}
