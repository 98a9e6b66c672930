package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.Principal;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.Provider;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnconfiguredProviderTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-24T08:00:00Z"));
    private final PlanStore store = new MemoryPlanStore(clock);
    private final InMemoryCloud cloud = new InMemoryCloud(clock);

    @Test
    void aPlanWhoseProviderIsGoneSaysSoAndGoesOnWhenItIsBack() {
        PlanSpec spec =
                Specs.over("memory/edge").shift(50, Duration.ofMinutes(5)).build();
        cloud.route("edge", Map.of("edge-eu", 1, "edge-us", 0));
        submit(spec);
        Engine configured = engine(Map.of("memory", new InMemoryProvider(cloud, "node", InMemoryProvider.QUICK)));
        configured.tick(Specs.id(1));
        assertThat(plan().state().word()).isEqualTo("baking");

        engine(Map.of()).tick(Specs.id(1));
        assertThat(plan().state())
                .isInstanceOfSatisfying(
                        Held.class,
                        held -> assertThat(held.why().sentence())
                                .isEqualTo("route edge: provider memory is not configured any more"));

        configured.tick(Specs.id(1));
        assertThat(plan().state().word()).isEqualTo("baking");
    }

    private Plan plan() {
        return store.plan(Specs.id(1));
    }

    private void submit(PlanSpec spec) {
        store.create(new PlanStore.NewPlan(
                Specs.id(1),
                spec,
                "{}",
                "sha256:0",
                Map.of("edge", "memory/edge"),
                List.of(new PlanEvent.Submitted("sha256:0", spec.expected().byRoute())),
                Principal.LOCAL,
                clock.instant(),
                clock.instant(),
                Optional.empty()));
    }

    private Engine engine(Map<String, Provider> providers) {
        return new Engine(
                store,
                new Providers(providers),
                Calls.inline(),
                new Decider(Pace.STANDARD, 5),
                (_, _) -> {},
                (_, _) -> {},
                clock,
                clock::nanoTime);
    }
}
