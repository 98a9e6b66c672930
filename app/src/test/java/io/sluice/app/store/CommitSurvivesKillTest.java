package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after SIGKILL: the reason for the options in the database's URL. */
class CommitSurvivesKillTest {
    @RepeatedTest(3)
    void everyAcknowledgedLineIsThere(RepetitionInfo repetition, @TempDir Path directory) throws Exception {
        long acknowledged = killAfter(100L * repetition.getCurrentRepetition(), directory);
        try (Database database = FilePlanStoreTest.open(directory)) {
            JdbiPlanStore store = new JdbiPlanStore(database, PlanFixture::read);
            assertThat(store.plan(id(1)).version()).isBetween(acknowledged, acknowledged + 1);
            assertThat(store.refold(id(1))).isEqualTo(store.plan(id(1)));
            assertThat(store.findJournalFault(id(1))).isEmpty();
        }
    }

    /** The last seq that a second process said before it was killed. */
    private static long killAfter(long seq, Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Committing.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader said = process.inputReader()) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (!line.startsWith(Committing.ACKNOWLEDGED)) {
                    continue; // what libraries log
                }
                last = Long.parseLong(line.substring(Committing.ACKNOWLEDGED.length()));
                if (last == seq) {
                    // By its handle, which does not close the pipe: what it said before its end counts.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(last).isGreaterThanOrEqualTo(seq);
        return last;
    }
}
