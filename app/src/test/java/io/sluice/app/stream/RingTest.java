package io.sluice.app.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.stream.PlanFaces.Face;
import io.sluice.app.stream.Ring.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The newest events of a stream, and readers that are faster or slower than they come. */
class RingTest {
    private static Frame line(long id) {
        return Frame.journal(id, new Face(Map.of(), "{\"seq\":" + id + "}"));
    }

    private static Frame look(String state) {
        return Frame.look(new Face(Map.of(), "{\"state\":\"" + state + "\"}"));
    }

    private static List<Long> ids(Read read) {
        assertThat(read).isInstanceOf(Read.More.class);
        return ((Read.More) read)
                .frames().stream().map(frame -> frame.id().orElse(0)).toList();
    }

    @Test
    void a_reader_gets_what_comes_after_its_cursor_in_pieces() throws InterruptedException {
        Ring ring = Ring.ofAll();
        ring.append(List.of(line(1), line(2)));
        long cursor = ring.end();
        ring.append(List.of(line(3), line(4), line(5)));

        Read first = ring.after(cursor, 0, 2);
        assertThat(ids(first)).containsExactly(3L, 4L);
        assertThat(ids(ring.after(((Read.More) first).cursor(), 0, 2))).containsExactly(5L);
        assertThat(ids(ring.after(ring.end(), 0, 2))).isEmpty();
    }

    @Test
    void whoever_is_too_slow_is_told_so_and_nothing_is_kept_for_it() throws InterruptedException {
        Ring ring = Ring.ofPlan();
        long cursor = ring.end();
        IntStream.range(0, 100).forEach(i -> ring.append(List.of(line(i))));
        assertThat(ring.after(cursor, 0, 10)).isInstanceOf(Read.Lost.class);
        assertThat(ids(ring.after(ring.end() - 32, 0, 100))).hasSize(32);
    }

    @Test
    void large_events_push_others_out_but_never_themselves() throws InterruptedException {
        Ring ring = Ring.ofPlan();
        Frame large = Frame.journal(1, new Face(Map.of(), "x".repeat(1 << 20)));
        ring.append(List.of(line(0), large));
        assertThat(ids(ring.after(ring.end() - 1, 0, 10))).containsExactly(1L);
        assertThat(ring.after(ring.end() - 2, 0, 10)).isInstanceOf(Read.Lost.class);
    }

    @Test
    void of_the_looks_at_one_plan_only_the_last_is_kept() throws InterruptedException {
        Ring ring = Ring.ofPlan();
        long cursor = ring.end();
        ring.append(List.of(look("shifting"), line(1)));
        ring.append(List.of(look("baking")));
        Read read = ring.after(cursor, 0, 10);
        assertThat(ids(read)).containsExactly(1L, 0L);
        assertThat(((Read.More) read).frames().getLast().text(_ -> true))
                .hasValueSatisfying(text ->
                        assertThat(new String(text, UTF_8)).isEqualTo("event: look\ndata: {\"state\":\"baking\"}\n\n"));
    }

    @Test
    void what_somebody_may_not_see_is_taken_out() {
        Frame frame = Frame.changed(List.of(
                new Face(Map.of("team", "payments"), "{\"id\":\"a\"}"),
                new Face(Map.of("team", "search"), "{\"id\":\"b\"}")));
        assertThat(frame.text(labels -> labels.containsValue("search")))
                .hasValueSatisfying(text -> assertThat(new String(text, UTF_8))
                        .isEqualTo("event: plans\ndata: {\"changed\":[{\"id\":\"b\"}]}\n\n"));
        assertThat(frame.text(_ -> false)).isEmpty();
        assertThat(Frame.reset().text(_ -> false)).as("it is about nobody").isPresent();
    }

    @Test
    void readers_of_several_threads_each_see_everything() throws Exception {
        Ring ring = Ring.ofAll();
        int most = 2_000;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = ring.end();
            List<Future<List<Long>>> readers = IntStream.range(0, 20)
                    .mapToObj(_ -> threads.submit(() -> {
                        List<Long> seen = new ArrayList<>();
                        long cursor = start;
                        while (seen.size() < most && ring.after(cursor, 10_000_000_000L, 7) instanceof Read.More more) {
                            more.frames().forEach(frame -> seen.add(frame.id().orElseThrow()));
                            cursor = more.cursor();
                        }
                        return seen;
                    }))
                    .toList();
            LongStream.range(0, most).forEach(i -> ring.append(List.of(line(i))));
            for (Future<List<Long>> reader : readers) {
                assertThat(reader.get())
                        .isEqualTo(LongStream.range(0, most).boxed().toList());
            }
        }
    }
}
