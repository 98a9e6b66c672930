package io.sluice.plan.engine;

import static java.util.stream.Collectors.toSet;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.DriftTraced;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.UntracedDrift;
import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.plan.engine.Calls.Answer;
import io.sluice.plan.engine.Calls.Call;
import io.sluice.provider.AuditTrail;
import io.sluice.provider.Provider;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteChange;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks clouds who set the weights that plans took for drift, beside the ticks and never in their way.
 *
 * <p>Clouds write such things down late and let themselves be asked seldom: so what is to be asked while another question is under way
 * is asked together, and each drift is asked about at once, after a minute, after five, and when it must be there by.
 */
final class DriftTracer {
    private static final Logger LOG = LoggerFactory.getLogger(DriftTracer.class);

    private static final List<Duration> EARLY = List.of(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(5));

    /** By so much clouds' clocks and ours may differ, and cut off fractions of seconds. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    /** Further back it is somebody else's story, however long nobody looked. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final int MOST_APPENDS = 20;

    /** Of one route; more say no more to a person. */
    private static final int MOST_CHANGES = 5;

    private final PlanStore store;
    private final PlanJournal journal;
    private final Providers providers;
    private final Calls calls;
    private final InstantSource clock;
    private final Map<PlanId, Progress> progress = new ConcurrentHashMap<>();
    private final Queue<Search> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asking = new AtomicBoolean();

    DriftTracer(PlanStore store, PlanJournal journal, Providers providers, Calls calls, InstantSource clock) {
        this.store = store;
        this.journal = journal;
        this.providers = providers;
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * How far the search of a drift has come, as this process knows.
     *
     * @param times how often it was asked about
     * @param next when it is asked about again, empty while it is
     */
    private record Progress(UntracedDrift drift, int times, Optional<Instant> next) {}

    /**
     * One question.
     *
     * @param last whether it is not asked again
     */
    private record Search(Plan plan, UntracedDrift drift, int times, boolean last) {
        List<Route> routes() {
            return plan.spec().routes().stream()
                    .filter(route -> drift.routes().contains(route.name()))
                    .toList();
        }

        TimeWindow window() {
            Instant earliest = drift.found().minus(LONGEST);
            Instant start = drift.after().isBefore(earliest) ? earliest : drift.after();
            return new TimeWindow(start.minus(SKEW), drift.found().plus(SKEW));
        }
    }

    /** Has somebody asked about a plan's drift, if there is one and it is time. */
    void trace(Plan plan, Instant now) {
        if (plan.untraced().isEmpty()) {
            progress.remove(plan.id());
            return;
        }
        UntracedDrift drift = plan.untraced().get();
        Optional<Duration> lag = lag(plan, drift);
        if (lag.isEmpty()) {
            return; // nobody can tell
        }
        Progress before = progress.get(plan.id());
        if (before == null || !before.drift().equals(drift)) {
            before = new Progress(drift, 0, Optional.of(drift.found()));
        }
        if (before.next().filter(next -> !now.isBefore(next)).isEmpty()) {
            return;
        }
        int times = before.times() + 1;
        progress.put(plan.id(), new Progress(drift, times, Optional.empty()));
        waiting.add(new Search(plan, drift, times, !now.isBefore(drift.found().plus(lag.get()))));
        if (!asking.getAndSet(true)) {
            calls.aside(this::askAll);
        }
    }

    void forget(PlanId plan) {
        progress.remove(plan);
    }

    /** How late the slowest of the drifted routes' clouds may be; empty where none of them can tell. */
    private Optional<Duration> lag(Plan plan, UntracedDrift drift) {
        return plan.spec().routes().stream()
                .filter(route -> drift.routes().contains(route.name()))
                .flatMap(route -> providers.of(route).auditTrail().stream())
                .map(AuditTrail::lag)
                .max(Comparator.naturalOrder());
    }

    private void askAll() {
        do {
            try {
                for (List<Search> together = drained(); !together.isEmpty(); together = drained()) {
                    ask(together);
                }
            } catch (RuntimeException e) {
                LOG.warn("could not find out who it was", e);
            } finally {
                asking.set(false);
            }
        } while (!waiting.isEmpty() && !asking.getAndSet(true));
    }

    private List<Search> drained() {
        List<Search> drained = new ArrayList<>();
        for (Search next = waiting.poll(); next != null; next = waiting.poll()) {
            drained.add(next);
        }
        return drained;
    }

    /** What one cloud said, or why it did not. */
    private record Said(AuditTrail trail, Answer<Map<Route, List<RouteChange>>> answer) {}

    private void ask(List<Search> searches) {
        try {
            Map<Provider, Said> said = asked(searches);
            searches.forEach(search -> traced(search, said).ifPresent(line -> append(search, line)));
        } finally {
            // Also where the store did not take the line of one: nobody would ask about the others any more.
            searches.forEach(this::askedOnce);
        }
    }

    private void askedOnce(Search search) {
        progress.computeIfPresent(
                search.plan().id(),
                (_, now) -> now.drift().equals(search.drift())
                        ? new Progress(now.drift(), search.times(), Optional.of(next(search)))
                        : now);
    }

    private Instant next(Search search) {
        Instant found = search.drift().found();
        return search.times() < EARLY.size()
                ? found.plus(EARLY.get(search.times()))
                : found.plus(lag(search.plan(), search.drift()).orElse(Duration.ZERO));
    }

    /** One call to each cloud, about all routes and the whole time of all searches. */
    private Map<Provider, Said> asked(List<Search> searches) {
        Map<Provider, Set<Route>> routes = new LinkedHashMap<>();
        for (Search search : searches) {
            for (Route route : search.routes()) {
                Provider provider = providers.of(route);
                if (provider.auditTrail().isPresent()) {
                    routes.computeIfAbsent(provider, _ -> new java.util.LinkedHashSet<>())
                            .add(route);
                }
            }
        }
        Instant start = searches.stream()
                .map(search -> search.window().start())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant end = searches.stream()
                .map(search -> search.window().end())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        TimeWindow window = new TimeWindow(start, end);
        List<Provider> asked = List.copyOf(routes.keySet());
        List<Answer<Map<Route, List<RouteChange>>>> answers = calls.all(asked.stream()
                .map(provider -> new Call<>(
                        calls.turn(provider, Operation.AUDIT, routes.getOrDefault(provider, Set.of()), Priority.WATCH),
                        provider.timing().callDeadline(),
                        () -> provider.auditTrail()
                                .orElseThrow()
                                .changes(routes.getOrDefault(provider, Set.of()), window)))
                .toList());
        Map<Provider, Said> said = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            said.put(asked.get(i), new Said(asked.get(i).auditTrail().orElseThrow(), answers.get(i)));
        }
        return said;
    }

    /** What is to be written down, once there is something, or nothing will come any more. */
    private Optional<DriftTraced> traced(Search search, Map<Provider, Said> said) {
        Map<String, List<RouteChange>> changes = new TreeMap<>();
        Set<String> names = search.routes().stream()
                .flatMap(route -> Optional.ofNullable(said.get(providers.of(route))).stream())
                .map(one -> one.trail().name())
                .collect(toSet());
        Optional<ProviderError> failed = Optional.empty();
        int wanted = 0;
        for (Route route : search.routes()) {
            Said one = said.get(providers.of(route));
            if (one != null) {
                wanted++;
                switch (one.answer()) {
                    case Answer.Done<Map<Route, List<RouteChange>>>(var all) -> {
                        List<RouteChange> others = others(search, all.getOrDefault(route, List.of()));
                        if (!others.isEmpty()) {
                            changes.put(route.name(), others);
                        }
                    }
                    case Answer.Failed<Map<Route, List<RouteChange>>>(ProviderError error) ->
                        failed = Optional.of(error);
                }
            }
        }
        String where = String.join(", ", names);
        boolean enough = changes.size() == wanted || search.last() || search.times() > EARLY.size();
        if (!changes.isEmpty() && enough) {
            return Optional.of(new DriftTraced(changes, where));
        }
        if (failed.filter(error -> search.last() || !error.passing()).isPresent()) {
            return Optional.of(new DriftTraced(
                    changes,
                    "%s could not be asked: %s".formatted(where, failed.get().detail())));
        }
        return search.last() ? Optional.of(new DriftTraced(Map.of(), "nobody in " + where)) : Optional.empty();
    }

    /** Of the time in which it may have been, those that this plan did not make itself; who put it back by its capsule is another. */
    private static List<RouteChange> others(Search search, List<RouteChange> all) {
        Pattern own = Pattern.compile(Pattern.quote(search.plan().id() + "-") + "\\d+");
        List<RouteChange> others = all.stream()
                .filter(change -> !change.at().isBefore(search.window().start())
                        && change.at().isBefore(search.window().end()))
                .filter(change -> change.requestId()
                        .filter(id -> own.matcher(id).matches())
                        .isEmpty())
                .toList();
        return others.subList(Math.max(0, others.size() - MOST_CHANGES), others.size());
    }

    /** Unless somebody else was faster, or the plan has ended or drifted anew. */
    private void append(Search search, DriftTraced line) {
        for (int i = 0; i < MOST_APPENDS; i++) {
            Plan plan = store.plan(search.plan().id());
            if (plan.isTerminal()
                    || !plan.untraced().equals(Optional.of(search.drift()))
                    || journal.append(plan, List.of(line), Principal.SLUICE, clock.instant())
                            .isPresent()) {
                return;
            }
        }
    }
}
