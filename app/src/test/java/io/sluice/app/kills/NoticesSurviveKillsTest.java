package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.kills.Hook.Manner;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.notice.Notices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * SIGKILL of the service around the telling of its notices: a receiver that honours the id of an event has each of them once in the
 * end, in their order. What it should have comes from the journal.
 */
@Order(7)
@Execution(ExecutionMode.CONCURRENT)
class NoticesSurviveKillsTest {
    private static final String PLAN = Migration.plan("1s", 10, 50, 100);
    private static final int[] ALL_STEPS = {10, 50, 100};
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static Migration migration(Path directory, Hook hook) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        return new Migration(directory, 2).with("""
                receivers:
                  oncall: {type: webhook, url: "%s", secret: {file: %s}, allow: [loopback], default: true}
                """.formatted(hook.url(), secret));
    }

    /** Nobody took anything before the process died: all of it is in the outbox. */
    @Test
    void whatWasNotToldYet(@TempDir Path directory) throws IOException {
        try (Hook hook = Hook.open(Manner.REFUSES);
                Migration migration = migration(directory, hook)) {
            migration.begin(PLAN);
            migration.awaitStep(2);
            Await.until("something was tried", LONGEST, () -> !hook.arrivals().isEmpty());
            migration.kill();
            assertThat(hook.taken()).isEmpty();
            hook.now(Manner.TAKES);
            migration.restart();
            judge(migration, hook);
        }
    }

    /** The receiver has it, and the process died before it knew. */
    @Test
    void whatWasTakenAndNotMarked(@TempDir Path directory) throws IOException {
        try (Hook hook = Hook.open(Manner.TAKES_AND_HANGS);
                Migration migration = migration(directory, hook)) {
            migration.begin(PLAN);
            Await.until("something was taken", LONGEST, () -> !hook.taken().isEmpty());
            migration.kill();
            String first = hook.taken().getFirst();
            assertThat(hook.arrivals()).containsExactly(first);
            hook.now(Manner.TAKES);
            migration.restart();
            judge(migration, hook);
            assertThat(hook.arrivals()).as("told again, by the same id").startsWith(first, first);
        }
    }

    /** Each life ends as soon as it has told something new. */
    @Test
    void atEachThingThatIsTold(@TempDir Path directory) throws IOException {
        try (Hook hook = Hook.open(Manner.TAKES);
                Migration migration = migration(directory, hook)) {
            migration.begin(PLAN);
            for (int life = 0; life < 4; life++) {
                int before = hook.taken().size();
                Await.until("something new is told", LONGEST, () -> hook.taken().size() > before);
                migration.kill();
                migration.restart();
            }
            judge(migration, hook);
        }
    }

    private static void judge(Migration migration, Hook hook) {
        Await.until("the end is told", LONGEST, () -> hook.hasTaken("completed"));
        Kept kept = migration.judge(Completed.class, ALL_STEPS);
        Plan blank = Plan.blank(
                kept.plan().id(),
                kept.plan().spec(),
                kept.plan().generation(),
                kept.journal().getFirst().at());
        List<String> worthTelling = Notices.of(blank, kept.journal()).stream()
                .map(told -> kept.plan().id() + "." + told.line().seq() + ".oncall")
                .toList();
        assertThat(worthTelling).hasSizeGreaterThanOrEqualTo(6);
        assertThat(hook.taken()).isEqualTo(worthTelling);
        assertThat(new HashSet<>(hook.arrivals())).isEqualTo(new HashSet<>(worthTelling));
        assertThat(hook.changed()).isEmpty();
    }
}
