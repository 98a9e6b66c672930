package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.baseline;
import static io.sluice.app.store.PlanFixture.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.Letters.Letter;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.RevertCause;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.PlanStore.PlanQuery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which plans leave a database, whole, and what is in their files. */
abstract class ArchiveContract {
    private static final Instant OLD = NOON.minus(Duration.ofDays(100));
    private static final Instant BEFORE = NOON.minus(Duration.ofDays(90));

    @TempDir
    private Path directory;

    private Database database;
    private Database archivists;
    private JdbiPlanStore store;

    /** The database as the service has it. */
    protected abstract Database database();

    /** The same as the archivist has it. */
    protected abstract Database asArchivist(Database same);

    @BeforeEach
    void open() {
        database = database();
        archivists = asArchivist(database);
        store = new JdbiPlanStore(database, PlanFixture::read);
    }

    @AfterEach
    void close() {
        database.close();
        archivists.close();
    }

    private static Plan created(JdbiPlanStore store, Submission submission) {
        return ((Created.Stored) store.create(submission.plan())).plan();
    }

    private Plan ended(int number, Instant at) {
        Submission submission = Submission.of(number, "route " + number)
                .labelled(Map.of("team", "payments"))
                .withKey("key " + number, "d");
        Plan plan = created(store, submission);
        return store.append(
                        plan,
                        List.of(new PlanEvent.PauseAsked("lunch"), new PlanEvent.CancelAsked("stays so")),
                        ANN,
                        at)
                .orElseThrow();
    }

    private Plan revertOf(Plan plan, int number, Instant at) {
        PlanEvent taken = new PlanEvent.RevertTaken(plan.id(), baseline("edge"), RevertCause.ordered("back", false));
        Plan revert = created(store, Submission.of(number, "edge").saying(taken));
        Plan back = store.append(
                        revert, List.of(new PlanEvent.BaselineBack(List.of()), new PlanEvent.Reverted()), ANN, at)
                .orElseThrow();
        assertThat(back.isTerminal()).isTrue();
        return back;
    }

    private List<PlanId> kept() {
        return store
                .list(new PlanQuery(Set.of(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), 100))
                .stream()
                .map(Plan::id)
                .sorted()
                .toList();
    }

    private long archive() throws IOException {
        return archive(_ -> {}).taken();
    }

    private Archive.Result archive(Consumer<String> say) throws IOException {
        return new Archive(archivists, PlanFixture::read).run(directory, BEFORE, NOON, say);
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl.gz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void whatEndedLongAgoLeavesWholeAndEverythingElseStays() throws IOException {
        ended(1, OLD);
        ended(2, NOON);
        created(store, Submission.of(3, "route 3").at(OLD));
        Plan reverted = ended(4, OLD);
        revertOf(reverted, 5, NOON);
        Plan longReverted = ended(6, OLD);
        revertOf(longReverted, 7, OLD);
        JdbiPlanStore telling = new JdbiPlanStore(
                database,
                PlanFixture::read,
                (_, lines) -> List.of(new Letter(lines.getLast().seq(), "chat", "to be told")),
                () -> {});
        Plan told = created(telling, Submission.of(8, "route 8"));
        assertThat(telling.append(told, List.of(new PlanEvent.CancelAsked("stays so")), ANN, OLD))
                .isPresent();

        assertThat(archive()).isEqualTo(3);

        assertThat(kept()).containsExactly(id(2), id(3), id(4), id(5), id(8));
        List<String> faults = new ArrayList<>();
        assertThat(new ArchiveFile(file()).verify(PlanFixture::read, faults::add))
                .isEqualTo(new ArchiveFile.Result(3, 9, 0));
        assertThat(faults).isEmpty();
        assertThat(archive()).isZero();
        for (PlanId id : kept()) {
            assertThat(store.findJournalFault(id)).isEmpty();
        }
    }

    @Test
    void aFileThatSomebodyChangedIsFoundWithAndWithoutItsChecksum() throws IOException {
        ended(1, OLD);
        ended(2, OLD);
        archive();
        Path file = file();
        String text = new String(
                new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file))).readAllBytes(), UTF_8);
        for (String changed : List.of(
                text.replaceFirst("lunch", "bunch"),
                text.replaceFirst("sha256:d1", "sha256:d2"),
                text.replaceFirst("\\{\"id\".*\\n", ""),
                text.replaceFirst("\\{\"plans\".*\\n", ""))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(bytes)) {
                out.write(changed.getBytes(UTF_8));
            }
            Path other = directory.resolve("other.jsonl.gz");
            Files.write(other, bytes.toByteArray());
            Files.writeString(directory.resolve("other.jsonl.gz.sha256"), "0".repeat(64) + "  other.jsonl.gz\n");
            assertThat(faults(other)).first().asString().contains("is not the one that was written");

            Files.writeString(directory.resolve("other.jsonl.gz.sha256"), sha256(bytes.toByteArray()) + "  other\n");
            assertThat(faults(other)).isNotEmpty();
        }
    }

    private static List<String> faults(Path file) throws IOException {
        List<String> faults = new ArrayList<>();
        long found =
                new ArchiveFile(file).verify(PlanFixture::read, faults::add).faults();
        assertThat(found).isEqualTo(faults.size());
        return faults;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A late answer of a call that nobody waited for. */
    @Test
    void whatChangesWhileItIsArchivedStays() {
        Plan plan = ended(1, OLD);
        AtomicInteger read = new AtomicInteger();
        Archive archive = new Archive(archivists, document -> {
            if (read.getAndIncrement() == 1) { // once to see whether it is as it was written, once in the file
                assertThat(store.append(plan, List.of(new PlanEvent.WriteUnknown(1, "late")), ANN, NOON))
                        .isPresent();
            }
            return PlanFixture.read(document);
        });
        assertThatThrownBy(() -> archive.run(directory, BEFORE, NOON, _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has changed since it was read");
        assertThat(kept()).containsExactly(id(1));
        assertThat(store.findJournalFault(id(1))).isEmpty();
        assertThat(directory).as("a file of what stayed").isEmptyDirectory();
    }

    @Test
    void aPlanThatIsNotAsItWasWrittenStaysWithItsRevertsAndTheOthersLeave() throws IOException {
        ended(1, OLD);
        Plan faulty = ended(2, OLD);
        revertOf(faulty, 3, OLD);
        ended(4, OLD);
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into plan_label (plan, name, label_value) values (?, 'team', 'search')",
                        id(3).value()));
        List<String> said = new ArrayList<>();

        assertThat(archive(said::add)).isEqualTo(new Archive.Result(2, 1));

        assertThat(kept()).containsExactly(id(2), id(3));
        assertThat(said)
                .anySatisfy(
                        line -> assertThat(line)
                                .isEqualTo(
                                        id(2) + " stays, and its reverts with it: of " + id(3)
                                                + ", the labels beside the plan are not those of the plan: they are {team=search} and should be {}"));
        assertThat(archive(_ -> {})).as("the next night").isEqualTo(new Archive.Result(0, 1));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).as("a file and its checksum").hasSize(2);
        }
    }
}
