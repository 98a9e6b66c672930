package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.gcp.GcpConfig.BackendService;
import java.util.List;
import java.util.Map;

/** The names of the project, which never change, and what it is at the start. */
public final class FixedGcp {
    public static final String PROJECT = "sluice-sandbox";
    public static final String REGION = "europe-west1";

    /** The URL map that has clients; its listener on the data plane has the same name. */
    public static final String API = "api";

    private static final String MANAGED = "EXTERNAL_MANAGED";
    private static final int ENDPOINTS = 2;

    private static final String URL_MAPS = """
            {"global/urlMaps/api": {
               "defaultRouteAction": {"weightedBackendServices": [
                 {"backendService": "@global/backendServices/api-eu", "weight": 1000},
                 {"backendService": "@global/backendServices/api-us", "weight": 0}]}},
             "global/urlMaps/shop": {
               "description": "all that shoppers see",
               "defaultService": "@global/backendServices/shop-v1",
               "hostRules": [
                 {"hosts": ["shop.example.com"], "pathMatcher": "shop"},
                 {"hosts": ["beta.example.com"], "pathMatcher": "beta"}],
               "pathMatchers": [
                 {"name": "shop",
                  "defaultRouteAction": {
                    "timeout": {"seconds": "30"},
                    "weightedBackendServices": [
                      {"backendService": "@global/backendServices/shop-v1", "weight": 1000},
                      {"backendService": "@global/backendServices/shop-v2", "weight": 0}]},
                  "pathRules": [
                    {"paths": ["/cart", "/cart/*"], "routeAction": {
                      "urlRewrite": {"pathPrefixRewrite": "/basket"},
                      "weightedBackendServices": [
                        {"backendService": "@global/backendServices/shop-v1", "weight": 1000,
                         "headerAction": {"requestHeadersToAdd": [
                           {"headerName": "x-cart", "headerValue": "1", "replace": true}]}},
                        {"backendService": "@global/backendServices/shop-v2", "weight": 0}]}},
                    {"paths": ["/old/*"], "urlRedirect": {"pathRedirect": "/", "stripQuery": true}}]},
                 {"name": "beta",
                  "defaultService": "@global/backendServices/shop-v1",
                  "routeRules": [
                    {"priority": 10,
                     "matchRules": [{"prefixMatch": "/search", "headerMatches": [
                       {"headerName": "x-beta", "exactMatch": "yes"}]}],
                     "routeAction": {"weightedBackendServices": [
                       {"backendService": "@global/backendServices/shop-v1", "weight": 1000},
                       {"backendService": "@global/backendServices/shop-v2", "weight": 0}]}},
                    {"priority": 20, "matchRules": [{"prefixMatch": "/"}],
                     "service": "@global/backendServices/shop-v1"}]}]},
             "regions/europe-west1/urlMaps/billing": {
               "defaultService": "@regions/europe-west1/backendServices/billing-a"},
             "global/urlMaps/legacy": {
               "defaultService": "@global/backendServices/legacy-a"}}
            """;

    private FixedGcp() {}

    /** A full URL, as Google answers with. */
    public static String link(String collection, String name) {
        return resource("global", collection, name).link();
    }

    static Resource resource(String scope, String collection, String name) {
        return new Resource(PROJECT, scope, collection, name);
    }

    static GcpConfig start() {
        GcpConfig config = new GcpConfig(Map.of(), Map.of());
        for (String name : List.of("api-eu", "api-us", "shop-v1", "shop-v2")) {
            config = config.withBackendService(service("global", name, MANAGED, false));
        }
        config = config.withBackendService(service("global", "shop-functions", MANAGED, true));
        for (String name : List.of("legacy-a", "legacy-b")) {
            config = config.withBackendService(service("global", name, "EXTERNAL", false));
        }
        for (String name : List.of("billing-a", "billing-b")) {
            config = config.withBackendService(service("regions/" + REGION, name, "INTERNAL_MANAGED", false));
        }
        try {
            String written = URL_MAPS.replace("@", "https://www.googleapis.com/compute/v1/projects/" + PROJECT + "/");
            for (Map.Entry<String, JsonNode> urlMap :
                    new JsonMapper().readTree(written).properties()) {
                Resource resource = Resource.find(urlMap.getKey(), PROJECT).orElseThrow();
                config = config.withUrlMap(resource, complete(resource, (ObjectNode) urlMap.getValue()));
            }
            return config;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the fixed URL maps are not JSON", e);
        }
    }

    private static BackendService service(String scope, String name, String scheme, boolean serverless) {
        return new BackendService(resource(scope, "backendServices", name), scheme, serverless, ENDPOINTS, "NONE");
    }

    /** With what Google adds by itself. */
    private static ObjectNode complete(Resource resource, ObjectNode urlMap) {
        urlMap.put("kind", "compute#urlMap")
                .put("id", Integer.toUnsignedString(resource.path().hashCode()))
                .put("creationTimestamp", "2026-01-05T08:00:00.000-08:00")
                .put("name", resource.name())
                .put("selfLink", resource.link());
        if (!resource.isGlobal()) {
            urlMap.put(
                    "region",
                    "https://www.googleapis.com/compute/v1/projects/" + resource.project() + "/" + resource.scope());
        }
        return urlMap;
    }
}
