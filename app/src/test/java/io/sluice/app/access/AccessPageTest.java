package io.sluice.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@code docs/access.md} says what the service does: its tables are those that the filters go by. */
class AccessPageTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "access.md"));
    }

    @Test
    void theTableOfRolesIsTheOneThatIsKept() throws IOException {
        assertThat(page()).contains(AccessTable.markdown());
    }

    @Test
    void theTableOfCallsIsWhatTheResourcesNeed() throws IOException {
        assertThat(page()).contains(Endpoints.markdown());
    }

    @Test
    void everyActionIsExplained() throws IOException {
        String page = page();
        assertThat(Arrays.asList(Action.values()))
                .allSatisfy(action -> assertThat(page).contains("| " + action.word() + " | " + action.what() + " |\n"));
    }
}
