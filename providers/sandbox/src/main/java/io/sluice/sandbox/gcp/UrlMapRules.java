package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.gcp.GcpConfig.BackendService;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What Google documents as wrong with a URL map; where it does not say what becomes of it, refused all the same. */
final class UrlMapRules {
    private static final int LARGEST_WEIGHT = 1000;

    private final GcpConfig config;
    private final Resource urlMap;
    private final Set<String> schemes = new TreeSet<>();
    private boolean weighted;

    private UrlMapRules(GcpConfig config, Resource urlMap) {
        this.config = config;
        this.urlMap = urlMap;
    }

    static void check(GcpConfig config, Resource resource, ObjectNode urlMap) throws GcpError {
        UrlMapRules rules = new UrlMapRules(config, resource);
        rules.checkPlace("resource", urlMap, "defaultService", "defaultRouteAction", "defaultUrlRedirect");
        Set<String> matchers = new HashSet<>();
        for (JsonNode matcher : urlMap.path("pathMatchers")) {
            if (!matchers.add(matcher.path("name").asText())) {
                throw GcpError.invalid("Invalid value for field 'resource.pathMatchers': a name is there twice");
            }
            rules.checkMatcher(matcher);
        }
        for (JsonNode rule : urlMap.path("hostRules")) {
            if (!matchers.contains(rule.path("pathMatcher").asText())) {
                throw GcpError.invalid("Invalid value for field 'resource.hostRules': no path matcher "
                        + rule.path("pathMatcher").asText());
            }
        }
        rules.checkSchemes();
    }

    private void checkMatcher(JsonNode matcher) throws GcpError {
        String at = "resource.pathMatchers[" + matcher.path("name").asText() + "]";
        checkPlace(at, matcher, "defaultService", "defaultRouteAction", "defaultUrlRedirect");
        if (matcher.has("pathRules") && matcher.has("routeRules")) {
            throw GcpError.invalid(at + ": pathRules and routeRules are mutually exclusive");
        }
        for (JsonNode rule : matcher.path("pathRules")) {
            if (rule.path("paths").isEmpty()) {
                throw GcpError.invalid(at + ": a path rule needs paths");
            }
            checkPlace(at + ".pathRules", rule, "service", "routeAction", "urlRedirect");
        }
        Set<Integer> priorities = new HashSet<>();
        for (JsonNode rule : matcher.path("routeRules")) {
            JsonNode priority = rule.path("priority");
            if (!priority.isInt() || priority.asInt() < 0 || !priorities.add(priority.asInt())) {
                throw GcpError.invalid(at + ": route rules need priorities of their own, 0 to 2147483647");
            }
            checkPlace(at + ".routeRules", rule, "service", "routeAction", "urlRedirect");
        }
    }

    private void checkPlace(String at, JsonNode place, String service, String action, String redirect) throws GcpError {
        JsonNode list = place.path(action).path("weightedBackendServices");
        long ways = Stream.of(place.has(service), !list.isEmpty(), place.has(redirect))
                .filter(there -> there)
                .count();
        if (ways != 1) {
            throw GcpError.invalid("%s: exactly one of %s, %s.weightedBackendServices and %s must be set, not %d"
                    .formatted(at, service, action, redirect, ways));
        }
        if (place.has(service)) {
            checkService(place.path(service).asText());
        }
        if (!list.isEmpty()) {
            checkWeights(at + "." + action + ".weightedBackendServices", list);
        }
    }

    private void checkWeights(String at, JsonNode list) throws GcpError {
        weighted = true;
        int sum = 0;
        for (JsonNode entry : list) {
            JsonNode weight = entry.path("weight");
            if (!weight.isInt() || weight.asInt() < 0 || weight.asInt() > LARGEST_WEIGHT) {
                throw GcpError.invalid("Invalid value for field '%s.weight': '%s'. Must be 0 to %d"
                        .formatted(at, weight.asText(), LARGEST_WEIGHT));
            }
            sum += weight.asInt();
            checkService(entry.path("backendService").asText());
        }
        if (sum == 0) {
            throw GcpError.invalid(at + ": one weight must be other than 0");
        }
    }

    private void checkService(String link) throws GcpError {
        Resource resource = Resource.of(link, urlMap.project(), "backendServices");
        BackendService service = config.backendService(resource);
        if (!service.resource().scope().equals(urlMap.scope())) {
            throw GcpError.invalid(link + " is not in the same scope as the URL map");
        }
        schemes.add(service.scheme());
    }

    private void checkSchemes() throws GcpError {
        if (schemes.size() > 1) {
            throw GcpError.invalid("Backend services of one URL map must have one loadBalancingScheme, not " + schemes);
        }
        if (weighted && schemes.contains("EXTERNAL")) {
            throw GcpError.invalid(
                    "URL maps for classic Application Load Balancers do not support" + " weightedBackendServices");
        }
    }
}
