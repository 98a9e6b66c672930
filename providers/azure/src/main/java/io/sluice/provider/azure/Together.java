package io.sluice.provider.azure;

import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks about several things at once: Azure has a call for each, and a look is as slow as the slowest of them. */
final class Together {
    private Together() {}

    /** The answer for each thing; the first failure in their order is thrown once all are done. */
    static <K, V> Map<K, V> each(Collection<K> keys, Function<K, V> call) {
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
