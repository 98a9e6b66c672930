package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteUnknown;
import io.sluice.plan.PlanState.Completed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIGTERM in mid-flight: what the call brought is written down, nothing new is begun, and the process is gone in time. */
@Order(8)
@Execution(ExecutionMode.CONCURRENT)
class OrderlyStopTest {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({
        "delay, '\"afterMillis\": 2000, \"times\": \"forever\"'", // every call is slow
        "hang, '\"times\": 1'", // and this one is never answered
    })
    void theCallInFlightIsSeenToItsEnd(String fault, String more, @TempDir Path directory) throws IOException {
        try (Migration migration = new Migration(directory, 2)) {
            migration.faults(Migration.SECOND_ROUTE, 1, "\"fault\": \"%s\", %s".formatted(fault, more));
            migration.begin(Migration.plan("0s", 10, 20, 30, 40, 50, 100));
            migration.awaitFault(Migration.SECOND_ROUTE);
            migration.life().terminate();
            assertThat(migration.life().awaitExit(LONGEST_STOP)).isPresent();

            Kept kept = migration.kept();
            long intents = count(kept, WriteIntended.class);
            assertThat(count(kept, WriteApplied.class) + count(kept, WriteUnknown.class))
                    .isEqualTo(intents);
            assertThat(intents).as("the attachment, and one step on two routes").isEqualTo(3);
            migration.restart();
            migration.judge(Completed.class, 10, 20, 30, 40, 50, 100);
        }
    }

    private static long count(Kept kept, Class<?> kind) {
        return kept.journal().stream()
                .filter(line -> kind.isInstance(line.event()))
                .count();
    }
}
