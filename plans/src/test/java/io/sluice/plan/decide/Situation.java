package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Baseline;
import io.sluice.plan.Figure;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.StepStarted;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RouteShare;
import io.sluice.plan.Survey;
import io.sluice.plan.Told;
import io.sluice.plan.cost.CostEstimates;
import io.sluice.plan.cost.PriceBook;
import io.sluice.plan.decide.Decision.Record;
import io.sluice.plan.decide.Decision.Wait;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A plan at some moment, and what a look at it shows: by default every route as the plan last verified it, both sides attached,
 * three healthy targets each, no errors, and requests that were found to follow the weights. Everything begins at 08:00:00; a metric period is 5 s without lag, and a lost call lands
 * within 20 s of a deadline of 2 s.
 */
final class Situation {
    static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration STICKY = Duration.ofHours(1);

    /** What a situation counts as the same figure, whatever its window. */
    private record Asked(String route, Optional<Side> side, Figure figure) {
        static Asked of(String route, Optional<Side> side, Signal signal) {
            return new Asked(route, side, new Figure.OfRoute(signal));
        }
    }

    private Plan plan;
    private Instant now = START;
    private Duration lookedBefore = Duration.ZERO;
    private Timing timing =
            new Timing(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(2));
    private final Map<String, Map<Side, Integer>> shown = new HashMap<>();
    private final Map<String, ProviderError> unseen = new HashMap<>();
    private final Set<String> unattached = new HashSet<>();
    private final Map<Asked, Function<TimeWindow, Reading>> figures = new HashMap<>();
    private String fingerprint = "as it was";
    private boolean sharesAgree = true;
    private Optional<Duration> stickiness = Optional.empty();
    private Duration settle = Duration.ZERO;
    private Set<Signal> signals = EnumSet.allOf(Signal.class);
    private Optional<PriceBook> prices = Optional.empty();
    private Calendars calendars = Calendars.NONE;

    private Situation(Plan plan) {
        this.plan = plan;
    }

    /** A plan as it stands at the beginning. */
    static Situation of(Plan plan) {
        return new Situation(plan);
    }

    /** A plan that was just submitted. */
    static Situation of(Specs specs) {
        Situation situation = new Situation(Plan.blank(Specs.id(1), specs.build(), 1, START));
        return situation.happens(new PlanEvent.Submitted("sha256:0", Map.of()));
    }

    // ---- what happened

    Situation after(long seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    Situation happens(PlanEvent... events) {
        for (PlanEvent event : events) {
            plan = plan.after(new JournalLine(plan.version() + 1, now, Principal.SLUICE, event));
        }
        return this;
    }

    /** What an hour of each route, in the order of their names, cost before the start. */
    Situation surveyed(double... costsPerHour) {
        Map<String, Survey> surveys = new HashMap<>();
        List<String> routes = plan.settled().routes().stream().sorted().toList();
        for (int i = 0; i < costsPerHour.length; i++) {
            surveys.put(
                    routes.get(i),
                    new Survey(
                            Gates.moment(now),
                            Duration.ZERO,
                            Optional.empty(),
                            Optional.empty(),
                            Map.of(),
                            Optional.of(costsPerHour[i])));
        }
        return happens(new PlanEvent.Surveyed(surveys));
    }

    /** Started with the baseline that is shown now. */
    Situation started() {
        Map<String, Baseline.OfRoute> baseline = new HashMap<>();
        plan.spec()
                .routes()
                .forEach(route ->
                        baseline.put(route.name(), Baseline.OfRoute.of(observed(route), new Snapshot("tests/1", ""))));
        return happens(new PlanEvent.Started(new Baseline(baseline)));
    }

    /** On its way to a step, nothing asked for yet. */
    Situation shifting(int step) {
        baking(step - 1);
        return happens(new StepStarted(step));
    }

    /** Shows the weights of a step, every call answered. */
    Situation baking(int step) {
        if (plan.baseline().isEmpty()) {
            started().happens(new WeightsVerified(0));
        }
        while (plan.step() < step) {
            happens(new StepStarted(plan.step() + 1));
            plan.spec().routes().forEach(route -> asked(route.name()).happens(new WriteApplied(plan.writes())));
            happens(new WeightsVerified(plan.step()));
            if (sharesAgree) {
                trafficFollows();
            }
        }
        return this;
    }

    /** Whether requests follow the weights of the steps to come is not known, and must be found out. */
    Situation withSharesToProve() {
        sharesAgree = false;
        return this;
    }

    /** It is known that they do, as they do in most tests about something else. */
    Situation trafficFollows() {
        plan.spec()
                .routes()
                .forEach(route -> happens(new PlanEvent.ShareJudged(
                        plan.step(), RouteShare.uncounted(route.name(), RouteShare.Says.AGREES, "nothing is wrong"))));
        return this;
    }

    Situation reverting(RevertCause cause) {
        return happens(new RevertStarted(cause));
    }

    /** A call for the step's weights goes out. */
    Situation asked(String route) {
        return asked(route, Optional.of(plan.target(plan.step()).of(route)), Purpose.FORWARD);
    }

    Situation askedFor(String route, int usPercent) {
        return asked(route, Optional.of(percent(usPercent)), Purpose.FORWARD);
    }

    Situation askedForTheBaseline(String route) {
        return asked(route, Optional.empty(), Purpose.REVERT);
    }

    private Situation asked(String route, Optional<Weights> to, Purpose purpose) {
        return happens(new WriteIntended(
                plan.writes() + 1,
                route,
                Optional.empty(),
                to,
                purpose,
                now.plus(timing.changeDeadline()).plus(timing.landsWithin()),
                plan.generation()));
    }

    Situation answered() {
        return happens(new WriteApplied(plan.writes()));
    }

    Situation refused(ProviderError error) {
        return happens(new PlanEvent.WriteRefused(plan.writes(), error.kind(), error.passing(), error.detail()));
    }

    Situation unanswered() {
        return happens(new PlanEvent.WriteUnknown(plan.writes(), "no answer"));
    }

    /** Decides, and writes down what the decision says to write down, until there is something else to do. */
    Situation settle() {
        for (int i = 0; i < 64; i++) {
            if (!(decide() instanceof Record(var events))) {
                return this;
            }
            happens(events.toArray(PlanEvent[]::new));
        }
        throw new AssertionError("goes round for ever: " + says());
    }

    /** What the gates have to say now is written down, and nothing else. */
    Situation judged() {
        Gates.judge(plan, look()).stream()
                .filter(judgement ->
                        judgement.isNewsTo(plan.tally(judgement.gate().name())))
                .map(Judgement::event)
                .toList()
                .forEach(this::happens);
        return this;
    }

    // ---- what is seen

    Situation shows(String route, int usPercent) {
        return shows(route, Map.of(EU, 100 - usPercent, US, usPercent));
    }

    Situation shows(String route, Map<Side, Integer> natives) {
        shown.put(route, natives);
        return this;
    }

    Situation cannotSee(String route, ProviderError error) {
        unseen.put(route, error);
        return this;
    }

    Situation doesNotListUs(String route) {
        unattached.add(route);
        return this;
    }

    Situation listsUs(String route) {
        unattached.remove(route);
        return this;
    }

    Situation healthy(String route, Side side, int targets) {
        return measures(route, side, Signal.HEALTHY_TARGETS, targets);
    }

    Situation measures(String route, Side side, Signal signal, double value) {
        return measures(route, side, new Figure.OfRoute(signal), _ -> new Measured(value));
    }

    /** Another figure in each window. */
    Situation measures(String route, Side side, Figure figure, Function<TimeWindow, Reading> reading) {
        figures.put(new Asked(route, Optional.of(side), figure), reading);
        return this;
    }

    /** So many requests in each window. */
    Situation requests(String route, int eu, int us) {
        return measures(route, EU, Signal.REQUESTS, eu).measures(route, US, Signal.REQUESTS, us);
    }

    Situation misses(String route, Side side, Signal signal) {
        return measures(route, side, new Figure.OfRoute(signal), _ -> new Missing("no requests"));
    }

    Situation balancerErrors(String route, double percent) {
        figures.put(Asked.of(route, Optional.empty(), Signal.BALANCER_ERROR_RATE), _ -> new Measured(percent));
        return this;
    }

    Situation metricsAreDown() {
        plan.spec().routes().forEach(route -> {
            for (Signal signal : Signal.values()) {
                figures.put(Asked.of(route.name(), Optional.empty(), signal), _ -> new Missing("metrics are down"));
                route.sides()
                        .forEach(side -> figures.put(
                                Asked.of(route.name(), Optional.of(side), signal),
                                _ -> new Missing("metrics are down")));
            }
        });
        return this;
    }

    /** The route's metrics arrive, or it is not known whether they do. */
    Situation heartbeat(String route, Reading reading) {
        figures.put(Asked.of(route, Optional.empty(), Signal.HEARTBEAT), _ -> reading);
        return this;
    }

    /** Figures of windows of a minute come three minutes later. */
    Situation countsLate() {
        timing = new Timing(Duration.ofMinutes(1), Duration.ofMinutes(3), timing.landsWithin(), timing.callDeadline());
        return this;
    }

    Situation settingsChanged() {
        fingerprint = "changed by others";
        return this;
    }

    Situation settlesIn(Duration time) {
        settle = time;
        return this;
    }

    Situation sticky() {
        stickiness = Optional.of(STICKY);
        return this;
    }

    Situation keeps(Set<Signal> kept) {
        signals = Set.copyOf(kept);
        return this;
    }

    Situation prices(PriceBook book) {
        prices = Optional.of(book);
        return this;
    }

    Situation calendars(Calendars known) {
        calendars = known;
        return this;
    }

    /** The look began so long before the decision. */
    Situation lookTook(Duration took) {
        lookedBefore = took;
        return this;
    }

    // ---- what is made of it

    Plan plan() {
        return plan;
    }

    Instant now() {
        return now;
    }

    Observation look() {
        Instant at = now.minus(lookedBefore);
        Map<String, Sight> sights = new HashMap<>();
        Map<String, Timing> timings = new HashMap<>();
        plan.spec().routes().forEach(route -> {
            ProviderError error = unseen.get(route.name());
            sights.put(route.name(), error == null ? new Sight.Seen(observed(route)) : new Sight.Unseen(error));
            timings.put(route.name(), timing);
        });
        Timings all = new Timings(timings, Map.of());
        Set<FigureQuery> queries = Pace.STANDARD.queries(plan, all, at);
        CostEstimates costs = new CostEstimates(prices);
        Map<FigureQuery, Reading> readings = new HashMap<>();
        costs.asked(queries, at).forEach(query -> readings.put(query, reading(query)));
        readings.putAll(costs.of(queries, plan.settled(), readings, at));
        return new Observation(at, sights, readings, all, prices.map(PriceBook::currency), calendars);
    }

    private Reading reading(FigureQuery query) {
        boolean left =
                plan.state() instanceof PlanState.Reverting && query.side().equals(Optional.of(US));
        Measured usual =
                new Measured(query.asks(Signal.HEALTHY_TARGETS) ? 3 : query.asks(Signal.REQUESTS) && !left ? 100 : 0);
        return figures.getOrDefault(new Asked(query.route().name(), query.side(), query.figure()), _ -> usual)
                .apply(query.window());
    }

    private ObservedRoute observed(Route route) {
        Map<Side, Integer> natives = new HashMap<>();
        natives.put(US, 0);
        Map<Side, Integer> ordered = shown.get(route.name());
        natives.putAll(
                ordered != null ? ordered : plan.settled().of(route.name()).shares());
        if (unattached.contains(route.name())) {
            natives.remove(US);
        }
        Traits traits = new Traits(new WeightScale(999), 5, signals, true, "a route of the tests");
        return new ObservedRoute(natives, "1", stickiness, settle, fingerprint, traits);
    }

    Decision decide() {
        Decider decider = new Decider(Pace.STANDARD, 5.0);
        Decision decision = decider.decide(plan, look(), now);
        if (decision instanceof Wait(Instant until, String why)) {
            assertThat(until).as("a wait ends after now: " + why).isAfter(now);
            assertThat(why).as("a wait says what for").isNotBlank();
        }
        return decision;
    }

    String says() {
        return Told.decision(decide(), now);
    }

    static Weights percent(int usPercent) {
        return Weights.of(US, usPercent * 100, EU);
    }
}
