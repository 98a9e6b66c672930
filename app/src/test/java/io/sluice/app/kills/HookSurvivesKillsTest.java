package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.kills.Hook.Manner;
import io.sluice.plan.PlanState.Completed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** SIGKILL of the service while a hook has its question and has not answered: the next life asks again, by the same id. */
@Order(9)
@Execution(ExecutionMode.CONCURRENT)
class HookSurvivesKillsTest {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @Test
    void aHookThatWasAskedIsAskedAgainForTheSame(@TempDir Path directory) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        try (Hook hook = Hook.open(Manner.TAKES_AND_HANGS);
                Migration migration = new Migration(directory, 3).with("""
                                hooks:
                                  smoke: {url: "%s", secret: {file: %s}, allow: [loopback], callDeadline: 30s}
                                """.formatted(hook.url(), secret))) {
            migration.begin(Migration.plan("1s", 10, 100)
                    .replace(
                            "  - setWeight: {percent: 100",
                            "  - webhook: {hook: smoke}\n  - setWeight: {percent: 100"));
            Await.until("the hook was asked", LONGEST, () -> !hook.arrivals().isEmpty());
            migration.kill();
            String first = hook.arrivals().getFirst();
            hook.now(Manner.TAKES);
            migration.restart();

            Kept kept = migration.judge(Completed.class, 10, 100);

            assertThat(kept.plan().step()).isEqualTo(3);
            assertThat(hook.arrivals()).hasSizeGreaterThan(1).containsOnly(first);
            assertThat(hook.changed()).isEmpty();
        }
    }
}
