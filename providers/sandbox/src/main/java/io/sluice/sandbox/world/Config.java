package io.sluice.sandbox.world;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that the control plane knows at one instant.
 *
 * @param revision counts the changes, so that the request log shows in which order they took effect
 * @param attachedSince for each target group that an action names, since when
 */
public record Config(
        long revision,
        Instant since,
        Map<String, Listener> listeners,
        Map<String, Rule> rules,
        Map<String, TargetGroup> targetGroups,
        Map<String, Instant> attachedSince) {

    public Config {
        listeners = frozen(listeners);
        rules = frozen(rules);
        targetGroups = frozen(targetGroups);
        attachedSince = frozen(attachedSince);
    }

    private static <V> Map<String, V> frozen(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** The rules of a listener, first to be tried first. */
    public List<Rule> rulesOf(String listenerArn) {
        return rules.values().stream()
                .filter(rule -> rule.listenerArn().equals(listenerArn))
                .sorted((a, b) -> Integer.compare(a.priority(), b.priority()))
                .toList();
    }

    public Optional<Listener> listenerOfDefaultRule(String ruleArn) {
        return listeners.values().stream()
                .filter(listener -> listener.defaultRuleArn().equals(ruleArn))
                .findFirst();
    }

    public Optional<TargetGroup> targetGroupNamed(String name) {
        return targetGroups.values().stream()
                .filter(group -> group.name().equals(name))
                .findFirst();
    }

    /** The ARNs of the load balancers with an action that names the group. */
    public Set<String> loadBalancersUsing(String targetGroupArn) {
        Stream<String> byListeners = listeners.values().stream()
                .filter(listener -> names(listener.actions(), targetGroupArn))
                .map(listener -> listener.loadBalancer().arn());
        Stream<String> byRules = rules.values().stream()
                .filter(rule -> names(rule.actions(), targetGroupArn))
                .map(this::loadBalancerOf);
        return Stream.concat(byListeners, byRules).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The largest share that any action gives the group, in percent. */
    public double percentOf(String targetGroupArn) {
        return allActions()
                .flatMap(actions -> actions.forward().stream())
                .mapToDouble(forward -> forward.percentOf(targetGroupArn))
                .max()
                .orElse(0);
    }

    public Config withListener(Listener listener) {
        return new Config(
                revision, since, replaced(listeners, listener.arn(), listener), rules, targetGroups, attachedSince);
    }

    public Config withRule(Rule rule) {
        return new Config(revision, since, listeners, replaced(rules, rule.arn(), rule), targetGroups, attachedSince);
    }

    public Config withTargetGroup(TargetGroup group) {
        return new Config(revision, since, listeners, rules, replaced(targetGroups, group.arn(), group), attachedSince);
    }

    /** This configuration as it takes effect: with its number, its instant, and who is attached since when. */
    Config takingEffect(long revision, Instant now) {
        Map<String, Instant> attached = new LinkedHashMap<>();
        for (String arn : targetGroups.keySet()) {
            if (allActions().anyMatch(actions -> names(actions, arn))) {
                attached.put(arn, attachedSince.getOrDefault(arn, now));
            }
        }
        return new Config(revision, now, listeners, rules, targetGroups, attached);
    }

    private Stream<Actions> allActions() {
        return Stream.concat(
                listeners.values().stream().map(Listener::actions),
                rules.values().stream().map(Rule::actions));
    }

    private String loadBalancerOf(Rule rule) {
        Listener listener = listeners.get(rule.listenerArn());
        if (listener == null) {
            throw new IllegalStateException("the rule " + rule.arn() + " has no listener");
        }
        return listener.loadBalancer().arn();
    }

    private static boolean names(Actions actions, String targetGroupArn) {
        return actions.forward().stream().anyMatch(forward -> forward.contains(targetGroupArn));
    }

    private static <V> Map<String, V> replaced(Map<String, V> map, String key, V value) {
        Map<String, V> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }
}
