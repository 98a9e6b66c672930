package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanState;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SIGKILL at random moments of a plan's way, ten on each of five plans, over a cloud that is slow and loses answers. The first
 * three plans are to end, the others are reverted under way.
 *
 * <p>{@code mvn -Pkills verify}; {@code -Dkills.seed=…} repeats a run as far as two processes can.
 */
@Tag("kills")
@Execution(ExecutionMode.CONCURRENT)
class RandomKillsTest {
    private static final long SEED = Long.getLong("kills.seed", System.nanoTime());
    private static final int KILLS = 10;
    private static final int REVERTED_BEFORE_KILL = 8;
    private static final int LONGEST_LIFE_MILLIS = 4_000;
    private static final int FAULTY_CALLS = 60;

    /** More than ten lives of four seconds get through. */
    private static final int[] STEPS =
            IntStream.rangeClosed(1, 25).map(step -> step * 4).toArray();

    private static final List<String> FAULTS = List.of(
            "'fault': 'delay', 'afterMillis': 0",
            "'fault': 'delay', 'afterMillis': 0",
            "'fault': 'delay', 'afterMillis': 300",
            "'fault': 'delay', 'afterMillis': 300, 'appliedAtEnd': true",
            "'fault': 'delay', 'afterMillis': 1200, 'appliedAtEnd': true",
            "'fault': 'loseReply'",
            "'fault': 'loseRequest'",
            "'fault': 'throttle'");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aPlanOutlivesThemAll(int number, @TempDir Path directory) throws IOException {
        Random random = new Random(SEED + number);
        boolean reverts = number > 3;
        List<String> fell = new ArrayList<>();
        try (Migration migration = new Migration(directory, 2, "1s, 2s, 5s, 40s")) {
            orderFaults(migration, random);
            migration.begin(Migration.plan("1s", STEPS));
            boolean reverting = false;
            for (int kill = 1; kill <= KILLS; kill++) {
                if (reverts && kill >= REVERTED_BEFORE_KILL && !reverting) {
                    migration.life().awaitReady();
                    migration.orderRevert();
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LIFE_MILLIS)));
                Kept kept = migration.kill();
                fell.add(kept.plan().state().word() + (kept.endsWithAnIntent() ? " with a call under way" : ""));
                PlanState state = kept.plan().state();
                assertThat(reverting && !(state instanceof Reverting || state instanceof Reverted))
                        .as("a revert is never forgotten, and it is %s", state)
                        .isFalse();
                reverting = reverting || state instanceof Reverting;
                if (state.isTerminal()) {
                    migration.start(); // there is nothing left to look at
                    break;
                }
                if (random.nextInt(5) == 0 && kill < KILLS) {
                    migration.start(); // the next kill finds it starting
                    fell.add("(the next while starting)");
                } else {
                    migration.restart();
                }
            }
            migration.life().awaitReady();
            if (reverts) {
                migration.judgeRevert(STEPS);
            } else {
                migration.judge(Completed.class, STEPS);
            }
            System.out.printf(
                    "kills.seed=%d plan %d: killed %s; first looks after %s ms%n",
                    SEED,
                    number,
                    fell,
                    migration.firstLooks().stream().map(Duration::toMillis).toList());
        }
    }

    private static void orderFaults(Migration migration, Random random) {
        for (String route : List.of(Migration.FIRST_ROUTE, Migration.SECOND_ROUTE)) {
            for (int i = 0; i < FAULTY_CALLS; i++) {
                String fault = FAULTS.get(random.nextInt(FAULTS.size()));
                migration.faults(route, 0, fault.replace('\'', '"'));
            }
        }
    }
}
