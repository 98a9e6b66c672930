package io.sluice.app.store;

import io.sluice.plan.PlanSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the specs of plans from their documents, and those lately asked for only once: a document never changes. */
final class Specs<I> {
    private static final Logger LOG = LoggerFactory.getLogger(Specs.class);

    /** A few kilobytes each; more than plans under way at once, and a page of a long list. */
    private static final int REMEMBERED = 500;

    private final Function<String, PlanSpec> reader;
    private final Map<I, PlanSpec> latest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<I, PlanSpec> eldest) {
            return size() > REMEMBERED;
        }
    };

    Specs(Function<String, PlanSpec> reader) {
        this.reader = reader;
    }

    /** The same; empty where this release cannot read what an earlier one took, which is in the log then. */
    Optional<PlanSpec> find(I id, String document) {
        try {
            return Optional.of(of(id, document));
        } catch (IllegalArgumentException e) {
            LOG.warn("{} cannot be read by this release: {}", id, e.getMessage());
            return Optional.empty();
        }
    }

    PlanSpec of(I id, String document) {
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
