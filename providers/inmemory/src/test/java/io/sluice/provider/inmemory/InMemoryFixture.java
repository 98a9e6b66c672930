package io.sluice.provider.inmemory;

import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.Trouble;
import io.sluice.traffic.Address;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Two routes in an {@link InMemoryCloud}. */
final class InMemoryFixture implements TrafficFixture {
    private final InMemoryCloud cloud;
    private final TrafficProvider provider;

    InMemoryFixture(boolean compareAndSet) {
        cloud = new InMemoryCloud(
                "memory",
                InstantSource.fixed(Instant.parse("2026-11-24T22:00:00Z")),
                new WeightScale(999),
                compareAndSet,
                Duration.ZERO);
        cloud.route("edge", Map.of("blue", 1));
        cloud.backend("green", 3);
        cloud.route("other", Map.of("red", 1));
        cloud.backend("yellow", 3);
        cloud.route("redirect", Map.of());
        provider = new InMemoryProvider(cloud, "contract", InMemoryProvider.QUICK).traffic();
    }

    @Override
    public TrafficProvider provider() {
        return provider;
    }

    @Override
    public Route route() {
        return route("edge", "blue", "green");
    }

    @Override
    public Route neighbour() {
        return route("other", "red", "yellow");
    }

    @Override
    public Route respelled() {
        return new Route(
                new RouteRef("memory", "another-name"),
                new Address("{ \"route\" : \"e\\u0064ge\" }"),
                route().backends());
    }

    @Override
    public Route missing() {
        return route("nowhere", "blue", "green");
    }

    @Override
    public Route withoutBackend() {
        return route("edge", "blue", "nothing");
    }

    @Override
    public Route weightless() {
        return route("redirect", "blue", "green");
    }

    @Override
    public List<Malformed> malformed() {
        return List.of(
                place("no route", "{}", "/route"),
                place("a route that is no name", "{\"route\":\"Edge/1\"}", "/route"),
                place("a route that is no text", "{\"route\":1}", "/route"),
                place("an unknown field", "{\"route\":\"edge\",\"port\":\"80\"}", "/port"),
                place("no object", "[]", ""),
                right("no backend", "{}", "backend"),
                right("a backend that is no name", "{\"backend\":\"\"}", "backend"));
    }

    @Override
    public Map<Side, Integer> natives(Route route) {
        Map<Side, Integer> natives = new TreeMap<>();
        cloud.state(name(route)).natives().forEach((backend, weight) -> natives.put(side(route, backend), weight));
        return natives;
    }

    @Override
    public String elsewhere(Route route) {
        return cloud.state(name(route)).settings().toString();
    }

    @Override
    public void strangerSets(Route route, Map<Side, Integer> natives) {
        Map<String, Integer> split = new TreeMap<>();
        natives.forEach(
                (side, weight) -> split.put(InMemoryAddress.backends(route).get(side), weight));
        cloud.strangerSets(name(route), split);
    }

    @Override
    public Side strangerAttaches(Route route, int weight) {
        Map<String, Integer> split = new TreeMap<>(cloud.state(name(route)).natives());
        split.put("purple", weight);
        cloud.strangerSets(name(route), split);
        return new Side("backend/purple");
    }

    @Override
    public void strangerSticks(Route route, Optional<Duration> stickiness) {
        cloud.strangerChanges(name(route), state -> state.withStickiness(stickiness));
    }

    @Override
    public void strangerChangesElsewhere(Route route) {
        cloud.strangerChanges(name(route), state -> state.withSetting("port", "8443"));
    }

    @Override
    public void strangerStopsSplitting(Route route) {
        cloud.strangerSets(name(route), Map.of());
    }

    @Override
    public Optional<String> plantSecret(Route route) {
        cloud.strangerChanges(name(route), state -> state.withSetting("clientSecret", "hunter2"));
        return Optional.of("hunter2");
    }

    @Override
    public boolean compareAndSet() {
        return cloud.compareAndSet();
    }

    @Override
    public boolean sticky() {
        return true;
    }

    @Override
    public int writes() {
        return cloud.writes();
    }

    @Override
    public void onNextWrite(Route route, Trouble trouble) {
        cloud.onNextWrite(
                name(route),
                switch (trouble) {
                    case THROTTLED -> new Mishap.Refuse(throttled());
                    case DENIED -> new Mishap.Refuse(new ProviderError.Denied("not you"));
                    case NO_ANSWER -> new Mishap.LoseReply();
                    case OVERTAKEN -> new Mishap.Overtake(Map.of("blue", 1, "green", 2));
                });
    }

    @Override
    public Map<RouteHazard.Kind, Runnable> endangering() {
        Map<RouteHazard.Kind, Runnable> ways = new EnumMap<>(RouteHazard.Kind.class);
        for (RouteHazard.Kind kind : RouteHazard.Kind.values()) {
            ways.put(kind, () -> cloud.hazard(name(route()), new RouteHazard(kind, "a stranger wanted it so")));
        }
        return ways;
    }

    @Override
    public void onNextLook(Route route, Trouble trouble) {
        cloud.onNextRead(
                name(route),
                switch (trouble) {
                    case THROTTLED -> throttled();
                    case DENIED -> new ProviderError.Denied("not you");
                    case NO_ANSWER -> new ProviderError.Unavailable("no answer");
                    case OVERTAKEN -> throw new IllegalArgumentException("a look cannot be overtaken");
                });
    }

    @Override
    public void close() {}

    private static ProviderError throttled() {
        return new ProviderError.Throttled("too often", Optional.empty());
    }

    private static String name(Route route) {
        return InMemoryAddress.route(route);
    }

    private static Side side(Route route, String backend) {
        return InMemoryAddress.backends(route).entrySet().stream()
                .filter(entry -> entry.getValue().equals(backend))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(new Side("backend/" + backend));
    }

    private static Route route(String name, String left, String right) {
        return new Route(
                new RouteRef("memory", name),
                new Address("{\"route\":\"" + name + "\"}"),
                Map.of(
                        LEFT,
                        new Address("{\"backend\":\"" + left + "\"}"),
                        RIGHT,
                        new Address("{\"backend\":\"" + right + "\"}")));
    }
}
