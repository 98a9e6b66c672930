package io.sluice.plan.engine;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A store that ends with its process: tests and random walks use it, and it passes the contract of the lasting one. */
public final class MemoryPlanStore implements PlanStore {
    private static final Duration KEYS_ARE_KEPT = Duration.ofHours(24);

    private final InstantSource clock;
    private final BooleanSupplier shut;
    private final NavigableMap<PlanId, Kept> plans = new TreeMap<>();
    private final Map<String, PlanId> activeRoutes = new HashMap<>();
    private final Map<String, Long> generations = new HashMap<>();
    private final Map<PlanId, PlanId> reverts = new HashMap<>();
    private final Map<OwnedKey, UsedKey> keys = new HashMap<>();
    private final MemoryRecurringStore recurring = new MemoryRecurringStore();

    /** @param clock by which claims end */
    public MemoryPlanStore(InstantSource clock) {
        this(clock, () -> false);
    }

    /** @param shut whether nothing is permitted just now, whoever has the claim */
    MemoryPlanStore(InstantSource clock, BooleanSupplier shut) {
        this.clock = clock;
        this.shut = shut;
    }

    /** The recurring plans whose runs are kept here. */
    public MemoryRecurringStore recurring() {
        return recurring;
    }

    private record OwnedKey(Principal owner, String key) {}

    private record UsedKey(String bodyDigest, PlanId plan, Instant at) {}

    /** One plan with its journal. */
    private static final class Kept {
        final Document document;
        final List<JournalLine> journal = new ArrayList<>();
        Plan plan;
        Instant lookAt;
        long epoch;
        Instant claimedUntil = Instant.MIN;
        Optional<Look> look = Optional.empty();

        Kept(Document document, Plan plan, Instant lookAt) {
            this.document = document;
            this.plan = plan;
            this.lookAt = lookAt;
        }
    }

    @Override
    public synchronized Created create(NewPlan asked) {
        Optional<Created> created = asked.idempotencyKey().flatMap(key -> findCreated(asked.by(), key, asked.at()));
        if (created.isPresent()) {
            return created.get();
        }
        List<JournalLine> lines = JournalLine.following(0, asked.events(), asked.by(), asked.at());
        Plan plan = Plan.blank(asked.id(), asked.spec(), nextGeneration(asked), asked.at())
                .after(lines);
        Optional<PlanId> earlier = plan.revertOf().flatMap(this::findRevertOf);
        if (earlier.isPresent()) {
            return new Created.Repeated(plan(earlier.get()));
        }
        for (Map.Entry<String, String> route : new TreeMap<>(asked.routeKeys()).entrySet()) {
            Optional<PlanId> owner = findOwner(route.getValue());
            if (owner.isPresent()) {
                return new Created.RouteTaken(route.getKey(), owner.get());
            }
        }
        if (asked.run()
                .filter(run -> !recurring.settle(run, asked.id(), asked.at()))
                .isPresent()) {
            return new Created.RunSettled();
        }
        Document document = new Document(
                asked.document(), asked.digest(), asked.routeKeys(), asked.run().map(OfRecurring::recurring));
        Kept kept = new Kept(document, plan, asked.lookAt());
        if (plans.putIfAbsent(asked.id(), kept) != null) {
            throw new IllegalArgumentException("there is a plan " + asked.id() + " already");
        }
        asked.routeKeys().values().forEach(key -> activeRoutes.put(key, asked.id()));
        plan.revertOf().ifPresent(ended -> reverts.put(ended, asked.id()));
        asked.idempotencyKey()
                .ifPresent(key -> keys.put(
                        new OwnedKey(asked.by(), key.key()), new UsedKey(key.bodyDigest(), asked.id(), asked.at())));
        keep(kept, plan, lines);
        return new Created.Stored(plan);
    }

    @Override
    public synchronized Optional<Created> findCreated(Principal by, IdempotencyKey key, Instant at) {
        return Optional.ofNullable(keys.get(new OwnedKey(by, key.key())))
                .filter(use -> at.isBefore(use.at().plus(KEYS_ARE_KEPT)))
                .map(use -> use.bodyDigest().equals(key.bodyDigest())
                        ? new Created.Repeated(plan(use.plan()))
                        : new Created.KeyReused());
    }

    private long nextGeneration(NewPlan asked) {
        return 1
                + asked.routeKeys().values().stream()
                        .mapToLong(key -> generations.getOrDefault(key, 0L))
                        .max()
                        .orElse(0);
    }

    @Override
    public synchronized Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
        Kept kept = kept(read.id());
        if (kept.plan.version() != read.version()) {
            return Optional.empty();
        }
        List<JournalLine> lines = JournalLine.following(read.version(), events, by, at);
        Plan next = kept.plan.after(lines);
        kept.lookAt = at;
        keep(kept, next, lines);
        return Optional.of(next);
    }

    private void keep(Kept kept, Plan plan, List<JournalLine> lines) {
        kept.plan = plan;
        kept.journal.addAll(lines);
        for (String key : kept.document.routeKeys().values()) {
            generations.merge(key, plan.generation(), Math::max);
            if (plan.isTerminal()) {
                activeRoutes.remove(key, plan.id());
            }
        }
    }

    private Kept kept(PlanId id) {
        Kept kept = plans.get(id);
        if (kept == null) {
            throw new NoSuchElementException("no plan " + id);
        }
        return kept;
    }

    @Override
    public synchronized Optional<Plan> find(PlanId id) {
        return Optional.ofNullable(plans.get(id)).map(kept -> kept.plan);
    }

    @Override
    public synchronized Document document(PlanId id) {
        return kept(id).document;
    }

    @Override
    public synchronized Optional<PlanId> findRevertOf(PlanId ended) {
        return Optional.ofNullable(reverts.get(ended));
    }

    @Override
    public synchronized Optional<PlanId> findOwner(String routeKey) {
        return Optional.ofNullable(activeRoutes.get(routeKey));
    }

    @Override
    public synchronized List<Plan> list(PlanQuery query) {
        NavigableMap<PlanId, Kept> older =
                query.after().map(after -> plans.headMap(after, false)).orElse(plans);
        return older.descendingMap().values().stream()
                .map(kept -> kept.plan)
                .filter(plan -> matches(plan, query))
                .limit(query.limit())
                .toList();
    }

    private static boolean matches(Plan plan, PlanQuery query) {
        return (query.states().isEmpty() || query.states().contains(plan.state().word()))
                && plan.spec().labels().entrySet().containsAll(query.labels().entrySet())
                && query.owner().map(plan.spec().owner()::equals).orElse(true)
                && query.endedSince()
                        .flatMap(since -> plan.endedAt().map(ended -> !ended.isBefore(since)))
                        .orElse(true);
    }

    @Override
    public synchronized List<JournalLine> journal(PlanId id, long after, int limit) {
        return kept(id).journal.stream().skip(after).limit(limit).toList();
    }

    @Override
    public synchronized List<PlanId> due(Instant now, int limit) {
        return plans.values().stream()
                .filter(kept -> isDue(kept, now))
                .sorted(Comparator.comparing(kept -> kept.lookAt))
                .map(kept -> kept.plan.id())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<Claim> claim(PlanId id, Duration length) {
        return Optional.ofNullable(plans.get(id))
                .filter(kept -> !clock.instant().isBefore(kept.claimedUntil))
                .map(_ -> seize(id, length));
    }

    @Override
    public synchronized Optional<Claim> claimIfDue(PlanId id, Instant now, Duration length) {
        return Optional.ofNullable(plans.get(id))
                .filter(kept -> isDue(kept, now))
                .flatMap(_ -> claim(id, length));
    }

    private static boolean isDue(Kept kept, Instant now) {
        return !kept.plan.isTerminal() && !kept.lookAt.isAfter(now);
    }

    @Override
    public synchronized List<Claim> claimDue(Instant now, int limit, Duration length) {
        return due(now, Integer.MAX_VALUE).stream()
                .flatMap(id -> claim(id, length).stream())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Claim seize(PlanId id, Duration length) {
        Kept kept = kept(id);
        kept.epoch++;
        kept.claimedUntil = clock.instant().plus(length);
        return new Claim(id, kept.epoch);
    }

    @Override
    public synchronized Set<Claim> renew(Collection<Claim> claims, Duration length) {
        Set<Claim> ours = new HashSet<>();
        for (Claim claim : claims) {
            Kept kept = kept(claim.plan());
            if (kept.epoch == claim.epoch() && !kept.claimedUntil.equals(Instant.MIN)) {
                kept.claimedUntil = clock.instant().plus(length);
                ours.add(claim);
            }
        }
        return ours;
    }

    @Override
    public synchronized boolean permits(Claim claim, long generation) {
        Kept kept = kept(claim.plan());
        return !shut.getAsBoolean()
                && kept.epoch == claim.epoch()
                && clock.instant().isBefore(kept.claimedUntil)
                && kept.plan.generation() == generation;
    }

    @Override
    public synchronized void release(Claim claim, long decidedAt, Instant lookAt) {
        Kept kept = kept(claim.plan());
        if (kept.epoch == claim.epoch()) {
            kept.claimedUntil = Instant.MIN;
            kept.lookAt = kept.plan.version() <= decidedAt ? lookAt : kept.lookAt;
        }
    }

    @Override
    public synchronized void saveLook(PlanId id, Look look) {
        kept(id).look = Optional.of(look);
    }

    @Override
    public synchronized Optional<Look> findLook(PlanId id) {
        return Optional.ofNullable(plans.get(id)).flatMap(kept -> kept.look);
    }
}
