package io.sluice.provider.aws;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.Lookup;
import io.sluice.traffic.ProviderError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/** Every call to Elastic Load Balancing that is made here. */
final class LoadBalancing {
    private final AwsClients clients;

    /** A listener stays with its load balancer for as long as it exists. */
    private final Map<String, String> loadBalancerOfListener = new ConcurrentHashMap<>();

    private final Map<String, LoadBalancer> loadBalancers = new ConcurrentHashMap<>();

    LoadBalancing(AwsClients clients) {
        this.clients = clients;
    }

    /**
     * What a listener or rule is now.
     *
     * @param settings everything on it but its actions
     */
    record Found(Place place, ActionList actions, ObjectNode settings) {}

    Lookup<Found> find(Place place) {
        return find(Set.of(place)).getOrDefault(place, Lookup.missing(place.arn()));
    }

    Map<Place, Lookup<Found>> find(Set<Place> places) {
        List<String> listeners = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        for (Place place : places) {
            switch (place) {
                case Place.OfListener(String arn) -> listeners.add(arn);
                case Place.OfRule(String arn) -> rules.add(arn);
            }
        }
        Map<String, Lookup<Listener>> foundListeners = listeners(listeners);
        Map<String, Lookup<Rule>> foundRules = Batch.find(rules, this::describeRules);
        Map<Place, Lookup<Found>> found = new HashMap<>();
        foundListeners.forEach((arn, listener) -> {
            Place place = new Place.OfListener(arn);
            found.put(place, listener.then(one -> listener(place, one)));
        });
        foundRules.forEach((arn, rule) -> {
            Place place = new Place.OfRule(arn);
            found.put(place, rule.then(one -> rule(place, one)));
        });
        return found;
    }

    private static Lookup<Found> listener(Place place, Listener listener) {
        ObjectNode settings = SdkJson.write(listener);
        settings.remove("DefaultActions");
        return new Lookup.Hit<>(new Found(place, new ActionList(listener.defaultActions()), settings));
    }

    private static Lookup<Found> rule(Place place, Rule rule) {
        if (Boolean.TRUE.equals(rule.isDefault())) {
            return new Lookup.Miss<>(new ProviderError.Invalid(
                    "this is the default rule, which AWS changes through its listener: name the listener "
                            + place.listenerArn()));
        }
        ObjectNode settings = SdkJson.write(rule);
        settings.remove("Actions");
        return new Lookup.Hit<>(new Found(place, new ActionList(rule.actions()), settings));
    }

    /** The load balancers that places belong to, asked for only as far as they are not known yet. */
    Map<Place, Lookup<LoadBalancer>> loadBalancers(Collection<Place> places) {
        Set<String> unknownListeners = new TreeSet<>();
        places.forEach(place -> unknownListeners.add(place.listenerArn()));
        unknownListeners.removeAll(loadBalancerOfListener.keySet());
        Map<String, Lookup<Listener>> asked = listeners(unknownListeners);

        Set<String> unknown = new TreeSet<>();
        places.stream()
                .map(place -> loadBalancerOfListener.get(place.listenerArn()))
                .filter(arn -> arn != null && !loadBalancers.containsKey(arn))
                .forEach(unknown::add);
        Map<String, Lookup<LoadBalancer>> found = Batch.find(unknown, this::describeLoadBalancers);

        Map<Place, Lookup<LoadBalancer>> answer = new HashMap<>();
        for (Place place : places) {
            answer.put(place, loadBalancer(place.listenerArn(), asked, found));
        }
        return answer;
    }

    private Lookup<LoadBalancer> loadBalancer(
            String listener, Map<String, Lookup<Listener>> asked, Map<String, Lookup<LoadBalancer>> found) {
        String arn = loadBalancerOfListener.get(listener);
        if (arn == null) {
            return asked.getOrDefault(listener, Lookup.missing(listener)).then(_ -> Lookup.missing(listener));
        }
        LoadBalancer known = loadBalancers.get(arn);
        return known == null ? found.getOrDefault(arn, Lookup.missing(arn)) : new Lookup.Hit<>(known);
    }

    Map<String, Lookup<TargetGroup>> targetGroups(Collection<String> arns) {
        return Batch.find(
                arns,
                some -> byArn(
                        AwsErrors.reading(() -> client().describeTargetGroups(request -> request.targetGroupArns(some)))
                                .targetGroups(),
                        TargetGroup::targetGroupArn));
    }

    List<TargetHealth> targetHealth(String targetGroup) {
        return AwsErrors.reading(() -> client().describeTargetHealth(request -> request.targetGroupArn(targetGroup)))
                .targetHealthDescriptions()
                .stream()
                .map(TargetHealthDescription::targetHealth)
                .toList();
    }

    /** What a target group is set to, by the names that AWS gives its attributes. */
    Map<String, String> attributes(String targetGroup) {
        Map<String, String> attributes = new HashMap<>();
        AwsErrors.reading(() -> client().describeTargetGroupAttributes(request -> request.targetGroupArn(targetGroup)))
                .attributes()
                .forEach(attribute -> attributes.put(attribute.key(), attribute.value()));
        return attributes;
    }

    /** @param requestId under which CloudTrail knows the call */
    void modify(Place place, ActionList actions, String requestId) {
        List<Action> list = actions.forWriting();
        switch (place) {
            case Place.OfListener(String arn) ->
                AwsErrors.writing(() -> client().modifyListener(request -> request.listenerArn(arn)
                        .defaultActions(list)
                        .overrideConfiguration(CloudTrail.signedOff(requestId))));
            case Place.OfRule(String arn) ->
                AwsErrors.writing(() -> client().modifyRule(request ->
                        request.ruleArn(arn).actions(list).overrideConfiguration(CloudTrail.signedOff(requestId))));
        }
    }

    private Map<String, Lookup<Listener>> listeners(Collection<String> arns) {
        return Batch.find(arns, this::describeListeners);
    }

    private Map<String, Listener> describeListeners(List<String> arns) {
        List<Listener> listeners = AwsErrors.reading(
                        () -> client().describeListeners(request -> request.listenerArns(arns)))
                .listeners();
        listeners.forEach(listener -> loadBalancerOfListener.put(listener.listenerArn(), listener.loadBalancerArn()));
        return byArn(listeners, Listener::listenerArn);
    }

    private Map<String, Rule> describeRules(List<String> arns) {
        return byArn(
                AwsErrors.reading(() -> client().describeRules(request -> request.ruleArns(arns)))
                        .rules(),
                Rule::ruleArn);
    }

    private Map<String, LoadBalancer> describeLoadBalancers(List<String> arns) {
        Map<String, LoadBalancer> found = new HashMap<>();
        AwsErrors.reading(() -> client().describeLoadBalancers(request -> request.loadBalancerArns(arns)))
                .loadBalancers()
                .forEach(one ->
                        found.put(one.loadBalancerArn(), new LoadBalancer(one.loadBalancerArn(), kind(one.type()))));
        loadBalancers.putAll(found);
        return found;
    }

    private static LoadBalancer.Kind kind(LoadBalancerTypeEnum type) {
        return switch (type) {
            case APPLICATION -> LoadBalancer.Kind.APPLICATION;
            case NETWORK -> LoadBalancer.Kind.NETWORK;
            case GATEWAY, UNKNOWN_TO_SDK_VERSION -> LoadBalancer.Kind.OTHER;
        };
    }

    private static <T> Map<String, T> byArn(List<T> things, Function<T, String> arn) {
        return things.stream().collect(toMap(arn, thing -> thing, (one, _) -> one));
    }

    private ElasticLoadBalancingV2Client client() {
        return clients.loadBalancing();
    }
}
