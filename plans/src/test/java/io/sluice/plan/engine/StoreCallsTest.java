package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.inmemory.InMemoryProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How often a revert waits for the store before its first call goes out. */
class StoreCallsTest {
    private final OneRoute world = new OneRoute();
    private final List<String> calls = new ArrayList<>();

    private PlanStore counted() {
        return (PlanStore) Proxy.newProxyInstance(
                PlanStore.class.getClassLoader(), new Class<?>[] {PlanStore.class}, (_, method, arguments) -> {
                    calls.add(method.getName());
                    try {
                        return method.invoke(world.store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void a_revert_asks_the_store_four_times_before_its_first_call() {
        InterruptedProvider provider = new InterruptedProvider(
                new InMemoryProvider(world.cloud, "p", InMemoryProvider.QUICK),
                new Interruptions(),
                _ -> calls.add("send"));
        Engine engine = new Engine(
                counted(),
                new Providers(Map.of("p", provider)),
                Calls.inline(),
                new Decider(Pace.STANDARD, 5.0),
                (_, _) -> {},
                (_, _) -> {},
                world.clock,
                world.clock::nanoTime);
        world.startProcess(() -> new Providers(Map.of("p", provider)));
        world.submit(Specs.over("p/edge").shift(5, Duration.ofHours(1)).build());
        engine.tick(OneRoute.ID);
        Optional<?> reverting = world.store.append(
                world.plan(),
                List.of(new RevertStarted(RevertCause.ordered("back", false))),
                Principal.LOCAL,
                world.clock.instant());
        assertThat(reverting).isPresent();
        calls.clear();

        engine.seizeAndTick(OneRoute.ID);

        assertThat(calls.subList(0, calls.indexOf("send"))).containsExactly("seize", "plan", "append", "permits");
    }
}
