package io.sluice.provider.aws;

import io.sluice.provider.AddressFields;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What plans write: {@code {"listener": arn}} or {@code {"rule": arn}}, and {@code {"targetGroup": arn}}. */
final class AwsAddress {
    private static final String LISTENER = "listener";
    private static final String RULE = "rule";
    private static final String TARGET_GROUP = "targetGroup";

    private final String region;

    /** Checks addresses of one region; an instance has no other. */
    AwsAddress(String region) {
        this.region = region;
    }

    static Place place(Route route) {
        AddressFields fields = AddressFields.read(route.address(), "", Set.of(LISTENER, RULE));
        return fields.find(LISTENER)
                .<Place>map(Place.OfListener::new)
                .or(() -> fields.find(RULE).map(Place.OfRule::new))
                .orElseThrow(() -> new IllegalArgumentException("not an address: " + route.address()));
    }

    /** The target group of each side of the plan. */
    static Map<Side, String> targetGroups(Route route) {
        Map<Side, String> groups = new TreeMap<>();
        route.backends().forEach((side, address) -> groups.put(side, targetGroup(address)));
        return groups;
    }

    /** What CloudWatch calls a target group: the last part of its ARN. */
    static String dimension(String targetGroup) {
        return targetGroup.substring(targetGroup.lastIndexOf(':') + 1);
    }

    /** What CloudWatch calls the load balancer of a place, which is a part of the place's ARN. */
    static Optional<String> loadBalancerDimension(Route route) {
        return AddressFields.read(route.address(), "", Set.of(LISTENER, RULE)).values().values().stream()
                .flatMap(text -> Arn.find(text).stream())
                .map(arn -> arn.resource().split("/", -1))
                .filter(steps -> steps.length > 4)
                .map(steps -> String.join("/", steps[1], steps[2], steps[3]))
                .findFirst();
    }

    /** The target group of a backend; empty where it is something else. */
    static Optional<String> findTargetGroup(Address backend) {
        return AddressFields.read(backend, "", Set.of(TARGET_GROUP)).find(TARGET_GROUP);
    }

    /** The side that a target group is; a stranger to the plan is a side of its own. */
    static Side side(Route route, String targetGroup) {
        return targetGroups(route).entrySet().stream()
                .filter(entry -> entry.getValue().equals(targetGroup))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> new Side(targetGroup));
    }

    List<Fault> check(Route route) {
        List<Fault> faults = new ArrayList<>(checkPlace(route.address()));
        Map<String, Side> named = new HashMap<>();
        route.backends().forEach((side, address) -> {
            String at = "/backends/" + AddressFields.escape(side.name());
            List<Fault> own = checkTargetGroup(address, at);
            faults.addAll(own);
            if (own.isEmpty()) {
                Side earlier = named.putIfAbsent(targetGroup(address), side);
                if (earlier != null) {
                    faults.add(new Fault(at + "/" + TARGET_GROUP, "is already the target group of " + earlier));
                }
            }
        });
        return faults;
    }

    private List<Fault> checkPlace(Address address) {
        AddressFields fields = AddressFields.read(address, "", new TreeSet<>(Set.of(LISTENER, RULE)));
        List<Fault> faults = new ArrayList<>(fields.faults());
        fields.find(LISTENER)
                .flatMap(arn -> faultOf("/" + LISTENER, arn, "listener", 4))
                .ifPresent(faults::add);
        fields.find(RULE)
                .flatMap(arn -> faultOf("/" + RULE, arn, "listener-rule", 5))
                .ifPresent(faults::add);
        if (fields.values().size() > 1) {
            faults.add(new Fault("/" + RULE, "a route is a listener or a rule, not both"));
        }
        boolean written = !fields.values().isEmpty()
                || fields.faultAt("")
                || fields.faultAt("/" + LISTENER)
                || fields.faultAt("/" + RULE);
        if (!written) {
            faults.add(new Fault(
                    "/" + LISTENER,
                    "is missing: a route names a listener, a rule, or a record set by hostedZone, record and"
                            + " recordType"));
        }
        return faults;
    }

    private List<Fault> checkTargetGroup(Address address, String at) {
        AddressFields fields = AddressFields.read(address, at, Set.of(TARGET_GROUP));
        String pointer = at + "/" + TARGET_GROUP;
        List<Fault> faults = new ArrayList<>(fields.faults());
        fields.find(TARGET_GROUP)
                .flatMap(arn -> faultOf(pointer, arn, "targetgroup", 2))
                .ifPresent(faults::add);
        if (fields.find(TARGET_GROUP).isEmpty() && !fields.faultAt(pointer) && !fields.faultAt(at)) {
            faults.add(new Fault(pointer, "is missing"));
        }
        return faults;
    }

    // steps: how many names follow the kind, as in targetgroup/name/id
    private Optional<Fault> faultOf(String pointer, String text, String kind, int steps) {
        Optional<Arn> arn = Arn.find(text);
        if (arn.isEmpty()
                || !arn.get().kind().equals(kind)
                || arn.get().resource().chars().filter(c -> c == '/').count() != steps) {
            return Optional.of(new Fault(
                    pointer,
                    "must be an ARN like arn:aws:elasticloadbalancing:%s:123456789012:%s/…".formatted(region, kind)));
        }
        if (!arn.get().region().equals(region)) {
            return Optional.of(new Fault(
                    pointer,
                    "is in %s, and this provider is configured for %s"
                            .formatted(arn.get().region(), region)));
        }
        return Optional.empty();
    }

    private static String targetGroup(Address address) {
        return AddressFields.read(address, "", Set.of(TARGET_GROUP))
                .find(TARGET_GROUP)
                .orElseThrow(() -> new IllegalArgumentException("not an address: " + address));
    }
}
