package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.Started;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.provider.inmemory.InMemoryProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No plan moves anything before its baseline is kept wherever it may have to be put back from. */
class AwaitedVaultTest {
    private static final String SENTENCE = "waits until node b has acknowledged the baseline capsule";

    private final OneRoute service = new OneRoute();
    private Optional<String> awaited = Optional.of(SENTENCE);
    private int asked;

    @BeforeEach
    void submit() {
        service.vault = new BaselineVault() {
            @Override
            public void keep(Plan plan, Baseline baseline) {}

            @Override
            public Optional<String> awaited(Plan plan) {
                assertThat(plan.baseline()).isPresent();
                asked++;
                return awaited;
            }
        };
        service.submit(Specs.over("p/edge")
                .shift(10, Duration.ofMinutes(1))
                .shift(50, Duration.ofMinutes(1))
                .build());
        service.startProcess(
                () -> new Providers(Map.of("p", new InMemoryProvider(service.cloud, "p", InMemoryProvider.QUICK))));
    }

    @Test
    void aPlanWaitsForItSaysSoAndGoesOnSoonAfterwards() {
        service.runFor(Duration.ofSeconds(5));
        assertThat(service.events(Started.class)).hasSize(1);
        assertThat(service.events(WriteIntended.class)).isEmpty();
        assertThat(service.store.findLook(OneRoute.ID).orElseThrow().reason()).isEqualTo(SENTENCE);
        awaited = Optional.empty();
        service.runFor(Duration.ofMillis(200));
        assertThat(service.events(WriteIntended.class)).isNotEmpty();
    }

    @Test
    void isAskedOnlyBeforeTheFirstWrite() {
        awaited = Optional.empty();
        service.runFor(Duration.ofMinutes(10));
        assertThat(service.events(WriteIntended.class)).hasSizeGreaterThan(1);
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void aRevertAsksNobody() {
        service.runFor(Duration.ofSeconds(5));
        int before = asked;
        service.store.append(
                service.plan(),
                List.of(new RevertStarted(RevertCause.ordered("no", false))),
                Principal.LOCAL,
                service.clock.instant());
        service.runFor(Duration.ofMinutes(5));
        assertThat(service.plan().isTerminal()).isTrue();
        assertThat(asked).isEqualTo(before);
    }
}
