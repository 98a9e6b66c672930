package io.sluice.app.kills;

import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.engine.PlanStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the engine and its store. In one window of one forward write it says so on stdout and lets nobody on, so that
 * whoever kills the process kills it there.
 */
public final class StoppingStore implements InvocationHandler {
    public static final String STANDS_IN = "stands in ";

    private final PlanStore store;
    private final Window window;
    private final int number;
    private final String route;
    private final Set<Integer> writes = new HashSet<>();
    private int forwardWrites;

    private StoppingStore(PlanStore store, Window window, int number, String route) {
        this.store = store;
        this.window = window;
        this.number = number;
        this.route = route;
    }

    /**
     * A store that stops in a window.
     *
     * @param number of the forward write, counted from 1
     * @param route whose forward writes count; those of the same moment for other routes are one with it
     */
    static PlanStore around(PlanStore store, Window window, int number, String route) {
        return (PlanStore) Proxy.newProxyInstance(
                PlanStore.class.getClassLoader(),
                new Class<?>[] {PlanStore.class},
                new StoppingStore(store, window, number, route));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        boolean here = method.getName().equals("append")
                && arguments != null
                && arguments[1] instanceof List<?> events
                && isTheLine(events);
        if (here && window.isBeforeTheLine()) {
            stand();
        }
        try {
            Object answer = method.invoke(store, arguments);
            if (here) {
                stand();
            }
            return answer;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private synchronized boolean isTheLine(List<?> events) {
        boolean intent = false;
        boolean outcome = false;
        for (Object event : events) {
            if (event instanceof WriteIntended intended && intended.purpose() == Purpose.FORWARD) {
                intent = true;
                forwardWrites += intended.route().equals(route) ? 1 : 0;
                if (forwardWrites == number) {
                    writes.add(intended.write());
                }
            }
            outcome |= event instanceof WriteApplied(int write) && writes.contains(write);
        }
        return window.isAtTheIntent() ? intent && forwardWrites == number : outcome;
    }

    private void stand() throws InterruptedException {
        System.out.println(STANDS_IN + window);
        new CountDownLatch(1).await();
    }
}
