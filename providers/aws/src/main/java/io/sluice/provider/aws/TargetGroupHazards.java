package io.sluice.provider.aws;

import io.sluice.provider.Lookup;
import io.sluice.provider.Together;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.RouteHazard.Kind;
import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Attributes of target groups by which traffic does not simply follow weights. */
record TargetGroupHazards(LoadBalancing loadBalancing) {
    private static final String SLOW_START = "slow_start.duration_seconds";
    private static final String STICKY = "stickiness.enabled";
    private static final String STICKY_BY = "stickiness.type";

    /** Those of the target groups of a route, by the sides that they are. */
    List<RouteHazard> of(Map<Side, String> targetGroups) {
        Map<String, Lookup<Map<String, String>>> attributes =
                Together.each(targetGroups.values(), arn -> Lookup.of(() -> loadBalancing.attributes(arn)));
        List<RouteHazard> hazards = new ArrayList<>();
        new TreeMap<>(targetGroups).forEach((side, arn) -> {
            switch (attributes.getOrDefault(arn, Lookup.missing(arn))) {
                case Lookup.Hit<Map<String, String>>(Map<String, String> found) -> hazards.addAll(of(side, found));
                case Lookup.Miss<Map<String, String>>(ProviderError error) ->
                    hazards.add(RouteHazard.notKnown(
                            "whether the target group of %s has slow start or stickiness".formatted(side), error));
            }
        });
        return hazards;
    }

    private static List<RouteHazard> of(Side side, Map<String, String> attributes) {
        List<RouteHazard> hazards = new ArrayList<>();
        String seconds = attributes.getOrDefault(SLOW_START, "0");
        if (!seconds.equals("0")) {
            hazards.add(new RouteHazard(
                    Kind.SLOW_START,
                    "the target group of %s has %s %s: a target that has just become healthy gets its full share only after that"
                            .formatted(side, SLOW_START, seconds)));
        }
        if (attributes.getOrDefault(STICKY, "false").equals("true")) {
            hazards.add(new RouteHazard(
                    Kind.SESSION_AFFINITY,
                    "the target group of %s keeps each client with one of its targets (%s %s); a listener that forwards to several groups needs stickiness between them too then, so AWS"
                            .formatted(side, STICKY_BY, attributes.getOrDefault(STICKY_BY, "not said"))));
        }
        return hazards;
    }
}
