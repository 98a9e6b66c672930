package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.plan.engine.TokenBucket.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On a clock of its own, so that the same happens in every run. */
class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void lets_go_at_once_what_it_holds_and_the_rest_by_its_rate() {
        TokenBucket bucket = new TokenBucket(4, 2, 0);
        join(bucket, Priority.REVERT, 5);

        assertThat(bucket.serve(0)).hasSize(3);
        assertThat(bucket.serve(SECOND / 2)).isEmpty();
        assertThat(bucket.serve(SECOND)).hasSize(1);
    }

    @Test
    void a_rest_fills_it_and_no_more() {
        TokenBucket bucket = new TokenBucket(4, 2, 0);
        join(bucket, Priority.REVERT, 10);
        bucket.serve(0);

        assertThat(bucket.serve(3600 * SECOND)).hasSize(3);
    }

    @Test
    void what_matters_more_goes_first_and_of_equals_who_came_first() {
        TokenBucket bucket = new TokenBucket(2, 1, 0);
        Waiting taken = bucket.join(Priority.REVERT, 1);
        bucket.serve(0);
        Waiting watch = bucket.join(Priority.WATCH, 1);
        Waiting ramp = bucket.join(Priority.RAMP, 1);
        Waiting second = bucket.join(Priority.REVERT, 1);
        Waiting verify = bucket.join(Priority.VERIFY, 1);
        Waiting third = bucket.join(Priority.REVERT, 1);

        List<Waiting> order = new ArrayList<>();
        for (long at = 0; order.size() < 5; at += SECOND) {
            order.addAll(bucket.serve(at));
        }

        assertThat(taken).isNotNull();
        assertThat(order).containsExactly(second, third, verify, ramp, watch);
    }

    @Test
    void ramps_leave_half_of_it_to_a_revert() {
        TokenBucket bucket = new TokenBucket(20, 3, 0);
        join(bucket, Priority.RAMP, 50);
        assertThat(bucket.serve(0)).hasSize(9);

        join(bucket, Priority.REVERT, 50);

        assertThat(bucket.serve(0)).hasSize(10);
    }

    @Test
    void more_than_it_holds_is_served_when_it_is_full() {
        TokenBucket bucket = new TokenBucket(4, 1, 0);
        Waiting much = bucket.join(Priority.WATCH, 100);

        assertThat(bucket.serve(0)).containsExactly(much);
    }

    @Test
    void says_how_long_it_will_take() {
        TokenBucket bucket = new TokenBucket(2, 1, 0);
        bucket.join(Priority.REVERT, 1);
        bucket.serve(0);
        bucket.join(Priority.RAMP, 1);
        Waiting revert = bucket.join(Priority.REVERT, 1);

        assertThat(bucket.nanosUntil(revert, 0) / 1e9).isBetween(1.0, 1.1);
        assertThat(bucket.nanosToNext(0)).isEqualTo(bucket.nanosUntil(revert, 0));
        assertThat(bucket.nanosUntil(revert, 2 * SECOND)).isZero();
    }

    @Test
    void who_leaves_holds_up_nobody() {
        TokenBucket bucket = new TokenBucket(3, 1, 0);
        Waiting gone = bucket.join(Priority.REVERT, 2);
        Waiting next = bucket.join(Priority.REVERT, 1);

        bucket.leave(gone, 0);

        assertThat(bucket.serve(0)).containsExactly(next);
    }

    @Test
    void what_was_taken_and_not_used_is_there_for_the_next() {
        TokenBucket bucket = new TokenBucket(3, 1, 0);
        Waiting unused = bucket.join(Priority.REVERT, 2);
        bucket.serve(0);
        Waiting next = bucket.join(Priority.REVERT, 2);

        bucket.leave(unused, 0);

        assertThat(bucket.serve(0)).containsExactly(next);
    }

    @Test
    void what_is_given_back_late_does_not_overfill_it() {
        TokenBucket bucket = new TokenBucket(4, 2, 0);
        Waiting unused = bucket.join(Priority.REVERT, 2);
        bucket.serve(0);
        join(bucket, Priority.REVERT, 10);

        bucket.leave(unused, 3600 * SECOND);

        assertThat(bucket.serve(3600 * SECOND)).hasSize(3);
    }

    /**
     * Promise M2: 20 ramp writers are busy, then 60 routes are to go back. The cloud's own bucket stands beside ours and
     * counts what it would have refused; calls arrive up to a tenth of a second after they were sent, unevenly.
     */
    @Test
    void sixty_reverts_among_twenty_busy_ramps_take_hardly_longer_than_the_cloud_allows() {
        int burst = 20;
        double perSecond = 3;
        TokenBucket ours = new TokenBucket(burst, perSecond, 0);
        CloudBucket cloud = new CloudBucket(burst, perSecond);
        Map<Waiting, Priority> calls = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            calls.put(ours.join(Priority.RAMP, 1), Priority.RAMP);
        }
        long asked = 30 * SECOND;
        int back = 0;
        int rampsMeanwhile = 0;
        double floor = Double.NaN;
        long tick = SECOND / 100;
        long now = 0;
        for (; back < 60; now += tick) {
            if (now == asked) {
                floor = (60 - cloud.tokensAt(now)) / perSecond;
                for (int i = 0; i < 60; i++) {
                    calls.put(ours.join(Priority.REVERT, 1), Priority.REVERT);
                }
            }
            for (Waiting served : ours.serve(now)) {
                cloud.arrives(now + (now / tick % 11) * tick);
                if (calls.remove(served) == Priority.REVERT) {
                    back++;
                } else {
                    calls.put(ours.join(Priority.RAMP, 1), Priority.RAMP); // a ramp writer is never done
                    rampsMeanwhile += now > asked ? 1 : 0;
                }
            }
        }
        double took = (now - tick - asked) / (double) SECOND;

        assertThat(cloud.refused).isZero();
        assertThat(rampsMeanwhile).isZero();
        assertThat(took / floor)
                .as("%.1f s, of which the cloud's own bucket makes %.1f s", took, floor)
                .isLessThan(1.15);
        System.out.printf(
                "P18: 60 reverts among 20 ramps take %.2f times what the cloud's bucket takes, %d refused, %d ramps meanwhile%n",
                took / floor, cloud.refused, rampsMeanwhile);
    }

    /** The bucket on the other side: it refuses what it has no token for. */
    private static final class CloudBucket {
        private final int burst;
        private final double perSecond;
        private double tokens;
        private long at;
        private int refused;

        CloudBucket(int burst, double perSecond) {
            this.burst = burst;
            this.perSecond = perSecond;
            this.tokens = burst;
        }

        double tokensAt(long now) {
            return Math.min(burst, tokens + Math.max(0, now - at) * perSecond / SECOND);
        }

        void arrives(long now) {
            tokens = tokensAt(now);
            at = Math.max(at, now);
            if (tokens < 1) {
                refused++;
            } else {
                tokens--;
            }
        }
    }

    private static void join(TokenBucket bucket, Priority priority, int times) {
        for (int i = 0; i < times; i++) {
            bucket.join(priority, 1);
        }
    }
}
