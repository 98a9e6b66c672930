package io.sluice.provider.aws;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.provider.AuditTrail;
import io.sluice.provider.aws.CloudTrail.Recorded;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteChange;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who called what moves traffic, as CloudTrail has it. */
record AwsAuditTrail(CloudTrail cloudTrail) implements AuditTrail {
    private static final String ZONE_PREFIX = "/hostedzone/";

    /** The calls that move traffic. */
    private enum Call {
        MODIFY_LISTENER("ModifyListener"),
        MODIFY_RULE("ModifyRule"),
        CHANGE_RECORDS("ChangeResourceRecordSets");

        private final String word;

        Call(String word) {
            this.word = word;
        }

        /** The one that can move a route. */
        static Call of(Route route) {
            if (RecordSetAddress.isOne(route)) {
                return CHANGE_RECORDS;
            }
            return switch (AwsAddress.place(route)) {
                case Place.OfListener _ -> MODIFY_LISTENER;
                case Place.OfRule _ -> MODIFY_RULE;
            };
        }

        /** Whether it goes to a service without a region. */
        boolean isGlobal() {
            return this == CHANGE_RECORDS;
        }

        /** Whether one with these parameters was about a route that it can move. */
        boolean isAbout(Route route, JsonNode parameters) {
            return switch (this) {
                case MODIFY_LISTENER -> names(parameters, "listenerArn", route);
                case MODIFY_RULE -> names(parameters, "ruleArn", route);
                case CHANGE_RECORDS -> changes(RecordSetAddress.place(route), parameters);
            };
        }

        private static boolean names(JsonNode parameters, String field, Route route) {
            return parameters
                    .path(field)
                    .asText()
                    .equals(AwsAddress.place(route).arn());
        }

        private static boolean changes(RecordSetPlace place, JsonNode parameters) {
            String zone = parameters.path("hostedZoneId").asText();
            String bare = zone.startsWith(ZONE_PREFIX) ? zone.substring(ZONE_PREFIX.length()) : zone;
            if (!bare.equals(place.hostedZone())) {
                return false;
            }
            for (JsonNode change : parameters.path("changeBatch").path("changes")) {
                JsonNode record = change.path("resourceRecordSet");
                if (RecordName.of(record.path("name").asText()).equals(place.name())
                        && record.path("type").asText().equals(place.type())) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public String name() {
        return "CloudTrail";
    }

    /** AWS names no bound for its event history; a quarter of an hour is what it once said. */
    @Override
    public Duration lag() {
        return Duration.ofMinutes(15);
    }

    @Override
    public Map<Route, List<RouteChange>> changes(Set<Route> routes, TimeWindow window) {
        Map<Route, List<RouteChange>> changes = new HashMap<>();
        routes.stream().collect(Collectors.groupingBy(Call::of)).forEach((call, moved) -> {
            List<Recorded> recorded = cloudTrail.calls(call.word, call.isGlobal(), window);
            moved.forEach(route -> changes.put(
                    route,
                    recorded.stream()
                            .filter(one -> call.isAbout(route, one.parameters()))
                            .map(Recorded::change)
                            .toList()));
        });
        return changes;
    }
}
