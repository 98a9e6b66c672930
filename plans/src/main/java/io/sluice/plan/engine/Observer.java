package io.sluice.plan.engine;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.sluice.plan.HookAnswer;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.cost.CostEstimates;
import io.sluice.plan.cost.PriceBook;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.plan.decide.Gates;
import io.sluice.plan.decide.HookQuery;
import io.sluice.plan.decide.Observation;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.Timings;
import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.plan.engine.Calls.Answer;
import io.sluice.plan.engine.Calls.Call;
import io.sluice.plan.engine.RecentSights.Found;
import io.sluice.plan.engine.RecentSights.Taken;
import io.sluice.provider.Provider;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Looks at all that a plan depends on: one batch of routes and one of figures per provider, all side by side. */
public final class Observer {
    private final Providers providers;
    private final Calls calls;
    private final Pace pace;
    private final FigureReader figures;
    private final HookReader hooks;
    private final CostEstimates costs;
    private final LongSupplier nanoTime;
    private final Map<Provider, RecentSights> recent = new ConcurrentHashMap<>();

    /** One that looks at no plan's gates, and so asks no hook. */
    Observer(Providers providers, Calls calls) {
        this(providers, calls, Pace.STANDARD, _ -> "", () -> 0); // it shares no looks, so it needs no clock
    }

    /**
     * An observer over its parts.
     *
     * @param pace by which plans ask for figures
     * @param digests of plans as they were written, which hooks are told
     * @param nanoTime a monotonic clock
     */
    public Observer(
            Providers providers, Calls calls, Pace pace, Function<PlanId, String> digests, LongSupplier nanoTime) {
        this.pace = pace;
        this.nanoTime = nanoTime;
        this.providers = providers;
        this.calls = calls;
        this.figures = new FigureReader(providers, calls);
        this.hooks = new HookReader(providers, digests, nanoTime);
        this.costs = new CostEstimates(providers.prices());
    }

    /** One reading of a plan's routes and, while gates count, of its figures. */
    public Observation look(Plan plan, Instant now) {
        List<Route> routes = plan.spec().routes();
        Timings timings = providers.timings(routes);
        // One that waits for its start may do so for weeks, and nobody will ask again for what it saw meanwhile.
        boolean isKept = !(plan.state() instanceof PlanState.Scheduled);
        PastReadings past = isKept ? figures.past(plan.id()) : figures.noPast();
        Set<FigureQuery> queries = pace.queries(plan, timings, now);
        Set<FigureQuery> asked = costs.asked(queries, now);
        Set<HookQuery> hookQueries = hookQueries(plan, timings, now);
        Map<HookQuery, HookAnswer> hookAnswers = new HashMap<>(hooks.known(plan.id(), hookQueries));
        Priority priority = priority(plan, now);
        List<Ask> asks =
                new ArrayList<>(observations(routes, priority, Optional.of(now).filter(_ -> isKept)));
        asks.addAll(figures.asks(past, asked, priority, now));
        asks.addAll(hooks.asks(plan, hookQueries, hookAnswers.keySet()));
        Map<String, Sight> sights = new HashMap<>();
        Map<FigureQuery, Reading> readings = new HashMap<>();
        for (Part part : answers(asks)) {
            sights.putAll(part.sights());
            readings.putAll(part.readings());
            hookAnswers.putAll(part.answers());
        }
        readings.putAll(past.known(asked));
        readings.putAll(costs.of(queries, plan.settled(), readings, now));
        return new Observation(now, sights, readings, timings, currency(), calendars(plan, now), hookAnswers);
    }

    /**
     * A look that tells whether there is anything to do.
     *
     * @param seen figures of now, and routes as they were then
     * @param routesAt when the oldest of the routes was looked at
     * @param own whether all of them were looked at for this
     */
    public record Watched(Observation seen, Instant routesAt, boolean own) {}

    /**
     * The same for a plan about which, as far as is known, nothing is to be done: what its routes showed to anybody lately
     * will do, and who has to ask asks for all that are watched.
     *
     * @param watch how often plans are looked at; what is younger than half of that is young enough, so that in time all
     *     plans of a provider are looked at together
     */
    public Watched watch(Plan plan, Duration watch, Instant now) {
        List<Route> routes = plan.spec().routes();
        Timings timings = providers.timings(routes);
        List<Answer<Found>> answers = calls.all(byProvider(routes, Function.identity()).entrySet().stream()
                .map(group -> sharedLook(group.getKey(), group.getValue(), watch, now))
                .toList());
        Map<String, Sight> sights = new HashMap<>();
        Instant oldest = now;
        boolean own = true;
        for (Answer<Found> answer : answers) {
            if (answer instanceof Answer.Done<Found>(Found found)) {
                own &= found.asked();
                for (Map.Entry<Route, Taken> one : found.taken().entrySet()) {
                    sights.put(one.getKey().name(), one.getValue().sight());
                    Instant at = one.getValue().at();
                    oldest = at.isBefore(oldest) ? at : oldest;
                }
            }
        }
        if (sights.size() < routes.size()) {
            return new Watched(look(plan, now), now, true);
        }
        Map<FigureQuery, Reading> readings =
                figures(figures.past(plan.id()), Gates.queries(plan, timings, now), plan.settled(), now);
        Set<HookQuery> hookQueries = hookQueries(plan, timings, now);
        Map<HookQuery, HookAnswer> hookAnswers = new HashMap<>(hooks.known(plan.id(), hookQueries));
        answers(hooks.asks(plan, hookQueries, hookAnswers.keySet()))
                .forEach(part -> hookAnswers.putAll(part.answers()));
        return new Watched(
                new Observation(now, sights, readings, timings, currency(), calendars(plan, now), hookAnswers),
                oldest,
                own);
    }

    private static Set<HookQuery> hookQueries(Plan plan, Timings timings, Instant now) {
        return plan.state() instanceof PlanState.Underway ? Gates.hookQueries(plan, timings, now) : Set.of();
    }

    private Calendars calendars(Plan plan, Instant now) {
        return providers.calendars().known(plan.spec().schedule().calendars(), now);
    }

    private Optional<String> currency() {
        return costs.book().map(PriceBook::currency);
    }

    private Call<Found> sharedLook(Provider provider, List<Route> routes, Duration watch, Instant now) {
        RecentSights sights = recent(provider);
        Duration age = watch.dividedBy(2);
        sights.want(routes, watch.multipliedBy(2));
        boolean known = sights.find(age, routes).isPresent();
        Set<Route> together = sights.together(routes);
        Turn turn = known ? Turn.AT_ONCE : calls.turn(provider, Operation.LOOK, together, Priority.WATCH);
        return new Call<>(turn, provider.timing().callDeadline(), () -> {
            try {
                return sights.notOlderThan(age, routes, together, now, provider.traffic()::observe);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProviderException(new ProviderError.Unavailable("interrupted while somebody else looked"));
            }
        });
    }

    private RecentSights recent(Provider provider) {
        return recent.computeIfAbsent(provider, _ -> new RecentSights(nanoTime));
    }

    /** The timing of each route's provider, by the route's name. */
    Map<String, Timing> timings(List<Route> routes) {
        return providers.timings(routes).routes();
    }

    private static Priority priority(Plan plan, Instant now) {
        return switch (plan.state()) {
            case PlanState.Reverting _ -> Priority.REVERT;
            case PlanState.Shifting _ -> Priority.VERIFY;
            default -> plan.hasOutstanding(now) ? Priority.VERIFY : Priority.WATCH;
        };
    }

    /** What routes show, and nothing else, by the route's name. */
    public Map<String, Sight> sights(List<Route> routes) {
        Map<String, Sight> sights = new HashMap<>();
        answers(observations(routes, Priority.VERIFY, Optional.empty())).forEach(part -> sights.putAll(part.sights()));
        return sights;
    }

    /**
     * Figures, and nothing else.
     *
     * @param split what traffic follows
     */
    Map<FigureQuery, Reading> figures(Set<FigureQuery> queries, RouteWeights split, Instant now) {
        return figures(figures.noPast(), queries, split, now);
    }

    private Map<FigureQuery, Reading> figures(
            PastReadings past, Set<FigureQuery> queries, RouteWeights split, Instant now) {
        Map<FigureQuery, Reading> readings = new HashMap<>();
        Set<FigureQuery> asked = costs.asked(queries, now);
        answers(figures.asks(past, asked, Priority.WATCH, now)).forEach(part -> readings.putAll(part.readings()));
        readings.putAll(past.known(asked));
        readings.putAll(costs.of(queries, split, readings, now));
        return readings;
    }

    /** A plan that has ended is looked at no more, and what was kept for it is let go. */
    void forget(PlanId plan) {
        figures.forget(plan);
        hooks.forget(plan);
    }

    /** What one call brings. */
    record Part(Map<String, Sight> sights, Map<FigureQuery, Reading> readings, Map<HookQuery, HookAnswer> answers) {}

    /**
     * One call, and what stands in for its answer when it fails.
     *
     * @param turn taken when the call is about to be made
     */
    record Ask(Supplier<Turn> turn, Duration deadline, Supplier<Part> body, Function<ProviderError, Part> otherwise) {}

    private List<Part> answers(List<Ask> asks) {
        List<Answer<Part>> answers = calls.all(asks.stream()
                .map(ask -> new Call<>(ask.turn().get(), ask.deadline(), ask.body()))
                .toList());
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < asks.size(); i++) {
            parts.add(
                    switch (answers.get(i)) {
                        case Answer.Done<Part>(Part part) -> part;
                        case Answer.Failed<Part>(ProviderError error) ->
                            asks.get(i).otherwise().apply(error);
                    });
        }
        return parts;
    }

    /**
     * Asks what routes show.
     *
     * @param keptAs when the look began, where others may use what it shows
     */
    private List<Ask> observations(List<Route> routes, Priority priority, Optional<Instant> keptAs) {
        return byProvider(routes, Function.identity()).entrySet().stream()
                .map(group -> new Ask(
                        () -> calls.turn(group.getKey(), Operation.LOOK, group.getValue(), priority),
                        group.getKey().timing().callDeadline(),
                        () -> new Part(observe(group.getKey(), group.getValue(), keptAs), Map.of(), Map.of()),
                        error -> new Part(
                                group.getValue().stream().collect(toMap(Route::name, _ -> new Sight.Unseen(error))),
                                Map.of(),
                                Map.of())))
                .toList();
    }

    private Map<String, Sight> observe(Provider provider, List<Route> routes, Optional<Instant> keptAs) {
        RecentSights recent = recent(provider);
        long began = recent.now();
        Map<Route, Sight> sights = provider.traffic().observe(Set.copyOf(routes));
        keptAs.ifPresent(at -> recent.keep(sights, at, began));
        return sights.entrySet().stream().collect(toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    private <T> Map<Provider, List<T>> byProvider(List<T> things, Function<T, Route> route) {
        return things.stream()
                .collect(groupingBy(
                        thing -> providers.of(route.apply(thing)),
                        LinkedHashMap::new,
                        java.util.stream.Collectors.toList()));
    }
}
