package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of the embedded database, copied at random moments while it is written, as a backup does that knows nothing of it: the
 * copy opens with plans that are what their journals say, or it is refused with a reason; never something in between.
 */
class CopiedDatabaseTest {
    private static final int COPIES = 20;
    private static final long SEED = Long.getLong("kills.seed", System.nanoTime());

    @Test
    void opensWholeOrNotAtAll(@TempDir Path directory) throws Exception {
        Path live = Files.createDirectories(directory.resolve("live"));
        List<Path> copies = new ArrayList<>();
        List<Long> acknowledged = new ArrayList<>();
        AtomicLong last = new AtomicLong();
        try (Database database = FilePlanStoreTest.open(live)) {
            JdbiPlanStore store = new JdbiPlanStore(database, PlanFixture::read);
            CompletableFuture<Void> enough = new CompletableFuture<>();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(store, last, enough));
            Random random = new Random(SEED);
            for (int i = 0; i < COPIES; i++) {
                LockSupport.parkNanos(
                        Duration.ofMillis(20 + random.nextInt(100)).toNanos());
                acknowledged.add(last.get());
                copies.add(copy(live, directory.resolve("copy-" + i)));
            }
            enough.complete(null);
            writer.join();
        }
        int opened = 0;
        for (int i = 0; i < COPIES; i++) {
            opened += opens(copies.get(i), acknowledged.get(i), last.get()) ? 1 : 0;
        }
        System.out.printf(
                "T6 kills.seed=%d: of %d copies of a database that was written, up to line %d, %d open whole and %d are refused%n",
                SEED, COPIES, last.get(), opened, COPIES - opened);
        assertThat(acknowledged.getLast()).as("written meanwhile").isGreaterThan(acknowledged.getFirst());
    }

    private static void write(JdbiPlanStore store, AtomicLong last, CompletableFuture<Void> enough) {
        Plan plan = ((Created.Stored) store.create(Submission.of(1, "edge").plan())).plan();
        while (!enough.isDone()) {
            List<PlanEvent> line = List.of(new PlanEvent.WriteUnknown((int) plan.version(), "no answer"));
            plan = store.append(plan, line, PlanFixture.ANN, PlanFixture.NOON).orElseThrow();
            last.set(plan.version());
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to;
    }

    /** Whether it opens; then everything in it is in order, and all is there that was acknowledged before it was made. */
    private static boolean opens(Path copy, long least, long most) throws InterruptedException {
        List<String> faults = new ArrayList<>();
        try (Database database = FilePlanStoreTest.open(copy)) {
            JournalCheck.Result result = new JournalCheck(database, PlanFixture::read).check(1, faults::add);
            assertThat(faults).as("%s", copy).isEmpty();
            assertThat(result.lines()).as("%s", copy).isBetween(least, most);
            return true;
        } catch (DatabaseRefused | StoreUnavailable e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }
}
