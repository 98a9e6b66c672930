package io.sluice.app.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.sluice.app.store.Database;
import io.sluice.app.store.Feed;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.app.store.Looks;
import io.sluice.app.store.PlanFixture;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of streams over a database, without a network between. */
class StreamsTest {
    private final Database database;
    private final JdbiPlanStore store;
    private final Feed feed;
    private final Streams streams;

    StreamsTest(@TempDir Path directory) {
        database = Database.open(Database.inFile(directory.resolve("plans")).build(new MetricRegistry(), "test"));
        store = new JdbiPlanStore(database, PlanFixture::read);
        feed = new Feed(database);
        streams = new Streams(feed, new Looks(database), store, faces(), 2, Duration.ofMillis(300));
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
        return streams.openAll(Optional.of(last), _ -> true, () -> {}).orElseThrow();
    }

    @Test
    void there_are_only_so_many_and_who_leaves_makes_room() {
        Streams.Connection first = open("");
        Streams.Connection _ = open("");
        assertThat(streams.openAll(Optional.empty(), _ -> true, () -> {})).isEmpty();
        first.close();
        first.close();
        assertThat(streams.readers()).isEqualTo(1);
        Streams.Connection _ = open("");
        assertThat(streams.openAll(Optional.empty(), _ -> true, () -> {})).isEmpty();
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
        Streams.Connection connection =
                streams.openAll(Optional.empty(), _ -> true, cut::countDown).orElseThrow();
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
        Taken some = listen(streams.openAll(Optional.empty(), labels -> labels.containsValue("a"), () -> {})
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
                streams.open(PlanFixture.id(1), Optional.of("0"), () -> {}).orElseThrow());
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
        assertThat(streams.openAll(Optional.empty(), _ -> true, () -> {})).isEmpty();
    }
}
