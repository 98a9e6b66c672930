package io.sluice.app.stream;

import io.dropwizard.lifecycle.Managed;
import io.sluice.app.store.Sample;
import io.sluice.app.store.Sample.Seen;
import io.sluice.app.store.Samples;
import io.sluice.plan.PlanId;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps some of what looks saw, for charts. A look only leaves it here, in memory; once a second all that was left is written together,
 * and what cannot be written is forgotten.
 */
public final class Sampler implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    /** More than looks are made within a second. */
    private static final int MOST_PENDING = 20_000;

    /** Of a plan at which nothing changes but figures, one is kept so often. */
    private static final Duration USUAL_PACE = Duration.ofSeconds(10);

    /** Those that are kept because of that, of all plans; where there are more plans, each has fewer. */
    private static final int MOST_PER_SECOND = 20;

    /** A plan that was not looked at for so long has ended, or another node looks at it, or it sleeps. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    /** Plans that are read by one question. */
    private static final int AT_ONCE = 500;

    private static final Duration BETWEEN_THINNINGS = Duration.ofHours(1);

    private final Samples samples;
    private final Function<Collection<PlanId>, Map<PlanId, RouteWeights>> desired;
    private final Wakes wakes = new Wakes();
    private final BlockingQueue<LookAt> pending = new LinkedBlockingQueue<>(MOST_PENDING);
    private final Map<PlanId, Last> known = new HashMap<>();
    private long forgetAt = System.nanoTime();
    private long thinAt = System.nanoTime();
    private @Nullable Thread thread;

    private record LookAt(PlanId plan, Look look) {}

    /**
     * What is known of a plan.
     *
     * @param at when the last sample was kept
     * @param shown what it showed, without figures
     */
    private record Last(long version, RouteWeights desired, Instant at, Seen shown, long nanoTime) {}

    /** @param desired what some plans want their routes to have now; none of those that are gone */
    public Sampler(Samples samples, Function<Collection<PlanId>, Map<PlanId, RouteWeights>> desired) {
        this.samples = samples;
        this.desired = desired;
    }

    /** A look was kept; returns at once. */
    public void look(PlanId plan, Look look) {
        boolean _ = pending.offer(new LookAt(plan, look)); // or it is lost
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("samples").start(() -> {
            while (!wakes.isOver()) {
                wakes.await(Duration.ofSeconds(1), Duration.ofSeconds(1));
                guarded(this::flush);
                forget();
                guarded(this::thin);
            }
        });
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (StoreUnavailable e) {
            LOG.debug("samples are lost: {}", e.getMessage()); // the engine says so louder
        } catch (RuntimeException e) { // a loop that ended would keep nothing any more
            LOG.error("keeping samples failed", e);
        }
    }

    /** Writes what is worth it of what was left here. */
    void flush() {
        List<LookAt> looks = new ArrayList<>();
        int _ = pending.drainTo(looks);
        Map<PlanId, RouteWeights> wanted = wanted(looks);
        List<Sample> worth = new ArrayList<>();
        for (LookAt one : looks) {
            Optional.ofNullable(wanted.get(one.plan()))
                    .flatMap(weights -> sample(one.plan(), one.look(), weights))
                    .ifPresent(worth::add);
        }
        samples.save(worth);
    }

    /** What the plans want, asked for only where they have moved on since it was asked. */
    private Map<PlanId, RouteWeights> wanted(List<LookAt> looks) {
        Map<PlanId, RouteWeights> wanted = new HashMap<>();
        Set<PlanId> unknown = new LinkedHashSet<>();
        for (LookAt one : looks) {
            Last last = known.get(one.plan());
            if (last != null && last.version() == one.look().version()) {
                wanted.put(one.plan(), last.desired());
            } else {
                unknown.add(one.plan());
            }
        }
        List<PlanId> ids = List.copyOf(unknown);
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            wanted.putAll(desired.apply(ids.subList(from, Math.min(ids.size(), from + AT_ONCE))));
        }
        return wanted;
    }

    private Optional<Sample> sample(PlanId plan, Look look, RouteWeights wanted) {
        Last last = known.get(plan);
        Seen seen = Seen.of(look, wanted);
        Seen shown = seen.withoutFigures();
        boolean changed = last == null || !last.shown().equals(shown);
        boolean worth = changed || last == null || !look.at().isBefore(last.at().plus(pace()));
        Instant keptAt = worth || last == null ? look.at() : last.at();
        known.put(plan, new Last(look.version(), wanted, keptAt, shown, System.nanoTime()));
        return worth ? Optional.of(new Sample(plan, look.at(), changed, seen)) : Optional.empty();
    }

    private Duration pace() {
        Duration shared = Duration.ofSeconds(known.size() / MOST_PER_SECOND);
        return shared.compareTo(USUAL_PACE) > 0 ? shared : USUAL_PACE;
    }

    private void forget() {
        long now = System.nanoTime();
        if (now - forgetAt >= 0) {
            forgetAt = now + REMEMBERED.toNanos() / 4;
            known.values().removeIf(last -> now - last.nanoTime() > REMEMBERED.toNanos());
        }
    }

    private void thin() {
        long now = System.nanoTime();
        if (now - thinAt >= 0) {
            thinAt = now + BETWEEN_THINNINGS.toNanos();
            int _ = samples.thin();
        }
    }

    @Override
    public void stop() throws InterruptedException {
        wakes.end();
        Thread writing = thread;
        if (writing != null) {
            boolean _ = writing.join(Duration.ofSeconds(2));
        }
    }
}
