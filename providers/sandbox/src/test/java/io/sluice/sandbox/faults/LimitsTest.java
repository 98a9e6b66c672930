package io.sluice.sandbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.faults.Limits.Limit;
import io.sluice.sandbox.http.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Limits limits = new Limits(nanos::get);

    @Test
    void aBurstPassesAndThenSoManyASecond() {
        limits.set(new Limit(Optional.of("elbv2"), "Modify*", 20, 3));

        assertThat(passes("elbv2", "ModifyListener", 25)).isEqualTo(20);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(passes("elbv2", "ModifyRule", 25)).isEqualTo(6);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(passes("elbv2", "ModifyRule", 25)).isEqualTo(20);
        assertThat(limits.progress()).singleElement().satisfies(progress -> {
            assertThat(progress.passed()).isEqualTo(46);
            assertThat(progress.refused()).isEqualTo(29);
        });
    }

    @Test
    void callsOfAnotherServiceOrActionTakeNothing() {
        limits.set(new Limit(Optional.of("elbv2"), "Modify*", 1, 1));

        assertThat(passes("elbv2", "DescribeListeners", 5)).isEqualTo(5);
        assertThat(passes("route53", "ModifyNothing", 5)).isEqualTo(5);
        assertThat(passes("elbv2", "ModifyListener", 5)).isEqualTo(1);
    }

    @Test
    void aBucketSetUpAgainIsFullAndTheOldOneIsGone() {
        limits.set(new Limit(Optional.empty(), "*", 1, 1));
        assertThat(passes("any", "thing", 3)).isEqualTo(1);

        limits.set(new Limit(Optional.empty(), "*", 2, 1));

        assertThat(passes("any", "thing", 3)).isEqualTo(2);
        limits.clear();
        assertThat(passes("any", "thing", 3)).isEqualTo(3);
    }

    @Test
    void aBucketThatNeverFillsIsRefused() {
        assertThatThrownBy(() -> new Limit(Optional.empty(), "*", 1, 0)).hasMessageContaining("perSecond");
        assertThatThrownBy(() -> new Limit(Optional.empty(), "*", 0, 1)).hasMessageContaining("burst");
    }

    private int passes(String service, String action, int calls) {
        int passed = 0;
        for (int i = 0; i < calls; i++) {
            passed += limits.exceededBy(new Called(service, action)) ? 0 : 1;
        }
        return passed;
    }

    private record Called(String service, String action) implements ControlCall {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public boolean isWrite() {
            return true;
        }

        @Override
        public void describe(ObjectNode line) {}

        @Override
        public Reply carryOut(Duration age, boolean withoutData, ObjectNode line) {
            return new Reply.Cut();
        }

        @Override
        public Refusal throttled() {
            return failed(429);
        }

        @Override
        public Refusal failed(int status) {
            return new Refusal(status, "none", new Reply.Cut());
        }
    }
}
