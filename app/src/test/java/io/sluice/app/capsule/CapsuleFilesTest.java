package io.sluice.app.capsule;

import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.baseline;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapsuleFilesTest {
    private static final Place IRELAND = new Place("aws", Map.of("region", "eu-west-1"));

    private final Path directory;
    private final CapsuleFiles files;

    CapsuleFilesTest(@TempDir Path parent) {
        this.directory = parent.resolve("data").resolve("capsules");
        this.files = new CapsuleFiles(directory);
    }

    private static Capsule capsule(int number) {
        NewPlan plan = Submission.of(number, "edge", "api").plan();
        return Capsule.of(
                Plan.blank(id(number), plan.spec(), 7, NOON),
                baseline("edge", "api"),
                new Document(plan.document(), plan.digest(), plan.routeKeys(), Optional.empty()),
                Map.of("aws-prod", IRELAND));
    }

    private Capsule kept(int number) {
        Capsule capsule = capsule(number);
        files.keep(capsule);
        return capsule;
    }

    private Path file(int number) {
        return directory.resolve(id(number) + ".json");
    }

    @Test
    void hasAllThatARevertNeeds() {
        kept(1);
        NewPlan plan = Submission.of(1, "edge", "api").plan();
        Capsule capsule = new CapsuleFiles(directory).find(id(1)).orElseThrow();
        assertThat(capsule.baseline()).isEqualTo(baseline("edge", "api"));
        assertThat(capsule.route("edge")).isEqualTo(plan.spec().route("edge"));
        assertThat(capsule.generation()).isEqualTo(7);
        assertThat(capsule.document()).isEqualTo(plan.document());
        assertThat(capsule.routeKeys()).isEqualTo(plan.routeKeys());
    }

    @Test
    void aFileOfThisFormatIsReadAndWrittenBackIdentically() throws IOException {
        Capsule capsule = kept(1);
        String golden;
        try (InputStream first =
                Objects.requireNonNull(CapsuleFilesTest.class.getResourceAsStream("/capsule/v2.json"))) {
            golden = new String(first.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(Files.readString(file(1))).isEqualTo(golden);
        Files.writeString(file(1), golden);
        assertThat(files.find(id(1))).contains(capsule);
    }

    @Test
    void keepsTheLatestAndLeavesNothingUnfinished() throws IOException {
        files.keep(kept(1));
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).containsExactlyInAnyOrder(file(1), directory.resolve("ended"));
        }
    }

    @Test
    void findsNothingWhereNothingWasKept() {
        assertThat(files.find(id(1))).isEmpty();
        assertThat(files.plans()).isEmpty();
    }

    @Test
    void row63AnyOneChangedByteIsFound() throws IOException {
        kept(1);
        byte[] sound = Files.readAllBytes(file(1));
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] = (byte) (damaged[i] == 'x' ? 'y' : 'x');
            Files.write(file(1), damaged);
            assertThatThrownBy(() -> files.find(id(1)))
                    .as("byte " + i)
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining(file(1).toString());
        }
    }

    @Test
    void row63ATornOrEmptyFileIsFoundWhereverItWasTorn() throws IOException {
        kept(1);
        byte[] sound = Files.readAllBytes(file(1));
        for (int length = 0; length < sound.length - 2; length++) { // the last two are a brace and a line end
            Files.write(file(1), Arrays.copyOf(sound, length));
            assertThatThrownBy(() -> files.find(id(1))).as(length + " bytes").isInstanceOf(StoreUnavailable.class);
        }
        Files.write(file(1), List.of());
        assertThatThrownBy(() -> files.find(id(1))).hasMessageContaining("it is empty");
    }

    @Test
    void row63AFormatThatIsNotThisOneIsSaidToBeSo() throws IOException {
        kept(1);
        String sound = Files.readString(file(1));
        Files.writeString(file(1), sound.replace("\"format\" : 2", "\"format\" : 3"));
        assertThatThrownBy(() -> files.find(id(1))).hasMessageContaining("format 3 is of a release to come");
        Files.writeString(file(1), sound.replace("\"format\" : 2", "\"format\" : 1"));
        assertThatThrownBy(() -> files.find(id(1))).hasMessageContaining("format 1 is of an earlier release");
    }

    @Test
    void row63AFileOfAnotherPlanIsNotTaken() throws IOException {
        kept(1);
        Files.copy(file(1), file(2));
        assertThatThrownBy(() -> files.find(id(2))).hasMessageContaining("it is of " + id(1));
    }

    @Test
    void row63OneOfAnotherAccountOrOfNoInstanceHereIsForeign() {
        Capsule capsule = capsule(1);
        assertThat(capsule.foreignTo(Map.of("aws-prod", IRELAND))).isEmpty();
        assertThat(capsule.foreignTo(Map.of("aws-prod", new Place("aws", Map.of("region", "us-east-1")))))
                .contains("its route api is on provider aws-prod as aws {region=eu-west-1}, and here aws-prod is aws"
                        + " {region=us-east-1}");
        assertThat(capsule.foreignTo(Map.of("aws-prod", new Place("gcp", Map.of("region", "eu-west-1")))))
                .isPresent();
        assertThat(capsule.foreignTo(Map.of("aws-test", IRELAND)).orElseThrow())
                .contains("no such instance is configured here");
    }

    @Test
    void row63SaysSoWhenItCannotKeep() throws IOException {
        Capsule capsule = kept(1);
        Files.delete(file(1));
        Files.delete(directory.resolve("ended"));
        Files.delete(directory);
        assertThatThrownBy(() -> files.keep(capsule)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void thoseOfEndedPlansAreKeptApartAndStillFound() {
        Capsule ended = kept(1);
        kept(2);
        files.retire(id(1));
        files.retire(id(3));
        assertThat(files.plans()).containsExactly(id(2));
        assertThat(files.find(id(1))).contains(ended);
        assertThat(files.isRetired(id(1))).isTrue();
        assertThat(files.isRetired(id(2))).isFalse();
        assertThat(files.endedSince(Instant.EPOCH)).containsExactly(id(1));
        assertThat(files.endedSince(Instant.MAX)).isEmpty();
    }

    @Test
    void whoHasARouteByNowIsKnownAndNeedsNoFileAgain() throws IOException {
        Capsule earlier = kept(1);
        kept(2);
        Files.writeString(file(2), "torn");
        assertThat(files.ownerAfter(earlier)).contains(new Owner("api", id(2)));
        files.retire(id(2));
        assertThat(files.ownerAfter(earlier)).isEmpty();
        kept(3);
        assertThat(new CapsuleFiles(directory).ownerAfter(earlier))
                .as("by a process that has kept none itself")
                .contains(new Owner("api", id(3)));
        assertThat(files.ownerAfter(capsule(3))).isEmpty();
    }

    @Test
    void whatADeadProcessHadHalfWrittenIsRemovedAtTheNextStart() throws IOException {
        kept(1);
        for (Path at : List.of(directory, directory.resolve("ended"))) {
            Files.writeString(at.resolve("unfinished123.tmp"), "{");
        }
        assertThat(new CapsuleFiles(directory).plans()).containsExactly(id(1));
        assertThat(directory.resolve("unfinished123.tmp")).doesNotExist();
        assertThat(directory.resolve("ended").resolve("unfinished123.tmp")).doesNotExist();
    }

    @Test
    void oldOnesAreRemovedOnceTheyHaveEnded() {
        for (int i = 1; i <= 5; i++) {
            kept(i);
        }
        List.of(id(1), id(3), id(4)).forEach(files::retire);
        files.prune(1, Instant.MIN);
        assertThat(files.find(id(1))).as("not as old as that").isPresent();
        files.prune(1, Instant.MAX);
        assertThat(files.plans()).containsExactly(id(5), id(2));
        assertThat(files.find(id(4))).isPresent();
        assertThat(files.find(id(3))).isEmpty();
        assertThat(files.find(id(1))).isEmpty();
    }
}
