package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Claims.Lease;
import io.sluice.plan.engine.PlanStore.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a claim permits anything: by the process's own clock, whatever the store's clock or the wall clock say. */
class ClaimsTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration JUST_OVER = Claims.LENGTH.plusMillis(1);

    private final ManualClock clock = new ManualClock(START);
    private final MemoryPlanStore store = new MemoryPlanStore(clock::real);
    private final Claims claims = new Claims(store, clock::nanoTime, Claims.LENGTH);
    private final Claims elsewhere = new Claims(store, clock::nanoTime, Claims.LENGTH);

    @BeforeEach
    void storeAPlan() {
        store.create(new PlanStore.NewPlan(
                Specs.id(1),
                Specs.over("p/edge").shift(5, Duration.ZERO).build(),
                "{}",
                "sha256:0",
                Map.of("edge", "p/edge"),
                List.of(new PlanEvent.Submitted("sha256:0", Map.of())),
                Principal.LOCAL,
                START,
                START,
                Optional.empty()));
    }

    private Lease claimed() {
        return claims.claim(Specs.id(1)).orElseThrow();
    }

    @Test
    void it_is_over_after_its_length_and_somebody_else_may_have_the_plan() {
        Lease lease = claimed();
        assertThat(elsewhere.claim(Specs.id(1))).isEmpty();
        clock.advance(Claims.LENGTH.minusMillis(1));
        assertThat(lease.isGood()).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(lease.isGood()).isFalse();
        assertThat(elsewhere.claim(Specs.id(1))).isPresent();
    }

    @Test
    void the_wall_clock_makes_it_no_longer_and_no_shorter() {
        Lease lease = claimed();
        clock.set(Duration.ofDays(1));
        assertThat(lease.isGood()).isTrue();
        clock.set(Duration.ofDays(-2));
        clock.advance(JUST_OVER);
        assertThat(lease.isGood()).isFalse();
    }

    @Test
    void renewed_it_lasts_as_long_as_a_tick_does() {
        Lease lease = claimed();
        for (int i = 0; i < 1000; i++) {
            clock.advance(Claims.RENEWED_EVERY);
            claims.renewAll();
            assertThat(lease.isGood()).isTrue();
            assertThat(elsewhere.claim(Specs.id(1))).isEmpty();
        }
        clock.advance(JUST_OVER);
        assertThat(lease.isGood()).isFalse();
    }

    @Test
    void it_counts_from_before_the_store_was_asked() {
        Claims slow = new Claims(
                new ForwardingStore(store) {
                    @Override
                    public Optional<Claim> claim(PlanId id, Duration length) {
                        Optional<Claim> claim = super.claim(id, length);
                        clock.advance(Duration.ofMillis(1500)); // the answer takes its time
                        return claim;
                    }

                    @Override
                    public Set<Claim> renew(Collection<Claim> asked, Duration length) {
                        Set<Claim> ours = super.renew(asked, length);
                        clock.advance(Duration.ofMillis(1500));
                        return ours;
                    }
                },
                clock::nanoTime,
                Claims.LENGTH);
        Lease lease = slow.claim(Specs.id(1)).orElseThrow();
        clock.advance(Duration.ofMillis(499));
        assertThat(lease.isGood()).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(lease.isGood()).isFalse();
        slow.renewAll();
        clock.advance(Duration.ofMillis(499));
        assertThat(lease.isGood()).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(lease.isGood()).isFalse();
    }

    @Test
    void one_that_somebody_else_has_taken_is_lost_for_good() {
        Lease lease = claimed();
        Lease seized = elsewhere.seize(Specs.id(1));
        claims.renewAll();
        assertThat(lease.isGood()).isFalse();
        elsewhere.release(seized, 0, START);
        claims.renewAll();
        assertThat(lease.isLost()).isTrue();
    }

    @Test
    void who_takes_it_in_the_same_process_need_not_ask() {
        Lease lease = claimed();
        Lease seized = claims.seize(Specs.id(1));
        assertThat(lease.isLost()).isTrue();
        assertThat(seized.isGood()).isTrue();
    }

    @Test
    void one_given_back_is_renewed_no_more() {
        Lease lease = claimed();
        claims.release(lease, 0, START);
        claims.renewAll();
        assertThat(elsewhere.claim(Specs.id(1))).isPresent();
    }

    @Test
    void where_the_store_does_not_answer_it_is_over_by_itself() {
        Claims cutOff = new Claims(
                new ForwardingStore(store) {
                    @Override
                    public Set<Claim> renew(Collection<Claim> asked, Duration length) {
                        throw new StoreUnavailable("down", new IllegalStateException());
                    }
                },
                clock::nanoTime,
                Claims.LENGTH);
        Lease lease = cutOff.claim(Specs.id(1)).orElseThrow();
        clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(cutOff::renewAll).isInstanceOf(StoreUnavailable.class);
        assertThat(lease.isGood()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(lease.isGood()).isFalse();
        assertThat(lease.isLost()).as("nobody has said so").isFalse();
    }
}
