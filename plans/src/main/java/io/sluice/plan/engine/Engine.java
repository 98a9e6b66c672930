package io.sluice.plan.engine;

import io.sluice.plan.Baseline;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.Started;
import io.sluice.plan.PlanEvent.WebhookAnswered;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.RouteShare;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Decision;
import io.sluice.plan.decide.Decision.RouteWrite;
import io.sluice.plan.decide.Gates;
import io.sluice.plan.decide.Observation;
import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.plan.engine.Calls.Answer;
import io.sluice.plan.engine.Calls.Call;
import io.sluice.plan.engine.Claims.Lease;
import io.sluice.plan.engine.Look.GateLook;
import io.sluice.plan.engine.Look.RouteLook;
import io.sluice.plan.engine.Observer.Watched;
import io.sluice.plan.engine.Stages.Stage;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One tick of one plan: load, look, decide, record, perform.
 *
 * <p>What was wanted is written down before a provider hears of it, and what came of it after. A tick may die on any line; the
 * next one finds the plan, looks, and goes on from what is there.
 */
public final class Engine {
    /** More decisions than any tick needs; a tick that reaches it would go round for ever. */
    private static final int MOST_DECISIONS = 64;

    /** How much earlier than the look that it was set for an alarm may ring: clocks are cut to milliseconds, and slewed. */
    private static final Duration EARLIEST_ALARM = Duration.ofMillis(250);

    /** When a plan is looked at again whose tick ended with an exception. */
    public static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    /** How soon the vault is asked again: others fetch a capsule within a quarter of a second. */
    private static final Duration VAULT_RETRY = Duration.ofMillis(100);

    private final PlanStore store;
    private final PlanJournal journal;
    private final Claims claims;
    private final Providers providers;
    private final Observer observer;
    private final DriftTracer driftTracer;
    private final Calls calls;
    private final Decider decider;
    private final BaselineVault vault;
    private final Alarm alarm;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Performer performer;
    private final List<Consumer<PlanId>> listeners = new CopyOnWriteArrayList<>();

    /** Looks that somebody asked for and that have not been had. */
    private final Set<PlanId> owed = ConcurrentHashMap.newKeySet();

    private volatile boolean ending;
    private volatile Stages stages = Stages.UNWATCHED;

    /** An engine whose claims last {@link Claims#LENGTH}. */
    public Engine(
            PlanStore store,
            Providers providers,
            Calls calls,
            Decider decider,
            BaselineVault vault,
            Alarm alarm,
            InstantSource clock,
            LongSupplier nanoTime) {
        this(store, providers, calls, decider, vault, alarm, clock, nanoTime, Claims.LENGTH);
    }

    /**
     * An engine over its parts. Somebody has to call {@link Claims#renewAll} while its ticks run.
     *
     * @param nanoTime a monotonic clock, for the time left in a claim, and to tell when the wall clock was set
     * @param claim how long a claim lasts
     */
    public Engine(
            PlanStore store,
            Providers providers,
            Calls calls,
            Decider decider,
            BaselineVault vault,
            Alarm alarm,
            InstantSource clock,
            LongSupplier nanoTime,
            Duration claim) {
        this(store, providers, calls, decider, vault, alarm, clock, nanoTime, claim, PlanId::value);
    }

    /**
     * The same where plans' requests go by other names.
     *
     * @param requests what clouds know the requests of a plan by: each is this, a dash and the number of its write
     */
    Engine(
            PlanStore store,
            Providers providers,
            Calls calls,
            Decider decider,
            BaselineVault vault,
            Alarm alarm,
            InstantSource clock,
            LongSupplier nanoTime,
            Duration claim,
            Function<PlanId, String> requests) {
        this.store = store;
        this.journal = new PlanJournal(store, clock, nanoTime);
        this.claims = new Claims(store, nanoTime, claim);
        this.providers = providers;
        this.observer = new Observer(
                providers, calls, decider.pace(), plan -> store.document(plan).digest(), nanoTime);
        this.driftTracer = new DriftTracer(store, journal, providers, calls, clock);
        this.calls = calls;
        this.performer = new Performer(store, journal, providers, calls, clock, nanoTime, requests);
        this.decider = decider;
        this.vault = vault;
        this.alarm = alarm;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** What everybody else in this process writes plans' lines with. */
    public PlanJournal journal() {
        return journal;
    }

    /** The claims of this engine's ticks, which somebody has to renew. */
    public Claims claims() {
        return claims;
    }

    /** Who stands around the stages of each tick; to be said once, before the first. */
    public void within(Stages around) {
        stages = around;
    }

    /** Tells somebody of each plan whose look this process has kept, after the lines that it led to; they must return at once. */
    public void tell(Consumer<PlanId> listener) {
        listeners.add(listener);
    }

    /**
     * Does for a plan what can be done now, and sets the alarm for the rest. If somebody else is at it, or it cannot be had, the next
     * alarm has it looked at though it is not due.
     */
    public void tick(PlanId id) {
        owe(id);
        Optional<Lease> lease = claims.claim(id);
        if (lease.isPresent()) {
            run(lease.get());
            owed.remove(id);
        } else {
            alarm.set(id, clock.instant().plus(decider.pace().firstRetry()));
        }
    }

    /**
     * Has the next alarm of a plan look at it though it is not due. What the plan says of its next look is no good where the clock was
     * set, and whoever was at it then may be dead.
     */
    public void owe(PlanId id) {
        owed.add(id);
    }

    /**
     * The same, but only if its look is due: for alarms, which ring on every node that ever looked at the plan. Whoever gets the claim
     * sets the next one; should nobody, the sweep finds the plan.
     */
    public void tickIfDue(PlanId id) {
        if (owed.contains(id)) {
            tick(id);
            return;
        }
        claims.claimIfDue(id, clock.instant().plus(EARLIEST_ALARM)).ifPresent(this::run);
    }

    /** The same for a plan that has been claimed already. */
    public void tick(Lease claimed) {
        run(claimed);
    }

    /** Gives back what was claimed for a tick that is not to be. */
    public void leave(Lease claimed) {
        claims.release(claimed, Long.MAX_VALUE, clock.instant());
    }

    /** The same, but takes the plan from whoever is at it: a revert waits for nobody. */
    public void seizeAndTick(PlanId id) {
        run(claims.seize(id));
    }

    /**
     * Lets no write that moves a plan on begin any more, because this process is about to end: the ticks under way write down
     * what their calls brought, and then leave the rest to whoever comes next.
     */
    public void windDown() {
        ending = true;
    }

    private void run(Lease lease) {
        Clocks began = Clocks.read(clock, nanoTime);
        NextLook next;
        try {
            next = proceed(lease);
        } catch (RuntimeException | Error failure) {
            fail(lease, failure);
            throw failure;
        }
        Optional<Instant> at = next.at().map(moment -> byThePresentClock(moment, began));
        claims.release(lease, next.decidedAt(), at.orElse(Instant.MAX));
        at.ifPresent(moment -> alarm.set(lease.plan(), moment));
    }

    /** Has a plan looked at again whose tick failed; should the store not hear of that, the sweep finds the plan once the claim is over. */
    private void fail(Lease lease, Throwable failure) {
        Instant again = clock.instant().plus(AFTER_A_FAILURE);
        try {
            claims.release(lease, Long.MAX_VALUE, again);
        } catch (RuntimeException alsoFailed) {
            if (!alsoFailed.equals(failure)) {
                failure.addSuppressed(alsoFailed); // people must hear of the first, which led to it
            }
        }
        alarm.set(lease.plan(), again);
    }

    /** A moment of a clock that was set since may lie a day ahead; whoever is to notice the set clock may have come by before. */
    private Instant byThePresentClock(Instant moment, Clocks then) {
        return Clocks.read(clock, nanoTime).steppedSince(then).isPresent()
                ? clock.instant().plus(decider.pace().firstRetry())
                : moment;
    }

    /**
     * When a plan is to be looked at again.
     *
     * @param decidedAt the version of the plan for which that was decided
     * @param at empty: never
     */
    private record NextLook(long decidedAt, Optional<Instant> at) {}

    /** Goes round until there is nothing to do now, and says when there will be. */
    private NextLook proceed(Lease lease) {
        NextLook soon = new NextLook(
                Long.MAX_VALUE, Optional.of(clock.instant().plus(decider.pace().firstRetry())));
        for (int round = 0; round < MOST_DECISIONS && (round == 0 || lease.isGood()); round++) {
            if (round > 0 && ending) {
                return atOnce();
            }
            PlanJournal.Present present = journal.follow(store.plan(lease.plan()));
            Plan read = present.plan();
            if (read.isTerminal()) {
                forget(read.id());
                return new NextLook(read.version(), Optional.empty());
            }
            Instant now = present.now();
            driftTracer.trace(read, now);
            Observation seen;
            if (round == 0 && isWatched(read)) {
                Watched watched = stages.in(
                        Stage.LOOK, () -> observer.watch(read, decider.pace().watch(), now));
                Optional<NextLook> later = nothingToDo(read, watched, now);
                if (later.isPresent()) {
                    return later.get();
                }
                // What others saw a while ago is no ground to act on.
                seen = watched.own() ? watched.seen() : look(read, now);
            } else {
                seen = look(read, now);
            }
            Optional<Settled> settled = stages.in(Stage.DECIDE, () -> recordAll(read, seen));
            if (settled.isEmpty()) {
                continue;
            }
            Plan plan = settled.get().plan();
            switch (settled.get().decision()) {
                case Decision.Record _ -> throw new IllegalStateException("recorded already");
                case Decision.Freeze _ -> {
                    Optional<Instant> retry = stages.in(Stage.ACT, () -> freeze(plan, seen));
                    if (retry.isPresent()) {
                        return new NextLook(plan.version(), retry);
                    }
                }
                case Decision.Apply(List<RouteWrite> writes) -> {
                    if (ending && writes.stream().noneMatch(RouteWrite.Restore.class::isInstance)) {
                        return atOnce();
                    }
                    Optional<Instant> retry = awaitVault(plan, writes, seen);
                    if (retry.isPresent()) {
                        return new NextLook(plan.version(), retry);
                    }
                    act(() -> performer.perform(plan, writes, seen.calendars(), lease));
                }
                case Decision.Ask ask -> {
                    if (ending) {
                        return atOnce();
                    }
                    act(() -> ask(plan, ask));
                }
                case Decision.Wait(Instant until, String why) -> {
                    saveLook(plan, seen, until, why);
                    if (until.isAfter(clock.instant())) {
                        return new NextLook(plan.version(), Optional.of(until));
                    }
                }
                case Decision.Rest(String why) -> {
                    saveLook(plan, seen, Instant.MAX, why);
                    forget(plan.id());
                    return new NextLook(plan.version(), Optional.empty());
                }
            }
        }
        return soon;
    }

    private Observation look(Plan plan, Instant now) {
        return stages.in(Stage.LOOK, () -> observer.look(plan, now));
    }

    private void act(Runnable body) {
        boolean _ = stages.in(Stage.ACT, () -> {
            body.run();
            return true;
        });
    }

    /** For another process, which need not wait where this one ends. */
    private NextLook atOnce() {
        return new NextLook(Long.MAX_VALUE, Optional.of(clock.instant()));
    }

    private void forget(PlanId id) {
        owed.remove(id);
        observer.forget(id);
        driftTracer.forget(id);
        journal.forget(id);
    }

    /** Whether nothing of the plan is under way that only a look of its own can tell. */
    private static boolean isWatched(Plan plan) {
        return switch (plan.state()) {
            case PlanState.Baking _, PlanState.Held _ -> true;
            default -> false;
        };
    }

    /** When to look again, if there is nothing to do but to wait. */
    private Optional<NextLook> nothingToDo(Plan plan, Watched watched, Instant now) {
        Decision decision = stages.in(Stage.DECIDE, () -> decider.decide(plan, watched.seen(), now));
        if (!(decision instanceof Decision.Wait(Instant until, String why)) || !until.isAfter(now)) {
            return Optional.empty();
        }
        // With the others, next time: all that were looked at together are due together.
        Instant together = watched.routesAt().plus(decider.pace().watch());
        Instant next = together.isBefore(until) && together.isAfter(now) ? together : until;
        saveLook(plan, watched.seen(), next, why);
        return Optional.of(new NextLook(plan.version(), Optional.of(next)));
    }

    /** A plan, and the first decision about it that is more than something to write down. */
    private record Settled(Plan plan, Decision decision) {}

    /** Writes down what a look showed until there is something to do; empty if the plan moved on meanwhile, and must be looked at again. */
    private Optional<Settled> recordAll(Plan plan, Observation seen) {
        Plan current = plan;
        for (int i = 0; i < MOST_DECISIONS; i++) {
            PlanJournal.Present present = journal.follow(current);
            if (present.plan().version() != current.version()) {
                // The clock was set since the look, whose time is another one now.
                return Optional.empty();
            }
            Instant now = present.now();
            Decision decision = decider.decide(current, seen, now);
            if (!(decision instanceof Decision.Record(List<PlanEvent> events))) {
                return Optional.of(new Settled(current, decision));
            }
            Optional<Plan> next = journal.append(current, events, Principal.SLUICE, now);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            current = next.get();
        }
        throw new IllegalStateException("plan " + plan.id() + " does not settle in state " + current.state());
    }

    /** Takes the baseline, keeps it safe, and only then starts the plan. */
    private Optional<Instant> freeze(Plan plan, Observation seen) {
        List<Route> routes = plan.spec().routes();
        List<Answer<Snapshot>> snapshots = calls.all(routes.stream()
                .map(route -> new Call<>(
                        calls.turn(providers.of(route), Operation.LOOK, List.of(route), Priority.RAMP),
                        providers.of(route).timing().callDeadline(),
                        () -> providers.of(route).traffic().snapshot(route)))
                .toList());
        Map<String, Sight> again = observer.sights(routes);
        Map<String, Baseline.OfRoute> frozen = new HashMap<>();
        for (int i = 0; i < routes.size(); i++) {
            String name = routes.get(i).name();
            Optional<ObservedRoute> before = seen.seen(name);
            Optional<ObservedRoute> after = Optional.ofNullable(again.get(name)).flatMap(Sight::seen);
            // The snapshot counts only if the route was the same before and after it was taken.
            if (snapshots.get(i) instanceof Answer.Done<Snapshot>(Snapshot snapshot)
                    && after.isPresent()
                    && after.map(ObservedRoute::revision).equals(before.map(ObservedRoute::revision))) {
                frozen.put(name, Baseline.OfRoute.of(after.get(), snapshot));
            }
        }
        if (frozen.size() < routes.size()) {
            Instant retry = clock.instant().plus(decider.pace().firstRetry());
            saveLook(plan, seen, retry, "the baseline could not be taken; tried again at " + retry);
            return Optional.of(retry);
        }
        Baseline baseline = new Baseline(frozen);
        vault.keep(plan, baseline);
        List<PlanEvent> events = new ArrayList<>(new Surveyor(observer).survey(plan.spec(), clock.instant()));
        events.add(new Started(baseline));
        Optional<Plan> _ = journal.append(plan, events, Principal.SLUICE, clock.instant());
        return Optional.empty();
    }

    /** Lets a plan move nothing before its baseline is kept wherever it may have to be put back from; whoever puts back waits for nothing. */
    private Optional<Instant> awaitVault(Plan plan, List<RouteWrite> writes, Observation seen) {
        if (plan.writes() > 0 || writes.stream().allMatch(RouteWrite.Restore.class::isInstance)) {
            return Optional.empty();
        }
        return vault.awaited(plan).map(why -> {
            Instant retry = clock.instant().plus(VAULT_RETRY);
            saveLook(plan, seen, retry, why);
            return retry;
        });
    }

    // ---- asking

    /** Asks a hook once; whatever becomes of the plan meanwhile, what was answered is written down. */
    private void ask(Plan plan, Decision.Ask ask) {
        HookQuestion question = new HookQuestion(
                ask.id(),
                plan,
                store.document(plan.id()).digest(),
                plan.webhook()
                        .flatMap(HoldReason.Webhook::asked)
                        .map(HoldReason.Asked::since)
                        .orElseGet(clock::instant),
                new HookQuestion.About.OfStep(ask.step()));
        HookAnswer answer = providers
                .findHook(ask.hook())
                .map(hook -> switch (calls.all(
                                List.of(new Call<>(Turn.AT_ONCE, hook.callDeadline(), () -> hook.ask(question))))
                        .getFirst()) {
                    case Answer.Done<HookAnswer>(HookAnswer said) -> said;
                    case Answer.Failed<HookAnswer>(ProviderError error) ->
                        HookAnswer.of(HookAnswer.Says.SILENT, error.detail());
                })
                .orElseGet(() -> HookAnswer.of(HookAnswer.Says.SILENT, "config.yml has it no more"));
        journal.addFacts(plan.id(), List.of(new WebhookAnswered(ask.id(), answer)));
    }

    private void saveLook(Plan plan, Observation seen, Instant until, String why) {
        Map<String, RouteShare> shares = decider.shares(plan, seen);
        List<RouteLook> routes = plan.spec().routes().stream()
                .map(route -> switch (seen.sight(route.name())) {
                    case Sight.Seen(ObservedRoute observed) ->
                        new RouteLook(
                                route.name(),
                                observed.natives(),
                                Optional.empty(),
                                Optional.of(observed.settle()),
                                Optional.ofNullable(shares.get(route.name())));
                    case Sight.Unseen(ProviderError error) ->
                        new RouteLook(route.name(), Map.of(), Optional.of(error.detail()), Optional.empty());
                })
                .toList();
        List<GateLook> gates = Gates.judge(plan, seen).stream()
                .map(judged -> new GateLook(judged.gate().name(), judged.verdict(), judged.reason(), judged.readings()))
                .toList();
        store.saveLook(plan.id(), new Look(plan.version(), seen.at(), until, why, routes, gates));
        listeners.forEach(listener -> listener.accept(plan.id()));
    }
}
