package io.sluice.plan;

import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The reviewed intent of a migration, with ramps expanded and defaults filled in.
 *
 * @param sides {@code from} before {@code to}, otherwise by name
 * @param from the side that has the traffic now; empty where the plan gives whole splits
 * @param expect the live weights at the start, on every route
 * @param steps counted from 1 everywhere else; step 0 is the start
 * @param alpha the risk that any of its sequential gates ever calls a sound side bad, above 0 and below 1
 * @param stepTimeout how long a route may take to show its weights
 * @param recipients who is told of it; empty: the receivers that hear of every plan
 * @param atEnd what becomes of the weights once the last step has baked
 */
public record PlanSpec(
        String name,
        String description,
        String owner,
        Map<String, String> labels,
        List<Side> sides,
        Optional<Side> from,
        Optional<Side> to,
        Weights expect,
        List<Route> routes,
        List<Step> steps,
        List<Gate> gates,
        Schedule schedule,
        OnDrift onDrift,
        Duration stepTimeout,
        OnStuck onStuck,
        Rounding rounding,
        boolean evictSticky,
        double alpha,
        Optional<List<Recipient>> recipients,
        AtEnd atEnd) {
    public PlanSpec {
        labels = Map.copyOf(labels);
        sides = List.copyOf(sides);
        routes = List.copyOf(routes);
        steps = List.copyOf(steps);
        gates = List.copyOf(gates);
        recipients = recipients.map(List::copyOf);
    }

    /** One false alarm in a hundred plans: a revert costs a night, and an alarm that is often false is switched off. */
    public static final double USUAL_ALPHA = 0.01;

    /** What a plan does when somebody else changes its weights. */
    public enum OnDrift {
        /** It waits, and a person decides. */
        HOLD,
        /** It writes its own over theirs, but not for ever. */
        REASSERT,
        /** It takes theirs for the present step, where they can be taken, but not for ever. */
        ADOPT,
        REVERT
    }

    /** What a plan does when a route cannot show its weights in time, after the others went back. */
    public enum OnStuck {
        HOLD,
        REVERT
    }

    /** What a plan does once its last step has baked. */
    public enum AtEnd {
        /** It is completed, and the weights stay. */
        KEEP,
        /** It puts the baseline back, as any revert does: a drill, or practice. */
        REVERT
    }

    /** What becomes of weights that a cloud's integers cannot hold exactly. */
    public enum Rounding {
        NEAREST,
        REFUSE
    }

    /** The same at other times. */
    public PlanSpec with(Schedule other) {
        return new PlanSpec(
                name,
                description,
                owner,
                labels,
                sides,
                from,
                to,
                expect,
                routes,
                steps,
                gates,
                other,
                onDrift,
                stepTimeout,
                onStuck,
                rounding,
                evictSticky,
                alpha,
                recipients,
                atEnd);
    }

    /** Step {@code number}, counted from 1. */
    public Step step(int number) {
        return steps.get(number - 1);
    }

    /** The hooks that it asks, by their names in {@code config.yml}. */
    public Set<String> hooks() {
        Set<String> hooks = new LinkedHashSet<>();
        steps.stream()
                .flatMap(step -> step instanceof Step.Webhook webhook ? Stream.of(webhook.hook()) : Stream.empty())
                .forEach(hooks::add);
        gates.stream()
                .flatMap(gate -> gate.figure() instanceof Figure.OfHook(String hook) ? Stream.of(hook) : Stream.empty())
                .forEach(hooks::add);
        return hooks;
    }

    public Route route(String name) {
        return routes.stream()
                .filter(route -> route.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no route " + name));
    }

    /** The sides that a gate is for, whether or not they have traffic: those it names, or every side but {@code from}. */
    public Set<Side> judged(Gate gate) {
        Set<Side> judged = new LinkedHashSet<>(sides);
        gate.sides().ifPresentOrElse(judged::retainAll, () -> from.ifPresent(judged::remove));
        return judged;
    }

    /** The split that a route has before a step, counted from 1, by the plan. */
    public Weights before(int step, String route) {
        for (int i = step - 1; i >= 1; i--) {
            if (step(i) instanceof Step.Shift shift) {
                return shift.weights().of(route);
            }
        }
        return expected().of(route);
    }

    /** The split that every route is expected to show at the start. */
    public RouteWeights expected() {
        Map<String, Weights> all = new LinkedHashMap<>();
        routes.forEach(route -> all.put(route.name(), expect));
        return new RouteWeights(all);
    }
}
