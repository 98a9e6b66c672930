package io.sluice.provider.gcp;

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

/**
 * What plans write: {@code {"urlMap": url}}, with {@code pathMatcher}, and with one of {@code pathRule} and {@code routeRule}
 * too; and {@code {"backendService": url}}.
 */
final class GcpAddress {
    private static final String URL_MAP = "urlMap";
    private static final String MATCHER = "pathMatcher";
    private static final String PATH_RULE = "pathRule";
    private static final String ROUTE_RULE = "routeRule";
    private static final String BACKEND_SERVICE = "backendService";
    private static final Set<String> FIELDS = new TreeSet<>(Set.of(URL_MAP, MATCHER, PATH_RULE, ROUTE_RULE));

    private final String project;

    /** Checks addresses of one project; an instance has no other. */
    GcpAddress(String project) {
        this.project = project;
    }

    Place place(Route route) {
        AddressFields fields = AddressFields.read(route.address(), "", FIELDS);
        Resource urlMap = fields.find(URL_MAP)
                .flatMap(text -> Resource.find(text, project, "urlMaps"))
                .orElseThrow(() -> new IllegalArgumentException("not an address: " + route.address()));
        Optional<String> matcher = fields.find(MATCHER);
        if (matcher.isEmpty()) {
            return new Place.OfMap(urlMap);
        }
        return fields.find(PATH_RULE)
                .<Place>map(path -> new Place.OfPathRule(urlMap, matcher.get(), path))
                .or(() -> fields.find(ROUTE_RULE)
                        .map(rule -> new Place.OfRouteRule(urlMap, matcher.get(), Integer.parseInt(rule))))
                .orElseGet(() -> new Place.OfMatcher(urlMap, matcher.get()));
    }

    /** The backend service of each side of the plan. */
    Map<Side, Resource> backendServices(Route route) {
        Map<Side, Resource> services = new TreeMap<>();
        route.backends()
                .forEach((side, address) -> services.put(
                        side,
                        findBackendService(address)
                                .orElseThrow(() -> new IllegalArgumentException("not an address: " + address))));
        return services;
    }

    /** The side that a backend service is; a stranger to the plan is a side of its own. */
    Side side(Route route, String backendService) {
        return backendServices(route).entrySet().stream()
                .filter(entry -> entry.getValue().path().equals(backendService))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> new Side(backendService));
    }

    List<Fault> check(Route route) {
        List<Fault> faults = new ArrayList<>(checkPlace(route.address()));
        Optional<String> scope = AddressFields.read(route.address(), "", FIELDS)
                .find(URL_MAP)
                .flatMap(text -> Resource.find(text, project, "urlMaps"))
                .map(Resource::scope);
        Map<String, Side> named = new HashMap<>();
        route.backends().forEach((side, address) -> {
            String at = "/backends/" + AddressFields.escape(side.name());
            List<Fault> own = checkBackendService(address, at, scope);
            faults.addAll(own);
            if (own.isEmpty()) {
                findBackendService(address).ifPresent(service -> {
                    Side earlier = named.putIfAbsent(service.path(), side);
                    if (earlier != null) {
                        faults.add(
                                new Fault(at + "/" + BACKEND_SERVICE, "is already the backend service of " + earlier));
                    }
                });
            }
        });
        return faults;
    }

    private List<Fault> checkPlace(Address address) {
        AddressFields fields = AddressFields.read(address, "", FIELDS);
        List<Fault> faults = new ArrayList<>(fields.faults());
        fields.find(URL_MAP).flatMap(this::faultOfUrlMap).ifPresent(faults::add);
        if (fields.find(URL_MAP).isEmpty() && !fields.faultAt("/" + URL_MAP) && !fields.faultAt("")) {
            faults.add(new Fault("/" + URL_MAP, "is missing"));
        }
        fields.find(MATCHER)
                .filter(name -> !name.matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?"))
                .ifPresent(_ -> faults.add(new Fault("/" + MATCHER, "must be the name of a path matcher")));
        fields.find(PATH_RULE)
                .filter(path -> !path.startsWith("/"))
                .ifPresent(_ -> faults.add(
                        new Fault("/" + PATH_RULE, "must be the first path of a path rule, such as /api/*")));
        fields.find(ROUTE_RULE)
                .filter(priority -> !isPriority(priority))
                .ifPresent(_ -> faults.add(
                        new Fault("/" + ROUTE_RULE, "must be the priority of a route rule, a text such as \"10\"")));
        if (fields.find(PATH_RULE).isPresent() && fields.find(ROUTE_RULE).isPresent()) {
            faults.add(new Fault("/" + ROUTE_RULE, "a path matcher has path rules or route rules, not both"));
        } else if ((fields.find(PATH_RULE).isPresent()
                        || fields.find(ROUTE_RULE).isPresent())
                && fields.find(MATCHER).isEmpty()
                && !fields.faultAt("/" + MATCHER)) {
            faults.add(new Fault("/" + MATCHER, "is missing: rules belong to a path matcher"));
        }
        return faults;
    }

    private static boolean isPriority(String text) {
        return text.matches("0|[1-9][0-9]{0,9}") && Long.parseLong(text) <= Integer.MAX_VALUE;
    }

    private Optional<Fault> faultOfUrlMap(String text) {
        Optional<Resource> urlMap = Resource.find(text, project, "urlMaps");
        if (urlMap.isEmpty()) {
            return Optional.of(new Fault(
                    "/" + URL_MAP,
                    "must be a URL like projects/%1$s/global/urlMaps/… or projects/%1$s/regions/…/urlMaps/…"
                            .formatted(project)));
        }
        return urlMap.filter(one -> !one.project().equals(project))
                .map(one -> new Fault(
                        "/" + URL_MAP,
                        "is in %s, and this provider is configured for %s".formatted(one.project(), project)));
    }

    private List<Fault> checkBackendService(Address address, String at, Optional<String> scope) {
        AddressFields fields = AddressFields.read(address, at, Set.of(BACKEND_SERVICE));
        String pointer = at + "/" + BACKEND_SERVICE;
        List<Fault> faults = new ArrayList<>(fields.faults());
        Optional<String> written = fields.find(BACKEND_SERVICE);
        if (written.isEmpty()) {
            if (!fields.faultAt(pointer) && !fields.faultAt(at)) {
                faults.add(new Fault(pointer, "is missing"));
            }
            return faults;
        }
        Optional<Resource> service = Resource.find(written.get(), project, "backendServices");
        if (service.isEmpty()) {
            faults.add(
                    new Fault(pointer, "must be a URL like projects/%s/global/backendServices/…".formatted(project)));
        } else if (scope.isPresent() && !scope.get().equals(service.get().scope())) {
            faults.add(new Fault(
                    pointer,
                    "is in %s, and the URL map in %s".formatted(service.get().scope(), scope.get())));
        }
        return faults;
    }

    Optional<Resource> findBackendService(Address address) {
        return AddressFields.read(address, "", Set.of(BACKEND_SERVICE))
                .find(BACKEND_SERVICE)
                .flatMap(text -> Resource.find(text, project, "backendServices"));
    }
}
