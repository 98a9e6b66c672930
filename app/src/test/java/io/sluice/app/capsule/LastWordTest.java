package io.sluice.app.capsule;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.PlanFixture;
import io.sluice.plan.Baseline;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.Calls;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.file.PlanFile;
import io.sluice.provider.Provider;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A revert without the database in a process that stands still meanwhile: what it may send when it wakes. */
class LastWordTest {
    private static final Duration FREEZE = Duration.ofSeconds(2);
    private static final PlanSpec SPEC = PlanFile.read("""
                    {"apiVersion": "sluice/v1", "name": "edge", "from": "eu", "to": "us",
                     "routes": [{"name": "edge", "provider": "p", "route": "edge",
                                 "backends": {"eu": {"backend": "edge-eu"}, "us": {"backend": "edge-us"}}}],
                     "steps": [{"setWeight": {"percent": 10, "bake": "1h"}}]}
                    """).spec();

    private long nanos;
    private int questions;
    private Optional<Boolean> isOver = Optional.empty();
    private Runnable atQuestion = () -> {};
    private Runnable afterReads = () -> {};
    private final Pulse pulse = new Pulse(() -> nanos);
    private final InMemoryCloud cloud = new InMemoryCloud(() -> PlanFixture.NOON.plusNanos(nanos));

    @BeforeEach
    void theProcessHasRunForAWhile() {
        cloud.route("edge", Map.of("edge-eu", 90, "edge-us", 10));
        beatFor(Duration.ofSeconds(10));
    }

    private void beatFor(Duration time) {
        for (long end = nanos + time.toNanos();
                nanos < end;
                nanos += Duration.ofMillis(100).toNanos()) {
            var _ = pulse.moment();
        }
    }

    private void freeze() {
        nanos += FREEZE.toNanos();
    }

    private LastWord word() {
        return new LastWord(pulse, () -> {
            questions++;
            atQuestion.run();
            return isOver;
        });
    }

    private int writes() {
        return cloud.writes();
    }

    /** The last resort of a plan that found all traffic on one side. */
    private LastResort way(BooleanSupplier outdated) {
        Provider provider = new InMemoryProvider(cloud, "p", InMemoryProvider.QUICK);
        Route route = SPEC.route("edge");
        cloud.strangerSets("edge", Map.of("edge-eu", 100, "edge-us", 0));
        ObservedRoute seen = Objects.requireNonNull(
                        provider.traffic().observe(Set.of(route)).get(route))
                .seen()
                .orElseThrow();
        Baseline baseline = new Baseline(
                Map.of("edge", Baseline.OfRoute.of(seen, provider.traffic().snapshot(route))));
        cloud.strangerSets("edge", Map.of("edge-eu", 90, "edge-us", 10));
        return LastResort.of(
                PlanFixture.id(2),
                new LastResort.Order(
                        PlanFixture.id(1),
                        SPEC,
                        new Document("{}", "sha256:0", Map.of("edge", "p/edge"), Optional.empty()),
                        baseline,
                        RevertCause.ordered("checkout is down", false),
                        Principal.LOCAL,
                        PlanFixture.NOON),
                new LastResort.Parts(
                        new Providers(Map.of("p", provider)),
                        new Calls() {
                            @Override
                            public <T> List<Answer<T>> all(List<Call<T>> calls) {
                                List<Answer<T>> answers = Calls.inline().all(calls);
                                afterReads.run();
                                return answers;
                            }
                        },
                        new Decider(Pace.STANDARD, 5.0),
                        () -> PlanFixture.NOON.plusNanos(nanos),
                        () -> nanos),
                outdated);
    }

    /** One that has looked, and stood still between its look and its sends. */
    private LastResort frozenInItsLook(LastWord word) {
        LastResort way = way(word::isOutdated);
        afterReads = this::freeze;
        var _ = way.look();
        afterReads = () -> {};
        assertThat(writes()).isZero();
        return way;
    }

    @Test
    void whileNothingStandsStillNothingIsAskedHoweverLongTheCallsTake() {
        LastWord word = word();

        beatFor(Duration.ofMinutes(1));

        assertThat(word.isOutdated()).isFalse();
        assertThat(way(word::isOutdated).look()).isPresent();
        assertThat(writes()).isPositive();
        assertThat(questions).isZero();
    }

    @Test
    void aLookThatStoodStillBeforeItsSendsSendsNothingOnceThePlanIsOver() {
        LastWord word = word();
        LastResort way = frozenInItsLook(word);
        isOver = Optional.of(true);

        assertThat(word.askAgain()).isFalse();
        nanos += Duration.ofMillis(900).toNanos();
        var _ = way.look();

        assertThat(word.askAgain()).isFalse();
        assertThat(writes()).isZero();
    }

    @Test
    void aLookThatStoodStillBeforeItsSendsSendsOnceThePlanIsKnownNotToBeOver() {
        LastWord word = word();
        LastResort way = frozenInItsLook(word);
        isOver = Optional.of(false);

        assertThat(word.askAgain()).isTrue();
        lookUntilBack(way);

        assertThat(questions).isOne();
    }

    @Test
    void aDatabaseThatIsStillSilentIsWaitedForOnceAndNotForLong() {
        LastWord word = word();
        LastResort way = frozenInItsLook(word);
        long wokeAt = nanos;

        while (!word.askAgain()) {
            beatFor(Duration.ofMillis(200));
        }
        lookUntilBack(way);

        assertThat(Duration.ofNanos(nanos - wokeAt)).isGreaterThanOrEqualTo(LastWord.AFTER_A_STANDSTILL);
        assertThat(word.isOutdated()).isFalse();
    }

    private void lookUntilBack(LastResort way) {
        for (int i = 0; i < 10 && !way.isBack(); i++) {
            beatFor(Duration.ofSeconds(1));
            var _ = way.look();
        }
        assertThat(way.isBack()).isTrue();
        assertThat(cloud.state("edge").natives()).containsEntry("edge-us", 0);
    }

    @Test
    void anAnswerFromBeforeAStandstillIsNone() {
        LastWord word = word();
        freeze();
        isOver = Optional.of(false);
        atQuestion = this::freeze;

        assertThat(word.askAgain()).isFalse();

        atQuestion = () -> {};
        assertThat(word.askAgain()).isTrue();
    }

    @Test
    void anOrderThatMayHaveWaitedWhileTheProcessStoodStillIsNotCarriedOutUnasked() {
        freeze();

        assertThat(word().isOutdated()).isTrue();

        beatFor(Duration.ofSeconds(4));
        assertThat(word().isOutdated()).isFalse();
    }
}
