package io.sluice.app.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.sluice.plan.PlanSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the specs of plans from their documents, and those lately asked for only once: a document never changes. */
final class Specs<I> {
    private static final Logger LOG = LoggerFactory.getLogger(Specs.class);

    /** A few kilobytes each; those of more plans are read anew at each look. */
    private static final int MOST = 20_000;

    /** Longer than from one look at a plan to the next, so that one under way is read once, and one that waits for days is let go. */
    private static final Duration UNUSED = Duration.ofSeconds(40);

    private final Function<String, PlanSpec> reader;
    private final Cache<I, PlanSpec> latest = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(UNUSED)
            .scheduler(Scheduler.systemScheduler())
            .build();

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
        PlanSpec known = latest.getIfPresent(id);
        if (known != null) {
            return known;
        }
        PlanSpec spec = reader.apply(document);
        latest.put(id, spec);
        return spec;
    }
}
