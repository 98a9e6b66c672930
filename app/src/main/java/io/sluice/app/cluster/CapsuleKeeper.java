package io.sluice.app.cluster;

import io.dropwizard.lifecycle.Managed;
import io.sluice.app.capsule.Capsule;
import io.sluice.app.capsule.CapsuleFiles;
import io.sluice.app.capsule.Place;
import io.sluice.app.store.CapsuleAcks;
import io.sluice.app.store.Nodes;
import io.sluice.app.store.Nodes.Node;
import io.sluice.app.store.Nodes.State;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the capsule of every plan under way on this node's disk, whichever node started it, so that a revert needs no other node and no
 * database.
 *
 * <p>A node that joins fetches those that are there, and is ready once it has all.
 */
public final class CapsuleKeeper implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(CapsuleKeeper.class);

    private static final Duration EVERY = Duration.ofMillis(200);

    /** Fetched by a node that joins before it looks again for what plans that start wait for. */
    private static final int MOST_FETCHED = 200;

    /** So many are fetched side by side: disks are slow to sync one after the other. */
    private static final int AT_ONCE = 8;

    private static final Duration ENDED_EVERY = Duration.ofSeconds(1);

    /** Longer than the line that ended a plan was under way to the database. */
    private static final Duration ENDED_OVERLAP = Duration.ofSeconds(10);

    private static final Duration FORGET_EVERY = Duration.ofMinutes(1);
    private static final Duration CHECK_EVERY = Duration.ofHours(1);

    /** Of ended plans so many capsules are kept, and all of so many days. */
    private static final int LEAST_KEPT = 1000;

    private static final Duration KEPT_FOR = Duration.ofDays(7);

    private final PlanStore store;
    private final CapsuleAcks acks;
    private final CapsuleFiles files;
    private final Map<String, Place> places;
    private final Nodes nodes;
    private final Heartbeat heartbeat;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    /** By the monotonic clock. */
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("capsule-keeper").daemon().factory());

    private final ExecutorService fetchers =
            Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
    private volatile Runnable whenReady = () -> {};
    /** Those that this process has seen on its disk since it began: no need to look again when it joins anew. */
    private final Set<PlanId> seen = ConcurrentHashMap.newKeySet();

    private final Turn ended;
    private final Turn forgotten;
    private final Turn checked;
    private final Deque<PlanId> toFetch = new ArrayDeque<>();
    private Optional<Instant> joining = Optional.empty();
    private Optional<Instant> endedUntil = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private boolean answered = true;

    /**
     * A keeper that has fetched nothing.
     *
     * @param places where each provider instance is
     * @param nanoTime a monotonic clock
     */
    public CapsuleKeeper(
            PlanStore store,
            CapsuleAcks acks,
            CapsuleFiles files,
            Map<String, Place> places,
            Nodes nodes,
            Heartbeat heartbeat,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.store = store;
        this.acks = acks;
        this.files = files;
        this.places = Map.copyOf(places);
        this.nodes = nodes;
        this.heartbeat = heartbeat;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.ended = new Turn(ENDED_EVERY);
        this.forgotten = new Turn(FORGET_EVERY);
        this.checked = new Turn(CHECK_EVERY);
    }

    /** Something that is done now and then. */
    private final class Turn {
        private final Duration every;
        private Optional<Long> last = Optional.empty();

        Turn(Duration every) {
            this.every = every;
        }

        boolean isDue() {
            long now = nanoTime.getAsLong();
            if (last.isPresent() && now - last.get() < every.toNanos()) {
                return false;
            }
            last = Optional.of(now);
            return true;
        }
    }

    /** What is to run each time that this node has become ready; to be said once, before it starts. */
    public void whenReady(Runnable run) {
        whenReady = run;
    }

    @Override
    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::tryOnce, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An executor calls nobody again who has thrown something, and says nothing of it. */
    private void tryOnce() {
        try {
            do {
                round();
            } while (!toFetch.isEmpty() && trouble.isEmpty() && !thread.isShutdown());
            answered = true;
        } catch (StoreUnavailable e) {
            if (answered) { // once for each time
                answered = false;
                LOG.warn("capsules of plans that start elsewhere cannot be fetched: {}", e.getMessage());
            }
        } catch (Throwable e) { // an Error too: plans would wait for this node for ever
            LOG.error("capsules could not be fetched; it is tried again", e);
        }
    }

    /** Fetches what plans wait for, then some of what a node that joins has to have. */
    void round() {
        Optional<String> fault = fetch(acks.wantedFrom(heartbeat.self().id()));
        Optional<Node> own = heartbeat.own().filter(node -> node.state() == State.JOINING);
        if (own.isPresent()) {
            fault = fault.or(() -> join(own.get()));
        }
        tell(fault);
        putAway();
    }

    /** The plans under way are listed after this node has said that it joins: whatever starts later waits for it. */
    private Optional<String> join(Node own) {
        if (!joining.equals(Optional.of(own.joinedAt()))) {
            toFetch.clear();
            acks.underWay().stream().filter(plan -> !seen.contains(plan)).forEach(toFetch::add);
            joining = Optional.of(own.joinedAt());
        }
        List<PlanId> next = toFetch.stream().limit(MOST_FETCHED).toList();
        Optional<String> fault = all(next, this::keep);
        if (fault.isPresent()) {
            toFetch.removeIf(seen::contains);
            return fault;
        }
        toFetch.removeAll(Set.copyOf(next));
        if (toFetch.isEmpty() && nodes.ready(own.id(), own.joinedAt())) {
            heartbeat.beat();
            LOG.info("this node is ready");
            whenReady.run();
        }
        return Optional.empty();
    }

    private Optional<String> fetch(List<PlanId> wanted) {
        return all(wanted, plan -> {
            Optional<String> fault = keep(plan);
            if (fault.isEmpty()) {
                acks.acknowledge(plan, heartbeat.self().id());
            }
            return fault;
        });
    }

    /** Does something with plans side by side, and answers with the first fault. */
    private Optional<String> all(List<PlanId> plans, Function<PlanId, Optional<String>> what) {
        List<Future<Optional<String>>> begun = plans.stream()
                .map(plan -> fetchers.submit(() -> what.apply(plan)))
                .toList();
        Optional<String> fault = Optional.empty();
        for (Future<Optional<String>> one : begun) {
            try {
                Optional<String> found = one.get();
                fault = fault.or(() -> found);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreUnavailable("interrupted while capsules were fetched", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof StoreUnavailable unavailable
                        ? unavailable
                        : new IllegalStateException(e.getCause());
            }
        }
        return fault;
    }

    /** Why the capsule of a plan is not on this node's disk, if it is not though the plan has started. */
    private Optional<String> keep(PlanId id) {
        try {
            return store.find(id).filter(plan -> !plan.isTerminal()).flatMap(this::keep);
        } catch (IllegalArgumentException e) {
            // One of a release to come: the others go on, and people hear of this one.
            LOG.debug("plan {} cannot be read", id, e);
            return Optional.of("plan %s cannot be read by this release: %s".formatted(id, e.getMessage()));
        }
    }

    /**
     * Sees to it that the capsule of a plan is on this node's disk, as the plan's own line has it.
     *
     * @return why it is not
     * @throws StoreUnavailable if the database does not say what is to be in it
     */
    Optional<String> keep(Plan plan) {
        if (plan.baseline().isEmpty()) {
            return Optional.empty(); // it has not started
        }
        Capsule capsule = Capsule.of(plan, plan.baseline().get(), store.document(plan.id()), places);
        if (has(capsule)) {
            seen.add(plan.id());
            return Optional.empty();
        }
        try {
            files.keep(capsule);
            seen.add(plan.id());
            return Optional.empty();
        } catch (StoreUnavailable e) {
            return Optional.of(reason(e));
        }
    }

    private boolean has(Capsule capsule) {
        try {
            return !files.isRetired(capsule.plan())
                    && files.find(capsule.plan()).equals(Optional.of(capsule));
        } catch (StoreUnavailable e) {
            LOG.warn("a capsule is written anew: {}", e.getMessage());
            return false;
        }
    }

    private static String reason(StoreUnavailable e) {
        Throwable cause = e.getCause();
        if (cause == null) {
            return e.getMessage() == null ? e.toString() : e.getMessage();
        }
        // Some of these have nothing but a path for a message.
        return "capsules cannot be written: " + cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** Plans wait for this node, so people have to hear of it. */
    private void tell(Optional<String> fault) {
        if (fault.isPresent() && trouble.isEmpty()) {
            LOG.error("plans wait for this node: {}", fault.get());
        } else if (fault.isEmpty() && trouble.isPresent()) {
            LOG.info("plans wait for this node no longer");
        }
        trouble = fault;
        heartbeat.trouble(fault);
    }

    private void putAway() {
        if (ended.isDue()) {
            Instant now = clock.instant();
            Optional<Instant> since = endedUntil.map(until -> until.minus(ENDED_OVERLAP));
            List<PlanId> plans = since.isPresent() && !checked.isDue()
                    ? acks.endedSince(since.get())
                    : acks.endedAmong(files.plans());
            for (PlanId plan : plans) {
                files.retire(plan);
                seen.remove(plan);
            }
            endedUntil = Optional.of(now);
        }
        if (forgotten.isDue()) {
            acks.forget();
            files.prune(LEAST_KEPT, clock.instant().minus(KEPT_FOR));
        }
    }

    @Override
    public void stop() throws InterruptedException {
        thread.shutdown();
        var _ = thread.awaitTermination(Nodes.LIVE.toMillis(), TimeUnit.MILLISECONDS);
        fetchers.shutdown();
    }
}
