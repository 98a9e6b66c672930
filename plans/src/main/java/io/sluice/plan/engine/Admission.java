package io.sluice.plan.engine;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Recipient;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Step;
import io.sluice.plan.cost.CostLimits;
import io.sluice.plan.decide.SafetyLimits;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.provider.Provider;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Decides whether a plan may be stored: what is wrong with it is found before anything is touched, and all of it at once. */
public final class Admission {
    private final PlanStore store;
    private final Providers providers;
    private final Observer observer;
    private final Set<String> receivers;
    private final SafetyLimits limits;
    private final CostLimits costs;
    private final Alarm alarm;
    private final People people;
    private final InstantSource clock;
    private final Supplier<PlanId> ids;

    /**
     * One that reads no configuration itself.
     *
     * @param receivers the names of those who can be told of plans
     */
    public Admission(
            PlanStore store,
            Providers providers,
            Set<String> receivers,
            Calls calls,
            SafetyLimits limits,
            Alarm alarm,
            People people,
            InstantSource clock,
            Supplier<PlanId> ids) {
        this.store = store;
        this.providers = providers;
        this.receivers = Set.copyOf(receivers);
        this.observer = new Observer(providers, calls);
        this.limits = limits;
        this.costs = new CostLimits(providers.prices());
        this.alarm = alarm;
        this.people = people;
        this.clock = clock;
        this.ids = ids;
    }

    /** A plan as it was read from its file. */
    public record Submission(
            PlanSpec spec, String document, String digest, Principal by, Optional<IdempotencyKey> idempotencyKey) {}

    /** What became of a submission. */
    public sealed interface Answer {
        record Accepted(Plan plan) implements Answer {}

        /** The same was submitted before; this is the plan that it made. */
        record Repeated(Plan plan) implements Answer {}

        /** The key was used for another plan. */
        record KeyReused() implements Answer {}

        /** The plan cannot be carried out as it is written. */
        record Invalid(List<Fault> faults) implements Answer {
            public Invalid {
                faults = List.copyOf(faults);
            }
        }

        /** The plan is sound, and the world is not as it expects. */
        record Conflict(String why, Optional<PlanId> owner) implements Answer {}

        /** A provider cannot be asked now. */
        record Unavailable(String why) implements Answer {}
    }

    public Answer submit(Submission submission) {
        Instant now = clock.instant();
        Optional<Answer> earlier = submission
                .idempotencyKey()
                .flatMap(key -> store.findCreated(submission.by(), key, now))
                .map(Admission::answer);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        PlanSpec spec = submission.spec();
        List<Fault> faults = new ArrayList<>(limits.check(spec, now));
        faults.addAll(costs.check(spec, now));
        faults.addAll(approvalFaults(spec, submission.by()));
        faults.addAll(addressFaults(spec));
        faults.addAll(new MetricChecks(providers).faults(spec));
        faults.addAll(receiverFaults(spec));
        faults.addAll(calendarFaults(spec));
        if (!faults.isEmpty()) {
            return new Answer.Invalid(faults);
        }
        Map<String, String> keys = new HashMap<>();
        spec.routes().forEach(route -> keys.put(route.name(), traffic(route).canonicalKey(route)));
        return sameRouteTwice(spec, keys)
                .or(() -> ownedByOther(keys))
                .or(() -> notAsExpected(spec))
                .orElseGet(() -> store(submission, keys, now));
    }

    /** A plan that nobody may approve would stand at its approval for ever. */
    private List<Fault> approvalFaults(PlanSpec spec, Principal by) {
        List<Fault> faults = new ArrayList<>();
        for (Step step : spec.steps()) {
            if (step instanceof Step.Approval approval) {
                int deciders = people.deciders(approval.group(), by);
                if (deciders < approval.count()) {
                    faults.add(new Fault(
                            approval.source() + "/approval/group",
                            "%s has %d people beside %s who could approve, and the plan wants %d; groups are those of the tokens in config.yml"
                                    .formatted(approval.group(), deciders, by, approval.count())));
                }
            }
        }
        return faults;
    }

    private List<Fault> calendarFaults(PlanSpec spec) {
        List<Fault> faults = new ArrayList<>();
        List<Blackout> blackouts = spec.schedule().blackouts();
        for (int i = 0; i < blackouts.size(); i++) {
            if (blackouts.get(i) instanceof Blackout.OfCalendar(String calendar, String _)
                    && !providers.calendars().names().contains(calendar)) {
                faults.add(new Fault(
                        "/schedule/blackouts/" + i + "/calendar",
                        "no calendar %s is configured (there are: %s)"
                                .formatted(
                                        calendar,
                                        String.join(
                                                ", ",
                                                providers.calendars().names().stream()
                                                        .sorted()
                                                        .toList()))));
            }
        }
        return faults;
    }

    private TrafficProvider traffic(Route route) {
        return providers.of(route).traffic();
    }

    private List<Fault> addressFaults(PlanSpec spec) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < spec.routes().size(); i++) {
            Route route = spec.routes().get(i);
            String pointer = "/routes/" + i;
            Optional<Provider> provider = providers.find(route.ref().provider());
            if (provider.isEmpty()) {
                faults.add(new Fault(
                        pointer + "/provider",
                        "no provider instance %s is configured (there are: %s)"
                                .formatted(
                                        route.ref().provider(),
                                        providers.names().stream().sorted().collect(joining(", ")))));
            } else {
                provider.get().traffic().check(route).forEach(fault -> faults.add(fault.under(pointer)));
            }
        }
        return faults;
    }

    /** A plan that believes somebody will be told, and nobody is, is worse than one that is refused. */
    private List<Fault> receiverFaults(PlanSpec spec) {
        List<Fault> faults = new ArrayList<>();
        List<Recipient> named = spec.recipients().orElse(List.of());
        for (int i = 0; i < named.size(); i++) {
            String receiver = named.get(i).receiver();
            if (!receivers.contains(receiver)) {
                faults.add(new Fault(
                        "/notify/" + i + "/receiver",
                        "no receiver %s is configured (there are: %s)"
                                .formatted(receiver, receivers.stream().sorted().collect(joining(", ")))));
            }
        }
        return faults;
    }

    private static Optional<Answer> sameRouteTwice(PlanSpec spec, Map<String, String> keys) {
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < spec.routes().size(); i++) {
            Route route = spec.routes().get(i);
            String other = names.put(keys.getOrDefault(route.name(), ""), route.name());
            if (other != null) {
                return Optional.of(
                        new Answer.Invalid(List.of(new Fault("/routes/" + i, "is the same place as route " + other))));
            }
        }
        return Optional.empty();
    }

    private Optional<Answer> ownedByOther(Map<String, String> keys) {
        for (Map.Entry<String, String> route : keys.entrySet()) {
            Optional<PlanId> owner = store.findOwner(route.getValue());
            if (owner.isPresent()) {
                return Optional.of(owned(route.getKey(), owner.get()));
            }
        }
        return Optional.empty();
    }

    private static Answer owned(String route, PlanId owner) {
        return new Answer.Conflict(
                "route %s belongs to plan %s until that ends".formatted(route, owner), Optional.of(owner));
    }

    /** Looks at every route: whether it is there, can do what the plan needs, and has the weights that it expects. */
    private Optional<Answer> notAsExpected(PlanSpec spec) {
        Map<String, Sight> sights = observer.sights(spec.routes());
        List<Fault> faults = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        List<String> drifted = new ArrayList<>();
        for (int i = 0; i < spec.routes().size(); i++) {
            Route route = spec.routes().get(i);
            switch (sights.getOrDefault(route.name(), NOT_ANSWERED)) {
                case Sight.Unseen(ProviderError error)
                when error.passing() -> unseen.add(route.name() + ": " + error.detail());
                case Sight.Unseen(ProviderError error) -> faults.add(new Fault("/routes/" + i, error.detail()));
                case Sight.Seen(ObservedRoute seen) -> {
                    faults.addAll(limits.checkRoute(spec, i, seen.traits()));
                    faults.addAll(costs.checkRoute(spec, i, seen.traits()));
                    if (!seen.shows(spec.expect())) {
                        drifted.add(difference(route, seen.weights(), spec.expect()));
                    }
                }
            }
        }
        if (!faults.isEmpty()) {
            return Optional.of(new Answer.Invalid(faults));
        }
        if (!unseen.isEmpty()) {
            return Optional.of(new Answer.Unavailable("cannot see " + String.join("; ", unseen)));
        }
        return drifted.isEmpty()
                ? Optional.empty()
                : Optional.of(new Answer.Conflict(String.join("; ", drifted), Optional.empty()));
    }

    private static final Sight NOT_ANSWERED =
            new Sight.Unseen(new ProviderError.Unavailable("the provider did not say anything about it"));

    private static String difference(Route route, Weights live, Weights expected) {
        return "%s has %s live, and the plan expects %s".formatted(route.name(), live, expected);
    }

    private Answer store(Submission submission, Map<String, String> keys, Instant now) {
        PlanEvent submitted = new PlanEvent.Submitted(
                submission.digest(), submission.spec().expected().byRoute());
        Created created = store.create(new NewPlan(
                ids.get(),
                submission.spec(),
                submission.document(),
                submission.digest(),
                keys,
                Stream.concat(Stream.of(submitted), new Surveyor(observer).survey(submission.spec(), now).stream())
                        .toList(),
                submission.by(),
                now,
                now,
                submission.idempotencyKey()));
        if (created instanceof Created.Stored(Plan plan)) {
            alarm.set(plan.id(), now);
        }
        return answer(created);
    }

    private static Answer answer(Created created) {
        return switch (created) {
            case Created.Stored(Plan plan) -> new Answer.Accepted(plan);
            case Created.Repeated(Plan plan) -> new Answer.Repeated(plan);
            case Created.RouteTaken(String route, PlanId owner) -> owned(route, owner);
            case Created.KeyReused _ -> new Answer.KeyReused();
        };
    }
}
