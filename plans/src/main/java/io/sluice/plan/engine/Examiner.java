package io.sluice.plan.engine;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.sluice.plan.Figure;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Recipient;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Step;
import io.sluice.plan.cost.CostLimits;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.SafetyLimits;
import io.sluice.plan.preview.Account;
import io.sluice.plan.preview.Scene;
import io.sluice.plan.preview.Surroundings;
import io.sluice.provider.Provider;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what is wrong with a plan that nobody has stored: all of it at once, and with one look at its routes. */
public final class Examiner {
    private static final Sight NOT_ANSWERED =
            new Sight.Unseen(new ProviderError.Unavailable("the provider did not say anything about it"));

    private final Providers providers;
    private final Calls calls;
    private final Observer observer;
    private final SafetyLimits limits;
    private final CostLimits costs;
    private final Set<String> receivers;
    private final Pace pace;
    private final People people;

    /**
     * One that reads no configuration itself.
     *
     * @param receivers the names of those who can be told of plans
     */
    public Examiner(
            Providers providers, Set<String> receivers, Calls calls, SafetyLimits limits, Pace pace, People people) {
        this.providers = providers;
        this.receivers = Set.copyOf(receivers);
        this.calls = calls;
        this.observer = new Observer(providers, calls);
        this.limits = limits;
        this.costs = new CostLimits(providers.prices());
        this.pace = pace;
        this.people = people;
    }

    /**
     * What can be told of a plan without asking any cloud.
     *
     * @param by who submits it, and can approve nothing of it
     */
    List<Fault> faults(PlanSpec spec, Principal by, Instant now) {
        List<Fault> faults = new ArrayList<>(limits.check(spec, now));
        faults.addAll(costs.check(spec, now));
        faults.addAll(approvalFaults(spec, by));
        faults.addAll(addressFaults(spec));
        faults.addAll(new MetricChecks(providers).faults(spec));
        faults.addAll(receiverFaults(spec));
        faults.addAll(calendarFaults(spec));
        faults.addAll(hookFaults(spec));
        return faults.isEmpty() ? sameRouteTwice(spec) : faults;
    }

    /** A plan that nobody may approve would stand at its approval for ever. */
    private List<Fault> approvalFaults(PlanSpec spec, Principal by) {
        List<Fault> faults = new ArrayList<>();
        for (Step step : spec.steps()) {
            if (step instanceof Step.Approval approval) {
                int deciders = people.deciders(approval.group(), by, spec.labels());
                if (deciders < approval.count()) {
                    faults.add(new Fault(
                            approval.source() + "/approval/group",
                            "%s has %d people beside %s who could approve, and the plan wants %d; groups are those of access.tokens in config.yml, of approvers"
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

    private List<Fault> hookFaults(PlanSpec spec) {
        List<Fault> faults = new ArrayList<>();
        for (Step step : spec.steps()) {
            if (step instanceof Step.Webhook webhook) {
                hookFault(webhook.source(), webhook.hook()).ifPresent(faults::add);
            }
        }
        for (int i = 0; i < spec.gates().size(); i++) {
            if (spec.gates().get(i).figure() instanceof Figure.OfHook(String hook)) {
                hookFault("/gates/" + i, hook).ifPresent(faults::add);
            }
        }
        return faults;
    }

    private Optional<Fault> hookFault(String pointer, String hook) {
        return providers.findHook(hook).isPresent()
                ? Optional.empty()
                : Optional.of(new Fault(
                        pointer + "/webhook/hook",
                        "no hook %s is configured (there are: %s)"
                                .formatted(
                                        hook,
                                        providers.hooks().isEmpty()
                                                ? "none"
                                                : providers.hooks().keySet().stream()
                                                        .sorted()
                                                        .collect(joining(", ")))));
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

    /** The canonical key of each route, by the route's name. */
    Map<String, String> keys(PlanSpec spec) {
        Map<String, String> keys = new HashMap<>();
        spec.routes()
                .forEach(route ->
                        keys.put(route.name(), providers.of(route).traffic().canonicalKey(route)));
        return keys;
    }

    private List<Fault> sameRouteTwice(PlanSpec spec) {
        Map<String, String> keys = keys(spec);
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < spec.routes().size(); i++) {
            Route route = spec.routes().get(i);
            String other = names.put(keys.getOrDefault(route.name(), ""), route.name());
            if (other != null) {
                return List.of(new Fault("/routes/" + i, "is the same place as route " + other));
            }
        }
        return List.of();
    }

    /** What a look at the routes of a plan found. */
    sealed interface Found {
        /** All routes, by name. */
        record Fit(Map<String, ObservedRoute> routes) implements Found {
            public Fit {
                routes = Map.copyOf(routes);
            }
        }

        /** Routes that are not there, or cannot do what the plan needs. */
        record Unfit(List<Fault> faults) implements Found {
            public Unfit {
                faults = List.copyOf(faults);
            }
        }

        record Unseen(String why) implements Found {}
    }

    Found look(PlanSpec spec) {
        Map<String, Sight> sights = observer.sights(spec.routes());
        Map<String, ObservedRoute> fit = new HashMap<>();
        List<Fault> faults = new ArrayList<>();
        List<String> unseen = new ArrayList<>();
        for (int i = 0; i < spec.routes().size(); i++) {
            Route route = spec.routes().get(i);
            switch (sights.getOrDefault(route.name(), NOT_ANSWERED)) {
                case Sight.Unseen(ProviderError error)
                when error.passing() -> unseen.add(route.name() + ": " + error.detail());
                case Sight.Unseen(ProviderError error) -> faults.add(new Fault("/routes/" + i, error.detail()));
                case Sight.Seen(ObservedRoute seen) -> {
                    faults.addAll(limits.checkRoute(spec, i, seen.traits()));
                    faults.addAll(costs.checkRoute(spec, i, seen.traits()));
                    fit.put(route.name(), seen);
                }
            }
        }
        if (!faults.isEmpty()) {
            return new Found.Unfit(faults);
        }
        return unseen.isEmpty() ? new Found.Fit(fit) : new Found.Unseen("cannot see " + String.join("; ", unseen));
    }

    /**
     * What is around routes that were seen.
     *
     * @param seen all of the plan's, by name
     */
    Surroundings surroundings(PlanSpec spec, Map<String, ObservedRoute> seen, Instant now) {
        return new Scout(providers, observer, calls).look(spec, seen, now);
    }

    /** What traffic was like before the plan, where its gates need to know. */
    Surveyor surveyor() {
        return new Surveyor(observer);
    }

    /**
     * What a preview is made from.
     *
     * @param seen by a look
     */
    Scene scene(PlanSpec spec, String digest, Map<String, ObservedRoute> seen, Instant now) {
        Map<String, List<Route>> byProvider = spec.routes().stream()
                .collect(groupingBy(
                        route -> route.ref().provider(), LinkedHashMap::new, java.util.stream.Collectors.toList()));
        List<Account> accounts = byProvider.entrySet().stream()
                .map(account -> new Account(
                        account.getKey(),
                        account.getValue(),
                        providers.of(account.getValue().getFirst()).quotas()))
                .toList();
        return new Scene(
                spec,
                digest,
                seen,
                providers.timings(spec.routes()),
                providers.calendars().known(spec.schedule().calendars(), now),
                accounts,
                Surroundings.NONE,
                pace,
                limits.balancerErrorPercent());
    }
}
