package io.sluice.app.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In a file, as one node has it. */
class FileRecurringStoreTest extends JdbiRecurringStoreContract {
    private final Path directory;

    FileRecurringStoreTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    protected Database database() {
        return FilePlanStoreTest.open(directory);
    }
}
