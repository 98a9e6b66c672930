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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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

    /** Calls that somebody waits for. */
    private final Set<Running<?>> open = ConcurrentHashMap.newKeySet();

    private volatile boolean givenUp;

    private final CallBudget budget = new CallBudget(System::nanoTime);
    private final UnaryOperator<Runnable> carries;

    public VirtualThreadCalls() {
        this(UnaryOperator.identity());
    }

    /** @param carries gives a task to do in another thread what it needs to know there of the one that it comes from */
    public VirtualThreadCalls(UnaryOperator<Runnable> carries) {
        this.carries = carries;
    }

    @Override
    public Turn turn(Provider provider, Operation operation, Collection<Route> routes, Priority priority) {
        return budget.join(provider, operation, routes, priority);
    }

    @Override
    public void aside(Runnable task) {
        try {
            threads.execute(carries.apply(task));
        } catch (RejectedExecutionException _) {
            LOG.debug("not begun, since this process is about to end");
        }
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

    /** How the buckets of the accounts stand. */
    public List<CallBudget.Level> levels() {
        return budget.levels();
    }

    /** A call under way. */
    private static final class Running<T> {
        private final Call<T> call;
        private final CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        private final Future<?> task;

        Running(Call<T> call, ExecutorService threads, UnaryOperator<Runnable> carries) {
            this.call = call;
            this.task = threads.submit(carries.apply(this::make));
        }

        private void make() {
            try {
                answer.complete(Calls.answer(call));
            } catch (Throwable e) { // whatever it is, somebody waits for it
                answer.completeExceptionally(e);
            }
        }

        void giveUp() {
            answer.complete(
                    new Answer.Failed<>(new ProviderError.Unknown("not answered when this process had to end")));
        }

        Answer<T> await(long nanosLeft) {
            try {
                return answer.get(Math.max(0, nanosLeft), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                task.cancel(true);
                return new Answer.Failed<>(
                        new ProviderError.Unknown("no answer within " + DurationWords.write(call.deadline())));
            } catch (ExecutionException e) {
                // An adapter broke its contract; what its call did is as open as if nobody had answered.
                LOG.error("an adapter failed in a way that it must not", e.getCause());
                return new Answer.Failed<>(new ProviderError.Unknown("the adapter failed: " + e.getCause()));
            } catch (InterruptedException e) {
                task.cancel(true);
                Thread.currentThread().interrupt();
                return new Answer.Failed<>(
                        new ProviderError.Unknown("not answered when whoever waited for it gave up"));
            }
        }
    }

    @Override
    public <T> List<Answer<T>> all(List<Call<T>> calls) {
        long started = System.nanoTime();
        List<Running<T>> running = new ArrayList<>();
        calls.forEach(call -> running.add(new Running<>(call, threads, carries)));
        open.addAll(running);
        try {
            if (givenUp) {
                running.forEach(Running::giveUp);
            }
            List<Answer<T>> answers = new ArrayList<>();
            for (Running<T> one : running) {
                answers.add(one.await(one.call.longest().toNanos() - (System.nanoTime() - started)));
            }
            return answers;
        } finally {
            open.removeAll(running);
        }
    }

    /** Waits for no answer any more: whoever does has it that none came, in time to write that down before the process ends. */
    public void giveUp() {
        givenUp = true;
        open.forEach(Running::giveUp);
    }

    /** Lets no call begin any more; those under way end by their deadlines. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
