package io.sluice.plan.engine;

import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.provider.Provider;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every call on a virtual thread of its own.
 *
 * <p>No pool bounds them: a revert of many routes must not queue behind anything. What bounds them is the number of routes
 * and gates of the plans that are looked at, and the deadline of each call.
 */
public final class VirtualThreadCalls implements Calls, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualThreadCalls.class);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final CallBudget budget = new CallBudget(System::nanoTime);

    @Override
    public Turn turn(Provider provider, Operation operation, Collection<Route> routes, Priority priority) {
        return budget.join(provider, operation, routes, priority);
    }

    @Override
    public <T> Optional<T> within(Duration patience, Supplier<T> body) {
        try {
            return Optional.of(threads.submit(body::get).get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("asked in vain", e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public <T> List<Answer<T>> all(List<Call<T>> calls) {
        long started = System.nanoTime();
        List<Future<Answer<T>>> running = new ArrayList<>();
        calls.forEach(call -> running.add(threads.submit(() -> Calls.answer(call))));
        List<Answer<T>> answers = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            long left = calls.get(i).longest().toNanos() - (System.nanoTime() - started);
            answers.add(await(running.get(i), left, calls.get(i)));
        }
        return answers;
    }

    private static <T> Answer<T> await(Future<Answer<T>> running, long nanosLeft, Call<T> call) {
        try {
            return running.get(Math.max(0, nanosLeft), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            return new Answer.Failed<>(
                    new ProviderError.Unknown("no answer within " + DurationWords.write(call.deadline())));
        } catch (ExecutionException e) {
            // An adapter broke its contract; what its call did is as open as if nobody had answered.
            LOG.error("an adapter failed in a way that it must not", e.getCause());
            return new Answer.Failed<>(new ProviderError.Unknown("the adapter failed: " + e.getCause()));
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Failed<>(new ProviderError.Unknown("interrupted while waiting for the answer"));
        }
    }

    /** Lets no call begin any more; those under way end by their deadlines. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
