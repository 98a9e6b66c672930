package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Holds {@code docs/bad-input.md} to what is answered: a test that names a row gets nothing that the page does not say of it. */
final class RowUnderTest {
    private static final Map<Integer, Set<String>> PAGE = BadInputs.answers();
    private static final ThreadLocal<Set<Integer>> ROWS = ThreadLocal.withInitial(Set::of);

    private RowUnderTest() {}

    static void begin(ExtensionContext test) {
        ROWS.set(BadInputs.rows(
                test.getDisplayName(), test.getRequiredTestMethod().getName()));
    }

    /** The next test of this thread may know nothing of rows. */
    static void end() {
        ROWS.remove();
    }

    /** What a problem said just now: its status, and its kind unless the status says it all. */
    static void answered(int status, String type) {
        String answer = type.equals("about:blank")
                ? String.valueOf(status)
                : status + " " + type.substring(type.lastIndexOf(':') + 1);
        for (int row : ROWS.get()) {
            assertThat(PAGE.getOrDefault(row, Set.of()))
                    .as("what docs/bad-input.md says of row %d", row)
                    .contains(answer);
        }
    }
}
