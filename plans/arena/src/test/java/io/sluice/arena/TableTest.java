package io.sluice.arena;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.arena.Tuning.Tuned;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Standing FLAGGER = even("Flagger", 100, true);
    private static final Standing ARGO = even("Argo", 200, true);

    @Test
    void the_last_line_is_the_median_over_the_harmful_shapes() {
        Table table = new Table(List.of(FLAGGER, ARGO), even("ours", 42, true), 10, 0.01);

        assertThat(table.lines().getLast()).isEqualTo("median bad requests, ours / best rival: 0.42");
        assertThat(table.lines()).contains("worse than the best rival by more than 10 %: nowhere");
    }

    @Test
    void every_shape_on_which_ours_is_worse_is_named() {
        Map<Shape, Tally> mixed = new HashMap<>(even("ours", 50, true).tallies());
        mixed.put(Shapes.HARMFUL.get(2), new Tally(111, 1, 5, Double.NaN));
        mixed.put(Shapes.HARMFUL.get(5), new Tally(109, 1, 5, Double.NaN));
        Standing ours = new Standing("ours", FLAGGER.tuned(), mixed);

        List<String> lines = new Table(List.of(FLAGGER, ARGO), ours, 10, 0.01).lines();

        assertThat(lines.stream().filter(line -> line.startsWith("worse than the best rival")))
                .containsExactly("worse than the best rival by more than 10 %: total failure, 1.11 times Flagger's");
        assertThat(lines.getLast()).isEqualTo("median bad requests, ours / best rival: 0.50");
    }

    @Test
    void each_shape_has_its_row_and_each_judge_its_settings() {
        List<String> lines = new Table(List.of(FLAGGER, ARGO), even("ours", 42, true), 10, 0.01).lines();

        assertThat(Shapes.all())
                .allMatch(shape -> lines.stream().anyMatch(line -> line.startsWith(shape.name() + " ")));
        assertThat(lines)
                .anyMatch(line -> line.startsWith("  Flagger: "))
                .anyMatch(line -> line.startsWith("  ours: "));
    }

    @Test
    void a_rival_that_cannot_be_that_quiet_is_said_to() {
        Standing loud = even("Argo", 10, false);

        assertThat(new Table(List.of(loud), even("ours", 42, true), 10, 0.01).lines())
                .anyMatch(line -> line.startsWith("  Argo: ") && line.contains("no setting reaches that"));
    }

    @Test
    void two_runs_of_the_arena_print_the_same() {
        assertThat(played().lines())
                .isEqualTo(played().lines())
                .last()
                .asString()
                .matches("median bad requests, ours / best rival: \\d+\\.\\d\\d");
    }

    /** A small arena, of judges as they are. */
    private static Table played() {
        long[] seeds = Seeds.tuning(2).toArray();
        List<Standing> rivals = Contestants.RIVALS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(one -> Standing.of(one.getKey(), tuned(one.getValue(), true), Ramp.USUAL, seeds))
                .toList();
        return new Table(rivals, Standing.of("ours", tuned(Contestants.OURS, true), Ramp.USUAL, seeds), 2, 0.01);
    }

    private static Standing even(String name, double bad, boolean reached) {
        Map<Shape, Tally> tallies = new HashMap<>();
        Shapes.all().forEach(shape -> tallies.put(shape, new Tally(bad, 0.5, 10, 130)));
        return new Standing(name, tuned(new Blind(), reached), tallies);
    }

    private static Tuned tuned(Contestant contestant, boolean reached) {
        return new Tuned(contestant, 0.005, reached, 1);
    }
}
