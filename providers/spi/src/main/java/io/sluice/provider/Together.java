package io.sluice.provider;

import static java.util.stream.Collectors.toMap;

import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Asks about several things at once, where a cloud has a call for each: a look is as slow as the slowest of them. */
public final class Together {
    private Together() {}

    /**
     * Looks once at each place that routes are in.
     *
     * @param place of a route
     * @param key the one name of a place: two spellings of one place are looked at once
     * @param look at a place
     * @param shown the route as the look shows it
     */
    public static <P, T> Map<Route, Sight> sights(
            Set<Route> routes,
            Function<Route, P> place,
            Function<P, String> key,
            Function<P, T> look,
            BiFunction<Route, T, ObservedRoute> shown) {
        Map<String, P> places = new LinkedHashMap<>();
        routes.forEach(route -> places.putIfAbsent(key.apply(place.apply(route)), place.apply(route)));
        Map<String, Lookup<T>> found =
                each(places.keySet(), name -> Lookup.of(() -> look.apply(Objects.requireNonNull(places.get(name)))));
        Map<Route, Sight> sights = new HashMap<>();
        for (Route route : routes) {
            String name = key.apply(place.apply(route));
            sights.put(route, Lookup.sight(() -> shown.apply(route, Lookup.in(found, name))));
        }
        return sights;
    }

    /** The answer for each thing; the first failure in their order is thrown once all are done. */
    public static <K, V> Map<K, V> each(Collection<K> keys, Function<K, V> call) {
        if (keys.size() < 2) {
            return keys.stream().collect(toMap(key -> key, call));
        }
        Map<K, Future<V>> asked = new HashMap<>();
        Map<K, V> answers = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            keys.forEach(key -> asked.put(key, threads.submit(() -> call.apply(key))));
            for (Map.Entry<K, Future<V>> one : asked.entrySet()) {
                answers.put(one.getKey(), one.getValue().get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while others were asked", e);
        }
    }
}
