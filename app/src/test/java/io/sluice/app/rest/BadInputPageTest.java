package io.sluice.app.rest;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.rest.BadInputs.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code docs/bad-input.md} and the tests: every row has one, and the page names them. */
class BadInputPageTest {
    private static final int ROWS = 70;

    private static final Map<Integer, SortedSet<String>> TESTS = BadInputs.tests();
    private static final Set<String> IN_A_BROWSER = BadInputs.inABrowser();

    @Test
    void everyRowHasATestThatEveryBuildRuns() {
        List<Integer> without = IntStream.rangeClosed(1, ROWS)
                .boxed()
                .filter(row -> IN_A_BROWSER.containsAll(TESTS.getOrDefault(row, new TreeSet<>())))
                .toList();

        assertThat(without).as("rows that no test names").isEmpty();
        assertThat(TESTS.keySet()).allMatch(row -> row >= 1 && row <= ROWS);
    }

    @Test
    void thePageHasEveryRowWithItsTests() {
        List<Row> page = BadInputs.page();

        assertThat(page)
                .extracting(Row::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, ROWS).boxed().toList());
        assertThat(page)
                .allSatisfy(row ->
                        assertThat(row.tests()).as("row %d", row.number()).isEqualTo(tests(row.number())));
    }

    private static String tests(int row) {
        return TESTS.getOrDefault(row, new TreeSet<>()).stream()
                .map(test -> "`" + test + "`" + (IN_A_BROWSER.contains(test) ? " (`-Pbrowser`)" : ""))
                .collect(joining(", "));
    }
}
