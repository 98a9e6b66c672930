package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Baseline;
import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanEvent.BaselineLost;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan's routes go back with nothing but their providers: the store of the plan is never asked here. */
class LastResortTest {
    private final OneRoute service = new OneRoute();
    private final Providers providers =
            new Providers(Map.of("p", new InMemoryProvider(service.cloud, "p", InMemoryProvider.QUICK)));
    private boolean outdated;
    private final List<Duration> looks = new ArrayList<>();

    @BeforeEach
    void aPlanHasMovedItsFirstTraffic() {
        service.submit(Specs.over("p/edge").shift(10, Duration.ofHours(1)).build());
        service.startProcess(() -> providers);
        service.runFor(Duration.ofMinutes(1));
        assertThat(green()).isPositive();
    }

    private int green() {
        return service.cloud.state("edge").natives().getOrDefault("edge-us", 0);
    }

    private LastResort way(Baseline baseline) {
        return LastResort.of(
                Specs.id(2),
                new LastResort.Order(
                        OneRoute.ID,
                        service.plan().spec(),
                        new Document("{}", "sha256:0", Map.of("edge", "p/edge"), Optional.empty()),
                        baseline,
                        RevertCause.ordered("checkout is down", false),
                        Principal.LOCAL,
                        service.clock.instant()),
                new LastResort.Parts(
                        providers,
                        Calls.inline(),
                        new Decider(Pace.STANDARD, 5.0),
                        service.clock,
                        service.clock::nanoTime),
                () -> outdated);
    }

    private LastResort way() {
        return way(service.plan().baseline().orElseThrow());
    }

    /** Looks whenever it wants to, until it is through or the time is over. */
    private void run(LastResort way, Duration time) {
        Instant begin = service.clock.instant();
        Instant end = begin.plus(time);
        Optional<Instant> next = Optional.of(begin);
        while (next.isPresent() && !next.get().isAfter(end)) {
            service.clock.advanceTo(next.get());
            looks.add(Duration.between(begin, next.get()));
            next = way.look();
        }
    }

    private static List<JournalLine> journal(LastResort way) {
        return way.store().journal(Specs.id(2), 0, Integer.MAX_VALUE);
    }

    @Test
    void theFirstLookPutsTheRouteBackAndReadsItBack() {
        LastResort way = way();

        Optional<Instant> next = way.look();

        assertThat(green()).isZero();
        assertThat(way.isBack()).isTrue();
        assertThat(next).isPresent();
    }

    /** Whoever finds it in the cloud's own log knows the plan by it, and the plan itself does not take it for a call of its own. */
    @Test
    void itsCallsAreKnownByThePlanThatIsPutBackAndAreNotThePlansOwn() {
        assertThat(way().look()).isPresent();

        assertThat(service.cloud.effects().getLast().requestId())
                .isEqualTo(OneRoute.ID + "-" + Specs.id(2).value().substring(3) + "-1");
    }

    @Test
    void itIsGuardedAtOneTwoFiveTenAndThirtySecondsAndThenItIsThrough() {
        LastResort way = way();

        run(way, Duration.ofMinutes(10));

        assertThat(looks.stream().map(Duration::toSeconds).toList()).startsWith(0L, 1L, 2L, 5L, 10L, 30L);
        assertThat(way.plan().state()).isInstanceOf(Reverted.class);
    }

    @Test
    void aLateCallOfThePlanIsPutRight() {
        LastResort way = way();
        run(way, Duration.ofSeconds(3));
        service.cloud.strangerSets("edge", Map.of("edge-eu", 90, "edge-us", 10));

        run(way, Duration.ofSeconds(10));

        assertThat(green()).isZero();
        assertThat(journal(way)).anyMatch(line -> line.event() instanceof BaselineLost);
        run(way, Duration.ofMinutes(10));
        assertThat(way.plan().state()).isInstanceOf(Reverted.class);
    }

    @Test
    void itWritesAlsoWhereTheBaselineIsShownSinceALookMayBeOlderThanTheLastWrite() {
        service.cloud.strangerSets("edge", Map.of("edge-eu", 1, "edge-us", 0));

        LastResort way = way();
        way.look();

        assertThat(journal(way)).anyMatch(line -> line.event() instanceof WriteIntended);
        assertThat(way.isBack()).isTrue();
    }

    @Test
    void aCloudThatDoesNotAnswerIsAskedAgainUntilItDoes() {
        for (int i = 0; i < 3; i++) {
            service.cloud.onNextRead("edge", new ProviderError.Unavailable("down"));
        }
        LastResort way = way();

        run(way, Duration.ofMinutes(2));

        assertThat(way.isBack()).isTrue();
        assertThat(green()).isZero();
    }

    @Test
    void nothingIsSentWhileTheStoreMustBeAskedAgainAndItGoesOnOnceItHasBeen() {
        int before = service.cloud.writes();
        LastResort way = way();
        outdated = true;

        run(way, Duration.ofMinutes(1));

        assertThat(service.cloud.writes()).isEqualTo(before);
        assertThat(way.isBack()).isFalse();
        assertThat(looks).hasSizeGreaterThan(2);

        outdated = false;
        run(way, Duration.ofMinutes(1));

        assertThat(way.isBack()).isTrue();
        assertThat(green()).isZero();
    }

    @Test
    void itShowsWhatThereIsAndChangesNothingWhenOnlyAsked() {
        int before = service.cloud.writes();

        Optional<ObservedRoute> seen =
                Optional.ofNullable(way().sights().get("edge")).flatMap(Sight::seen);

        assertThat(seen.orElseThrow().weights().has(Specs.US)).isTrue();
        assertThat(service.cloud.writes()).isEqualTo(before);
        assertThat(green()).isPositive();
    }
}
