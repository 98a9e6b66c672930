package io.sluice.app.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In the embedded database. */
class FileNodesTest extends NodesContract {
    private final Path directory;

    FileNodesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    protected Database database() {
        return FilePlanStoreTest.open(directory);
    }
}
