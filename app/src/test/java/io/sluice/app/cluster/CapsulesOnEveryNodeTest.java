package io.sluice.app.cluster;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.baseline;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.capsule.Capsule;
import io.sluice.app.capsule.CapsuleFiles;
import io.sluice.app.capsule.CapsuleVault;
import io.sluice.app.capsule.Place;
import io.sluice.app.store.CapsuleAcks;
import io.sluice.app.store.Database;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.app.store.Nodes;
import io.sluice.app.store.Nodes.Self;
import io.sluice.app.store.PlanFixture;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.app.store.PostgresServer;
import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.engine.PlanStore.Created;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes over one PostgreSQL, each with a disk of its own; who beats and who fetches is said by the test. */
class CapsulesOnEveryNodeTest {
    private static final Map<String, Place> PLACES =
            Map.of("aws-prod", new Place("aws", Map.of("region", "eu-west-1")));
    private static final InstantSource TRUE_CLOCK = InstantSource.system();

    private final Path directory;
    private final Database database =
            PostgresServer.shared().open(PostgresServer.shared().renewed("capsules"));
    private final JdbiPlanStore store = new JdbiPlanStore(database, PlanFixture::read);
    private final CapsuleAcks acks = new CapsuleAcks(database);
    private final Nodes nodes = new Nodes(database);
    private Duration monotonic = Duration.ZERO;
    private String unreadable = "none";

    CapsulesOnEveryNodeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** One process, as far as it keeps capsules. */
    private final class Member {
        private final JdbiPlanStore own = new JdbiPlanStore(database, text -> {
            if (text.equals(unreadable)) {
                throw new IllegalArgumentException("a word of a release to come");
            }
            return PlanFixture.read(text);
        });
        private final Path disk;
        private final CapsuleFiles files;
        private final Heartbeat heartbeat;
        private final CapsuleKeeper keeper;
        private final SharedVault vault;
        private final AtomicInteger readied = new AtomicInteger();

        /** It has beaten once, and is joining. */
        Member(String name) {
            disk = directory.resolve(name);
            files = new CapsuleFiles(disk);
            heartbeat = new Heartbeat(
                    nodes,
                    new Self("id-" + name, name, "host", "1.0", "2026a"),
                    _ -> {},
                    TRUE_CLOCK,
                    () -> System.nanoTime() + monotonic.toNanos());
            keeper = new CapsuleKeeper(
                    own,
                    acks,
                    files,
                    PLACES,
                    nodes,
                    heartbeat,
                    TRUE_CLOCK,
                    () -> System.nanoTime() + monotonic.toNanos());
            keeper.whenReady(readied::incrementAndGet);
            vault = new SharedVault(new CapsuleVault(files, store::document, PLACES), keeper, acks, heartbeat);
            heartbeat.beat();
        }

        Member ready() {
            keeper.round();
            assertThat(heartbeat.isReady()).isTrue();
            return this;
        }

        Optional<Capsule> capsule(int plan) {
            return files.find(id(plan));
        }
    }

    private Plan started(int number) {
        Plan plan = ((Created.Stored)
                        store.create(Submission.of(number, "edge" + number).plan()))
                .plan();
        return store.append(plan, List.of(new PlanEvent.Started(baseline("edge" + number))), ANN, NOON)
                .orElseThrow();
    }

    /** As if the last beats of all nodes had been earlier. */
    private void silence(int seconds) {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "update node set seen_at = seen_at - cast(? as integer) * interval '1' second", seconds));
        monotonic = monotonic.plusSeconds(seconds);
    }

    private static String waitsFor(String who) {
        return "waits until node " + who + " acknowledged the baseline capsule";
    }

    @Test
    void aPlanWaitsUntilEveryLiveNodeHasItsCapsule() {
        Member a = new Member("a").ready();
        Member b = new Member("b").ready();
        Member c = new Member("c").ready();
        Plan plan = started(1);
        assertThat(a.vault.awaited(plan)).contains(waitsFor("b and c have"));
        b.keeper.round();
        assertThat(b.capsule(1)).isPresent().isEqualTo(a.capsule(1));
        assertThat(a.vault.awaited(plan)).contains(waitsFor("c has"));
        c.keeper.round();
        assertThat(a.vault.awaited(plan)).isEmpty();
    }

    @Test
    void aNodeAloneWaitsForNobody() {
        Member a = new Member("a").ready();
        assertThat(a.vault.awaited(started(1))).isEmpty();
        assertThat(a.capsule(1)).isPresent();
    }

    @Test
    void aPlanThatStartsWhileANodeJoinsWaitsForIt() {
        Member a = new Member("a").ready();
        Member b = new Member("b");
        Plan plan = started(1);
        assertThat(a.vault.awaited(plan)).contains(waitsFor("b has"));
        assertThat(b.heartbeat.isReady()).isFalse();
        b.keeper.round();
        assertThat(a.vault.awaited(plan)).isEmpty();
        assertThat(b.heartbeat.isReady()).isTrue();
        assertThat(b.readied).hasValue(1);
    }

    @Test
    void aNodeThatJoinsHasAllThatStartedBeforeItIsReady() {
        Member a = new Member("a").ready();
        for (int plan = 1; plan <= 20; plan++) {
            assertThat(a.vault.awaited(started(plan))).isEmpty();
        }
        Member b = new Member("b");
        b.ready();
        assertThat(b.files.plans()).hasSize(20).isEqualTo(a.files.plans());
    }

    @Test
    void aPlanThatHasNotStartedHasNoCapsule() {
        Created _ = store.create(Submission.of(1, "edge").plan());
        Member a = new Member("a").ready();
        assertThat(a.files.plans()).isEmpty();
    }

    @Test
    void aNodeThatIsGoneCountsNoMoreAndOneThatComesBackFetchesWhatItMissed() {
        Member a = new Member("a").ready();
        Member b = new Member("b").ready();
        silence(3);
        a.heartbeat.beat();
        a.keeper.round();
        monotonic = monotonic.plusSeconds(2);
        a.heartbeat.beat();
        Plan plan = started(1);
        assertThat(a.vault.awaited(plan)).isEmpty();
        database.jdbi().useHandle(handle -> handle.execute("delete from capsule_wanted"));
        b.heartbeat.beat();
        assertThat(b.heartbeat.isReady()).isFalse();
        b.ready();
        assertThat(b.capsule(1)).isPresent();
        assertThat(b.readied).hasValue(2);
    }

    @Test
    void whenTheDatabaseIsBackAPlanWaitsToHearWhoElseIs() {
        Member a = new Member("a").ready();
        Member b = new Member("b").ready();
        Plan plan = started(1);
        silence(3);
        a.heartbeat.beat();
        assertThat(a.vault.awaited(plan))
                .hasValueSatisfying(why -> assertThat(why).startsWith("waits to hear"));
        b.heartbeat.beat();
        monotonic = monotonic.plusSeconds(2);
        a.heartbeat.beat();
        assertThat(a.vault.awaited(plan)).contains(waitsFor("b has"));
    }

    @Test
    void aNodeThatStopsIsWaitedForNoLonger() throws InterruptedException {
        Member a = new Member("a").ready();
        Member b = new Member("b").ready();
        Plan plan = started(1);
        b.keeper.stop();
        b.heartbeat.stop();
        assertThat(a.vault.awaited(plan)).isEmpty();
    }

    @Test
    void aNodeThatCannotKeepCapsulesIsNamedWithItsReason() throws IOException {
        Member a = new Member("a").ready();
        Member b = new Member("b").ready();
        Plan plan = started(1);
        assertThat(a.vault.awaited(plan)).isPresent();
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(b.disk, elsewhere);
        b.keeper.round();
        b.heartbeat.beat();
        assertThat(b.heartbeat.own().orElseThrow().trouble())
                .hasValueSatisfying(why -> assertThat(why).startsWith("capsules cannot be written: "));
        assertThat(a.vault.awaited(plan))
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("waits until node b (capsules cannot be written"));
        assertThat(b.vault.awaited(plan))
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("waits until node b can keep the baseline capsule: "));
        Files.move(elsewhere, b.disk);
        b.keeper.round();
        b.heartbeat.beat();
        assertThat(b.heartbeat.own().orElseThrow().trouble()).isEmpty();
        assertThat(a.vault.awaited(plan)).isEmpty();
    }

    @Test
    void aPlanThatThisReleaseCannotReadIsNamedAndKeepsNoOtherFromStarting() {
        Member a = new Member("a").ready();
        Member b = new Member("b").ready();
        Plan strange = started(1);
        Plan plan = started(2);
        assertThat(a.vault.awaited(strange)).isPresent();
        assertThat(a.vault.awaited(plan)).isPresent();
        unreadable = store.document(id(1)).text();
        b.keeper.round();
        b.heartbeat.beat();
        assertThat(a.vault.awaited(plan)).isEmpty();
        assertThat(b.heartbeat.own().orElseThrow().trouble())
                .hasValueSatisfying(
                        why -> assertThat(why).startsWith("plan " + id(1) + " cannot be read by this release: "));
    }

    @Test
    void whatIsOnTheDiskIsAsThePlansOwnLineHasIt() throws IOException {
        Member a = new Member("a").ready();
        Plan plan = started(1);
        Baseline lost = baseline("edge1", "other"); // of a start that another node was first with
        a.vault.keep(plan, new Baseline(Map.of("edge1", lost.of("other"))));
        Capsule before = a.capsule(1).orElseThrow();
        assertThat(a.vault.awaited(plan)).isEmpty();
        Capsule right = a.capsule(1).orElseThrow();
        assertThat(right).isNotEqualTo(before);
        assertThat(right.baseline()).isEqualTo(plan.baseline().orElseThrow());

        Files.writeString(a.disk.resolve(id(1) + ".json"), "torn");
        assertThat(a.vault.awaited(plan)).isEmpty();
        assertThat(a.capsule(1)).contains(right);
    }

    @Test
    void capsulesOfEndedPlansArePutAwayOnEveryNodeAndTheirWordsForgotten() {
        Member a = new Member("a").ready();
        Member b = new Member("b").ready();
        Plan plan = started(1);
        assertThat(a.vault.awaited(plan)).isPresent();
        b.keeper.round();
        Plan ended = store.append(plan, List.of(new PlanEvent.CancelAsked("enough")), ANN, Instant.now())
                .orElseThrow();
        assertThat(ended.isTerminal()).isTrue();
        monotonic = monotonic.plusSeconds(2);
        for (Member member : List.of(a, b)) {
            member.keeper.round();
            assertThat(member.files.plans()).isEmpty();
            assertThat(member.capsule(1)).isPresent();
        }
        acks.forget();
        assertThat(count("capsule_ack")).isZero();
        database.jdbi().useHandle(handle -> handle.execute("update capsule_wanted set at = at - interval '1' hour"));
        acks.forget();
        assertThat(count("capsule_wanted")).isZero();
    }

    private int count(String table) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select count(*) from " + table)
                        .mapTo(Integer.class)
                        .one());
    }
}
