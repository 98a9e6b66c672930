package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.Feed.Extent;
import io.sluice.app.store.Feed.Fed;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the feed promises its readers, whatever keeps it. */
abstract class FeedContract {
    private static final int PLANS = 8;
    private static final int LINES = 40;

    private Database database;
    private JdbiPlanStore store;
    private Feed feed;

    /** A new one, without rows. */
    protected abstract Database database();

    @BeforeEach
    void open() {
        database = database();
        store = new JdbiPlanStore(database, PlanFixture::read);
        feed = new Feed(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Plan submit(int number) {
        return ((PlanStore.Created.Stored)
                        store.create(Submission.of(number, "route " + number).plan()))
                .plan();
    }

    private static void append(PlanStore to, PlanId id) {
        Plan read = to.plan(id);
        PlanEvent event = read.version() == 1
                ? new PlanEvent.Started(PlanFixture.baseline("route"))
                : new PlanEvent.ClockStepped(Duration.ofMinutes(1));
        assertThat(to.append(read, List.of(event), PlanFixture.ANN, PlanFixture.NOON))
                .isPresent();
    }

    private void numberAll() {
        int numbered = feed.number();
        while (numbered > 0) {
            numbered = feed.number();
        }
    }

    @Test
    void a_line_without_a_number_is_not_in_the_feed() {
        submit(1);
        assertThat(feed.after(0, 10)).isEmpty();
        assertThat(feed.extent()).isEqualTo(new Extent(0, 0));

        assertThat(feed.number()).isEqualTo(1);
        assertThat(feed.number()).isZero();
        assertThat(feed.extent()).isEqualTo(new Extent(1, 0));
        assertThat(feed.after(0, 10)).singleElement().satisfies(fed -> {
            assertThat(fed.number()).isEqualTo(1);
            assertThat(fed.plan()).isEqualTo(PlanFixture.id(1));
            assertThat(fed.seq()).isEqualTo(1);
            assertThat(new JournalCodec().readLine(fed.line()))
                    .isEqualTo(store.journal(PlanFixture.id(1), 0, 1).getFirst());
        });
        assertThat(feed.after(1, 10)).isEmpty();
    }

    /** Two stores stand for two nodes: each writes, each gives numbers, and each has a reader that follows. */
    @Test
    void whoever_follows_sees_each_line_of_all_nodes_once_and_none_before_an_earlier_one() throws Exception {
        Database other = again(database);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<PlanId> plans = IntStream.rangeClosed(1, PLANS)
                    .mapToObj(n -> submit(n).id())
                    .toList();
            AtomicBoolean written = new AtomicBoolean();
            List<Future<List<Fed>>> readers = List.of(
                    threads.submit(following(new Feed(database), written)),
                    threads.submit(following(new Feed(other), written)));
            List<Future<?>> writers = new ArrayList<>();
            for (PlanId plan : plans) {
                JdbiPlanStore own = new JdbiPlanStore(writers.size() % 2 == 0 ? database : other, PlanFixture::read);
                writers.add(threads.submit(() -> IntStream.range(0, LINES).forEach(_ -> append(own, plan))));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            written.set(true);

            List<Fed> seen = readers.getFirst().get();
            assertThat(seen).isEqualTo(readers.getLast().get());
            assertThat(seen.stream().map(Fed::number).toList())
                    .isEqualTo(LongStream.rangeClosed(1, PLANS * (LINES + 1L))
                            .boxed()
                            .toList());
            Map<PlanId, List<Long>> byPlan = new HashMap<>();
            seen.forEach(fed ->
                    byPlan.computeIfAbsent(fed.plan(), _ -> new ArrayList<>()).add(fed.seq()));
            for (PlanId plan : plans) {
                assertThat(byPlan.get(plan))
                        .isEqualTo(LongStream.rangeClosed(1, LINES + 1L).boxed().toList());
            }
        } finally {
            if (other != database) {
                other.close();
            }
        }
    }

    /** The same database once more, as another process opens it; itself where only one process can. */
    protected Database again(Database open) {
        return open;
    }

    private static Callable<List<Fed>> following(Feed feed, AtomicBoolean written) {
        return () -> {
            List<Fed> seen = new ArrayList<>();
            boolean last;
            do {
                last = written.get();
                int numbered = feed.number();
                List<Fed> more = feed.after(seen.isEmpty() ? 0 : seen.getLast().number(), 50);
                seen.addAll(more);
                last = last && numbered == 0 && more.isEmpty() && seen.size() >= PLANS * (LINES + 1);
            } while (!last);
            return seen;
        };
    }

    @Test
    void more_than_is_kept_is_forgotten_and_readers_can_tell() {
        for (int number = 1; number <= 5; number++) {
            submit(number);
        }
        numberAll();
        Feed small = new Feed(database, 2);
        assertThat(small.forget()).isEqualTo(3);
        assertThat(small.forget()).isZero();

        assertThat(feed.after(0, 10).stream().map(Fed::number).toList()).containsExactly(4L, 5L);
        Extent extent = feed.extent();
        assertThat(extent).isEqualTo(new Extent(5, 3));
        assertThat(extent.reachesBackTo(2)).isFalse();
        assertThat(extent.reachesBackTo(3)).isTrue();
        assertThat(extent.reachesBackTo(5)).isTrue();
        assertThat(extent.reachesBackTo(6)).as("was never given").isFalse();
    }

    @Test
    void what_was_numbered_a_day_ago_is_forgotten() {
        submit(1);
        submit(2);
        numberAll();
        submit(3);
        numberAll();
        database.jdbi()
                .useHandle(handle ->
                        handle.execute("update feed set fed_at = fed_at - interval '25' hour where number <= 2"));

        assertThat(feed.forget()).isEqualTo(2);
        assertThat(feed.extent()).isEqualTo(new Extent(3, 2));
    }

    /** A release before this one, which still runs on another node while they are replaced, only knows the journal. */
    @Test
    void a_line_of_an_older_release_is_numbered_too() {
        submit(1);
        database.jdbi().useHandle(handle -> handle.execute("""
                        insert into journal (plan, seq, at, type, by_whom, line, hash)
                        select plan, 2, at, type, by_whom, line, hash from journal
                        """));
        numberAll();
        assertThat(feed.after(0, 10).stream().map(Fed::seq).toList()).containsExactly(1L, 2L);
    }
}
