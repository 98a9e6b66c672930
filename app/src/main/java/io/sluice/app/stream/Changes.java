package io.sluice.app.stream;

import io.sluice.app.store.Looks;
import io.sluice.app.store.Looks.Saved;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how plans look now, to those who listen: once a second at most, and of what changed several times only the last. */
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private static final Duration PACE = Duration.ofSeconds(1);

    /** Summaries in one event, about a hundred kilobytes: of more the rest comes a second later. */
    private static final int MOST_AT_ONCE = 200;

    /** Looks that are found by one pass; those that are left are found by the next. */
    private static final int MOST_LOOKS = 2_000;

    /** A look may be seen by others that long after the moment it bears: the length of the transaction that kept it. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private final Looks looks;
    private final PlanFaces faces;
    private final Topics topics;

    /** Those with new lines go first: they are what somebody waits for. */
    private final Set<PlanId> grown = new LinkedHashSet<>();

    private final Set<PlanId> looked = new LinkedHashSet<>();
    private final Set<PlanId> toShow = new LinkedHashSet<>();
    private final Map<PlanId, Instant> found = new HashMap<>();
    private Optional<Instant> since = Optional.empty();

    Changes(Looks looks, PlanFaces faces, Topics topics) {
        this.looks = looks;
        this.faces = faces;
        this.topics = topics;
    }

    /** A plan has a new line; returns at once. */
    void grown(PlanId plan) {
        synchronized (grown) {
            grown.add(plan);
        }
    }

    /** Runs in a thread of its own until the end; it rests at least as long as it works. */
    void run(Wakes wakes) {
        while (!wakes.isOver()) {
            long began = System.nanoTime();
            try {
                pass();
            } catch (StoreUnavailable e) {
                LOG.debug("cannot show plans: {}", e.getMessage()); // the engine says so louder
            } catch (RuntimeException e) { // a loop that ended would tell nobody anything any more
                LOG.error("showing plans failed", e);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Duration pause = PACE.minus(took).compareTo(took) > 0 ? PACE.minus(took) : took;
            wakes.await(pause, pause);
        }
    }

    /** Shows what changed since the last time. */
    void pass() {
        if (!topics.isAnybodyListening()) {
            forget();
            return;
        }
        findLooks();
        synchronized (grown) {
            toShow.addAll(grown);
            looked.removeAll(grown);
            if (!topics.isAnybodyListeningToAll()) {
                grown.clear();
            }
        }
        showAll();
        showPlans();
    }

    private void forget() {
        synchronized (grown) {
            grown.clear();
        }
        looked.clear();
        toShow.clear();
        found.clear();
        since = Optional.empty();
    }

    private void findLooks() {
        if (since.isEmpty()) {
            since = looks.latest().or(() -> Optional.of(Instant.EPOCH));
            return;
        }
        Instant from = since.get().minus(LATE);
        found.values().removeIf(at -> at.isBefore(from));
        for (Saved saved : looks.after(from, MOST_LOOKS + found.size())) {
            if (!saved.at().equals(found.put(saved.plan(), saved.at()))) {
                looked.add(saved.plan());
                toShow.add(saved.plan());
            }
            since = since.filter(latest -> latest.isAfter(saved.at())).or(() -> Optional.of(saved.at()));
        }
    }

    private void showAll() {
        if (!topics.isAnybodyListeningToAll()) {
            looked.clear();
            return;
        }
        List<PlanId> now = new ArrayList<>();
        synchronized (grown) {
            grown.stream().limit(MOST_AT_ONCE).forEach(now::add);
            grown.removeAll(now);
        }
        looked.stream().limit(MOST_AT_ONCE - now.size()).toList().forEach(plan -> {
            now.add(plan);
            looked.remove(plan);
        });
        if (now.isEmpty()) {
            return;
        }
        try {
            List<PlanFaces.Face> summaries = faces.summaries(now);
            if (!summaries.isEmpty()) {
                topics.tellAll(List.of(Frame.changed(summaries)));
            }
        } catch (StoreUnavailable e) {
            looked.addAll(now); // shown once it can be asked again
            throw e;
        }
    }

    private void showPlans() {
        toShow.retainAll(topics.plans());
        for (PlanId plan : List.copyOf(toShow)) {
            faces.whole(plan).ifPresent(face -> topics.tell(plan, Frame.look(face)));
            toShow.remove(plan);
        }
    }
}
