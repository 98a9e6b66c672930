package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.baseline;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineFilesTest {
    private final Path directory;
    private final BaselineFiles files;

    BaselineFilesTest(@TempDir Path parent) {
        this.directory = parent.resolve("data").resolve("baselines");
        this.files = new BaselineFiles(directory);
    }

    private Plan kept(int number) {
        Plan plan = Plan.blank(
                id(number), Submission.of(number, "edge", "api").plan().spec(), 7, NOON);
        files.keep(plan, baseline("edge", "api"));
        return plan;
    }

    @Test
    void hasAllThatARevertNeeds() {
        Plan plan = kept(1);
        KeptBaseline kept = new BaselineFiles(directory).find(id(1)).orElseThrow();
        assertThat(kept.baseline()).isEqualTo(baseline("edge", "api"));
        assertThat(kept.route("edge")).isEqualTo(plan.spec().route("edge"));
        assertThat(kept.generation()).isEqualTo(7);
    }

    @Test
    void aFileOfTheFirstReleaseIsReadAndWrittenBackIdentically() throws IOException {
        Plan plan = kept(1);
        Path file = directory.resolve(id(1) + ".json");
        String golden;
        try (InputStream first =
                Objects.requireNonNull(BaselineFilesTest.class.getResourceAsStream("/baseline/v1.json"))) {
            golden = new String(first.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(Files.readString(file)).isEqualTo(golden);
        Files.writeString(file, golden);
        assertThat(files.find(id(1))).contains(KeptBaseline.of(plan, baseline("edge", "api")));
    }

    @Test
    void keepsTheLatestAndLeavesNothingUnfinished() throws IOException {
        Plan plan = kept(1);
        files.keep(plan, baseline("edge", "api"));
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).containsExactly(directory.resolve(id(1) + ".json"));
        }
    }

    @Test
    void findsNothingWhereNothingWasKept() {
        assertThat(files.find(id(1))).isEmpty();
        assertThat(files.plans()).isEmpty();
    }

    @Test
    void anyOneChangedByteIsFound() throws IOException {
        kept(1);
        Path file = directory.resolve(id(1) + ".json");
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] = (byte) (damaged[i] == 'x' ? 'y' : 'x');
            Files.write(file, damaged);
            assertThatThrownBy(() -> files.find(id(1)))
                    .as("byte " + i)
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining(file.toString());
        }
        Files.write(file, List.of());
        assertThatThrownBy(() -> files.find(id(1))).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void aFileOfAnotherPlanIsNotTaken() throws IOException {
        kept(1);
        Files.copy(directory.resolve(id(1) + ".json"), directory.resolve(id(2) + ".json"));
        assertThatThrownBy(() -> files.find(id(2))).hasMessageContaining("it is of " + id(1));
    }

    @Test
    void saysSoWhenItCannotKeep() throws IOException {
        Plan plan = kept(1);
        Files.delete(directory.resolve(id(1) + ".json"));
        Files.delete(directory);
        assertThatThrownBy(() -> files.keep(plan, baseline("edge", "api"))).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void oldOnesAreRemovedOnceTheyHaveEnded() {
        for (int i = 1; i <= 5; i++) {
            kept(i);
        }
        files.prune(2, plan -> !plan.equals(id(2)));
        assertThat(files.plans()).containsExactly(id(5), id(4), id(2));
    }
}
