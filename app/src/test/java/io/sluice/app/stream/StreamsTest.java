package io.sluice.app.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.sluice.app.store.Database;
import io.sluice.app.store.Feed;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.app.store.Looks;
import io.sluice.app.store.PlanFixture;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of streams over a database, without a network between. */
class StreamsTest {
    private static final Principal ANN = new Principal("ann").provedBy(Proof.TOKEN);
    private static final Bounds USUAL = new Bounds(2, 2, Duration.ofMillis(300), Duration.ofMinutes(15));

    private final Database database;
    private final JdbiPlanStore store;
    private final Feed feed;
    private final Streams streams;

    StreamsTest(@TempDir Path directory) {
        database = Database.open(Database.inFile(directory.resolve("plans")).build(new MetricRegistry(), "test"));
        store = new JdbiPlanStore(database, PlanFixture::read);
        feed = new Feed(database);
        streams = new Streams(feed, new Looks(database), store, faces(), USUAL);
    }

    private PlanFaces faces() {
        return new PlanFaces() {
            @Override
            public Optional<Name> name(PlanId plan) {
                return Optional.of(new Name("move", Map.of("team", plan.equals(PlanFixture.id(1)) ? "a" : "b")));
            }

            @Override
            public List<Face> summaries(Collection<PlanId> plans) {
                return plans.stream()
                        .map(plan -> new Face(name(plan).orElseThrow().labels(), "{\"id\":\"" + plan + "\"}"))
                        .toList();
            }

            @Override
            public Optional<Face> whole(PlanId plan) {
                return Optional.of(
                        new Face(Map.of(), "{\"version\":" + store.plan(plan).version() + "}"));
            }
        };
    }

    @BeforeEach
    void start() {
        streams.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        streams.stop();
        database.close();
    }

    private void submit(int number) {
        store.create(Submission.of(number, "route " + number).plan());
        streams.wake();
    }

    private static void await(BooleanSupplier so) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** One that takes everything at once. */
    private static final class Taken extends ByteArrayOutputStream {
        String text() {
            return new String(toByteArray(), UTF_8);
        }
    }

    private Taken listen(Streams.Connection connection) {
        Taken taken = new Taken();
        Thread.ofVirtual().start(() -> {
            try {
                connection.run(taken);
            } catch (IOException e) {
                throw new AssertionError(e);
            } finally {
                connection.close();
            }
        });
        await(() -> taken.text().contains("id: "));
        return taken;
    }

    private Streams.Connection open(String last) {
        return streams.openAll(ANN, Optional.of(last), _ -> true, () -> {}).orElseThrow();
    }

    @Test
    void there_are_only_so_many_and_who_leaves_makes_room() {
        Streams.Connection first = open("");
        Streams.Connection _ = open("");
        assertThat(streams.openAll(ANN, Optional.empty(), _ -> true, () -> {})).isEmpty();
        first.close();
        first.close();
        assertThat(streams.readers()).isEqualTo(1);
        Streams.Connection _ = open("");
        assertThat(streams.openAll(ANN, Optional.empty(), _ -> true, () -> {})).isEmpty();
    }

    @Test
    void one_person_has_only_so_many_and_who_is_nobody_may_be_many() {
        Streams some = new Streams(
                feed,
                new Looks(database),
                store,
                faces(),
                new Bounds(6, 2, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        Streams.Connection first = openAll(some, ANN);
        Streams.Connection _ = openAll(some, new Principal("ANN").provedBy(Proof.SESSION));
        assertThatThrownBy(() -> openAll(some, ANN)).isInstanceOf(TooManyStreams.class);
        assertThat(some.readers()).isEqualTo(2);
        Streams.Connection _ = openAll(some, new Principal("bob").provedBy(Proof.TOKEN));
        first.close();
        Streams.Connection _ = openAll(some, ANN);
        for (int i = 0; i < 3; i++) {
            Streams.Connection _ = openAll(some, Principal.LOCAL);
        }
        assertThat(some.readers()).isEqualTo(6);
    }

    private static Streams.Connection openAll(Streams some, Principal who) {
        return some.openAll(who, Optional.empty(), _ -> true, () -> {}).orElseThrow();
    }

    @Test
    void a_stream_ends_in_time_and_its_client_goes_on_where_it_was() throws Exception {
        Streams some = new Streams(
                feed,
                new Looks(database),
                store,
                faces(),
                new Bounds(2, 2, Duration.ofMinutes(1), Duration.ofMillis(200)));
        submit(1);
        String first = untilHeard(some, "0", "id: 1\nevent: journal");
        submit(2);
        String then = untilHeard(some, "1", "id: 2\nevent: journal");
        assertThat(first + then).doesNotContain("event: reset");
        assertThat(then).as("what was heard before").doesNotContain("id: 1\nevent");
        Streams.Connection ofPlan =
                some.open(ANN, PlanFixture.id(1), Optional.of("0"), () -> {}).orElseThrow();
        assertThat(whole(ofPlan)).endsWith("\n\n");
        assertThat(some.readers()).isZero();
    }

    /** Comes again from the last place as often as a stream ends before something is heard. */
    private String untilHeard(Streams some, String from, String what) throws InterruptedException {
        StringBuilder heard = new StringBuilder();
        String place = from;
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (heard.indexOf(what) < 0) {
            assertThat(System.nanoTime()).isLessThan(end);
            String text = whole(
                    some.openAll(ANN, Optional.of(place), _ -> true, () -> {}).orElseThrow());
            heard.append(text);
            place = text.lines()
                    .filter(line -> line.startsWith("id: "))
                    .reduce((_, last) -> last)
                    .orElseThrow()
                    .substring(4);
        }
        return heard.toString();
    }

    /** All that a stream says until it ends by itself. */
    private static String whole(Streams.Connection connection) throws InterruptedException {
        Taken taken = new Taken();
        Thread listening = Thread.ofVirtual().start(() -> {
            try {
                connection.run(taken);
            } catch (IOException e) {
                throw new AssertionError(e);
            } finally {
                connection.close();
            }
        });
        assertThat(listening.join(Duration.ofSeconds(30))).isTrue();
        return taken.text();
    }

    /** It was behind what is held in memory, and so the reset that everybody was told is lost to it. */
    @Test
    void who_has_missed_that_numbers_are_given_a_second_time_is_told_so_from_the_database() {
        submit(1);
        submit(2);
        submit(3);
        await(() -> feed.extent().last() == 3);
        database.jdbi().useTransaction(handle -> {
            handle.execute("delete from feed where number > 1");
            handle.execute("update feed_head set last = 1");
        });
        Ring ring = Ring.ofAll();
        Reader behind = new Reader(
                new Source.OfAll(feed, new Lines(new Names(faces()))),
                ring,
                new Reader.Place(3, false),
                _ -> true,
                new Semaphore(1),
                Duration.ofMinutes(15),
                () -> {});
        Taken taken = new Taken();
        Thread.ofVirtual().start(() -> {
            try {
                behind.run(taken);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        await(() -> taken.text().contains("id: 1\nevent: reset"));
        ring.append(List.of(Frame.journal(2, new PlanFaces.Face(Map.of(), "{\"new\":2}"))));
        await(() -> taken.text().contains("{\"new\":2}"));
        ring.close();
    }

    @Test
    void who_takes_nothing_is_cut_off() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                try {
                    cut.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                throw new IOException("the connection was cut");
            }
        };
        Streams.Connection connection = streams.openAll(ANN, Optional.empty(), _ -> true, cut::countDown)
                .orElseThrow();
        Thread reading = Thread.ofVirtual().start(() -> {
            try {
                connection.run(stuck);
            } catch (IOException _) {
                connection.close();
            }
        });
        assertThat(reading.join(Duration.ofSeconds(20))).isTrue();
        assertThat(streams.readers()).isZero();
    }

    @Test
    void each_hears_only_of_plans_that_it_may_see_and_comes_again_behind_the_others() {
        Taken some = listen(streams.openAll(ANN, Optional.empty(), labels -> labels.containsValue("a"), () -> {})
                .orElseThrow());
        Taken all = listen(open(""));
        submit(2);
        submit(1);
        await(() -> all.text().contains("\"changed\"") && all.text().contains("id: 2"));
        await(() -> some.text().contains("\"changed\"") && some.text().contains("\"seq\":1"));
        assertThat(all.text())
                .contains(PlanFixture.id(1).value(), PlanFixture.id(2).value());
        assertThat(some.text())
                .contains(PlanFixture.id(1).value())
                .doesNotContain(PlanFixture.id(2).value());
    }

    /** A standby that lagged has taken the database's place, and numbers are given a second time. */
    @Test
    void when_the_database_has_forgotten_numbers_everybody_is_told_to_load_everything_anew() {
        submit(1);
        await(() -> feed.extent().last() == 1);
        Taken taken = listen(open(""));
        submit(2);
        await(() -> taken.text().contains("id: 2"));
        database.jdbi().useTransaction(handle -> {
            handle.execute("update feed set plan = '" + PlanFixture.id(1) + "' where number = 2");
        });
        submit(3);
        await(() -> taken.text().contains("event: reset"));
        submit(4);
        await(() -> taken.text().contains("id: 4"));
    }

    @Test
    void a_plan_s_stream_goes_on_after_more_than_is_held_in_memory() {
        submit(1);
        Taken taken = listen(
                streams.open(ANN, PlanFixture.id(1), Optional.of("0"), () -> {}).orElseThrow());
        for (int i = 2; i <= 300; i++) {
            var read = store.plan(PlanFixture.id(1));
            PlanEvent event = i == 2
                    ? new PlanEvent.Started(PlanFixture.baseline("route 1"))
                    : new PlanEvent.ClockStepped(Duration.ofMinutes(1));
            store.append(read, List.of(event), PlanFixture.ANN, PlanFixture.NOON);
        }
        streams.wake();
        await(() -> taken.text().contains("\"version\":300"));
        await(() -> taken.text().contains("id: 300\n"));
        List<String> ids = taken.text()
                .lines()
                .filter(line -> line.startsWith("id: "))
                .skip(1) // where it began
                .toList();
        assertThat(ids).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void all_streams_end_with_the_service() throws Exception {
        submit(1);
        Taken taken = listen(open("0"));
        assertThat(taken.text()).isNotEmpty();
        streams.stop();
        await(() -> streams.readers() == 0);
        assertThat(streams.openAll(ANN, Optional.empty(), _ -> true, () -> {})).isEmpty();
    }
}
