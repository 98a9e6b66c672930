package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanEvent.BaselineBack;
import io.sluice.plan.PlanEvent.BaselineLost;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Reverted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SIGKILL of the service in each window around a write: no step is lost, run twice or out of order, and the plan ends by
 * itself once the service is back. The cloud's own log is the judge.
 */
@Order(4)
@Execution(ExecutionMode.CONCURRENT)
class KillWindowsTest {
    private static final String PLAN = Migration.plan("1s", 10, 50, 100);
    private static final int[] ALL_STEPS = {10, 50, 100};

    /** The second step's write; on the second route the attachment comes before. */
    private static final int SKIP_TO_SECOND_STEP = 2;

    @ParameterizedTest
    @EnumSource(Window.class)
    void aroundAWrite(Window window, @TempDir Path directory) throws IOException {
        try (Migration migration = new Migration(directory, 2)) {
            migration.begin(PLAN, window.name(), "2");
            migration.life().awaitStandingIn(window);
            Kept kept = migration.kill();
            assertThat(kept.endsWithAnIntent())
                    .isEqualTo(window == Window.AFTER_INTENT || window == Window.BEFORE_OUTCOME);
            migration.restart();
            migration.judge(Completed.class, ALL_STEPS);
        }
    }

    /** One route's write was answered, the other's is under way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'fault': 'delay', 'afterMillis': 2500", // it has landed
                "'fault': 'late', 'hang': true, 'afterMillis': 6000", // it lands after the restart
                "'fault': 'hang'", // it never does
            })
    void inFlight(String fault, @TempDir Path directory) throws IOException {
        try (Migration migration = new Migration(directory, fault.contains("late") ? 6 : 2)) {
            migration.faults(Migration.SECOND_ROUTE, SKIP_TO_SECOND_STEP, fault.replace('\'', '"'));
            migration.begin(PLAN);
            migration.awaitFault(Migration.SECOND_ROUTE);
            assertThat(migration.kill().endsWithAnIntent()).isTrue();
            migration.restart();
            migration.judge(Completed.class, ALL_STEPS);
        }
    }

    /** One route is back, the call that puts back the other hangs. */
    @Test
    void amidARevert(@TempDir Path directory) throws IOException {
        try (Migration migration = new Migration(directory, 2)) {
            migration.begin(Migration.plan("10m", 10, 50));
            migration.awaitStep(1);
            migration.faults(Migration.SECOND_ROUTE, 0, "\"fault\": \"hang\"");
            migration.orderRevert();
            migration.awaitFault(Migration.SECOND_ROUTE);
            assertThat(migration.kill().endsWithAnIntent()).isTrue();
            migration.restart();
            migration.judge(Reverted.class, 10, 0).goesForwardNeverAfterTheRevert();
        }
    }

    /** A step's write that lands after the revert that was ordered on the restarted service: the guard sees it. */
    @Test
    void aStepThatLandsAfterTheRevert(@TempDir Path directory) throws IOException {
        try (Migration migration = new Migration(directory, 12)) {
            migration.faults(Migration.FIRST_ROUTE, 0, "\"fault\": \"late\", \"hang\": true, \"afterMillis\": 12000");
            migration.faults(Migration.SECOND_ROUTE, 1, "\"fault\": \"late\", \"hang\": true, \"afterMillis\": 12000");
            migration.begin(PLAN);
            migration.awaitFault(Migration.FIRST_ROUTE);
            migration.awaitFault(Migration.SECOND_ROUTE);
            migration.kill();
            migration.start();
            migration.life().awaitReady();
            migration.orderRevert();
            Kept kept = migration.judge(Reverted.class, 10, 0);
            kept.goesForwardNeverAfterTheRevert();
            // On a slow machine the revert may come last by itself.
            if (migration.log().lastLanding().isAfter(firstBack(kept))) {
                assertThat(kept.journal()).anyMatch(line -> line.event() instanceof BaselineLost);
            }
        }
    }

    private static Instant firstBack(Kept kept) {
        return kept.journal().stream()
                .filter(line -> line.event() instanceof BaselineBack)
                .map(JournalLine::at)
                .findFirst()
                .orElseThrow();
    }
}
