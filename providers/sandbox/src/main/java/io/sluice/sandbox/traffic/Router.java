package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.world.Action;
import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.HealthJudge;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.Params;
import io.sluice.sandbox.world.Rule;
import io.sluice.sandbox.world.Target;
import io.sluice.sandbox.world.TargetGroup;
import io.sluice.sandbox.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Decides for each request where it goes, by the weights in force at that moment. */
final class Router {
    private final World world;
    private final HealthJudge judge;
    private final Map<String, SmoothSplit> splits = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
    private final Map<String, Actions> stays = new ConcurrentHashMap<>();

    Router(World world, HealthJudge judge) {
        this.world = world;
        this.judge = judge;
    }

    /** Where a request goes. */
    sealed interface Way {
        /** To a target; with a cookie to set when the action is sticky. */
        record ToTarget(TargetGroup group, Target target, Optional<String> setCookie) implements Way {}

        /** Nowhere: the group has no registered targets. */
        record NoTargets() implements Way {}

        /** Nowhere: the load balancer answers itself. */
        record Answered(Params action, String type) implements Way {}
    }

    Way way(String listenerArn, Request request) {
        Config config = world.current();
        Listener listener = listener(config, listenerArn);
        String path = request.path();
        for (Rule rule : config.rulesOf(listenerArn)) {
            if (rule.matches(path)) {
                return way(config, rule.arn(), rule.actions(), request);
            }
        }
        return way(config, listenerArn, listener.actions(), request);
    }

    /** The way of a new connection, which has no path and no cookie. */
    Way wayOfFlow(String listenerArn) {
        return way(
                world.current(),
                listenerArn,
                listener(world.current(), listenerArn).actions(),
                Request.get("/"));
    }

    private static Listener listener(Config config, String listenerArn) {
        Listener listener = config.listeners().get(listenerArn);
        if (listener == null) {
            throw new IllegalStateException("no listener " + listenerArn);
        }
        return listener;
    }

    /** The actions of a listener or rule that requests follow from now on, whatever the world says; empty: those of the world again. */
    void stay(String owner, Optional<Actions> actions) {
        if (actions.isPresent()) {
            stays.put(owner, actions.get());
        } else {
            stays.remove(owner);
        }
    }

    void followAll() {
        stays.clear();
    }

    private Way way(Config config, String owner, Actions shown, Request request) {
        Actions actions = stays.getOrDefault(owner, shown);
        Optional<Action.Forward> forward = actions.forward();
        if (forward.isPresent()) {
            return forwarded(config, owner, forward.get(), request);
        }
        return switch (actions.list().getLast()) {
            case Action.Other(String type, var _, Params details) -> new Way.Answered(details, type);
            case Action.Forward _ -> throw new IllegalStateException("a forward that is none");
        };
    }

    private Way forwarded(Config config, String owner, Action.Forward forward, Request request) {
        Instant now = world.now();
        boolean sticky = forward.stickiness().enabled();
        // A cookie holds at weight 0 too; only a group that has left the action loses its clients.
        String groupArn = Optional.of(request)
                .filter(_ -> sticky)
                .flatMap(r -> GroupCookie.targetGroupIn(r, now))
                .filter(forward::contains)
                .orElseGet(() -> splits.computeIfAbsent(owner, _ -> new SmoothSplit())
                        .next(forward.groups())
                        .targetGroupArn());
        TargetGroup group = config.targetGroups().get(groupArn);
        if (group == null) {
            throw new IllegalStateException("no target group " + groupArn);
        }
        List<Target> targets = eligible(group, config, now);
        if (targets.isEmpty()) {
            return new Way.NoTargets();
        }
        int turn = turns.computeIfAbsent(groupArn, _ -> new AtomicInteger()).getAndIncrement();
        Target target = targets.get(Math.floorMod(turn, targets.size()));
        Optional<String> cookie = sticky
                ? Optional.of(GroupCookie.header(
                        groupArn, now, forward.stickiness().durationSeconds().orElse(86_400)))
                : Optional.empty();
        return new Way.ToTarget(group, target, cookie);
    }

    /** The healthy targets, or all of them when none is: load balancers fail open. */
    private List<Target> eligible(TargetGroup group, Config config, Instant now) {
        List<Target> registered = group.registered();
        List<Target> healthy = registered.stream()
                .filter(target -> judge.healthOf(target, group, config, now).isHealthy())
                .toList();
        return healthy.isEmpty() ? registered : healthy;
    }
}
