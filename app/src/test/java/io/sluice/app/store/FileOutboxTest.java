package io.sluice.app.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In the embedded database. */
class FileOutboxTest extends OutboxContract {
    private final Path directory;

    FileOutboxTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    protected Database database() {
        return FilePlanStoreTest.open(directory);
    }
}
