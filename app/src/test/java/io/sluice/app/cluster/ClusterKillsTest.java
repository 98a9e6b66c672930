package io.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * SIGKILL and SIGSTOP at random moments over three nodes that work on several plans: whatever becomes of the nodes, every route goes
 * through every step once and in order, and every plan ends as it must. The cloud's own record is the judge.
 *
 * <p>{@code -Dkills.count=1000 -Dkills.freezes=500 -Dkills.longestFreeze=120} for more of it; {@code -Dkills.seed=…} repeats a run as far as
 * four processes can.
 */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
class ClusterKillsTest {
    private static final long SEED = Long.getLong("kills.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("kills.count", 20);
    private static final int FREEZES = Integer.getInteger("kills.freezes", 10);

    /** Three times as long as a claim is good for. */
    private static final Duration LONGEST_FREEZE = Duration.ofSeconds(Integer.getInteger("kills.longestFreeze", 6));

    private static final int REVERTED_IN_A_HUNDRED = 25;

    @Test
    void whateverFallsEveryPlanEndsAsItMust(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory)
            throws Exception {
        try (Cluster cluster = Cluster.start(directory, 3)) {
            Random random = new Random(SEED);
            Havoc havoc = new Havoc(cluster, random, KILLS, FREEZES, LONGEST_FREEZE);
            Traffic traffic = new Traffic(cluster, random, REVERTED_IN_A_HUNDRED, LONGEST_FREEZE.plusMinutes(2));
            Verdict verdict = new Verdict(cluster.record(), cluster::store, havoc::blows);
            try {
                traffic.during(() -> havoc.run(traffic::goesOn));
                traffic.judge(verdict);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "kills.seed=%d, after %d blows, the last of them %s"
                                .formatted(SEED, havoc.blows().size(), havoc.lastBlows()),
                        e);
            }
            Takeovers takeovers = Takeovers.of(cluster.record(), havoc.blows(), traffic.shuttles());
            System.out.printf("T2 kills.seed=%d: %s over %s%n", SEED, havoc, verdict);
            System.out.printf("P19 kills.seed=%d: %s%n", SEED, takeovers);
            assertThat(takeovers.looks()).isNotEmpty();
            // How soon is for the line above, on a machine of one's own; that it is soon holds on any.
            assertThat(takeovers.percentile(50)).isLessThan(Duration.ofSeconds(10));
        }
    }
}
