package io.sluice.app.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In the embedded database. */
class FileFeedTest extends FeedContract {
    private final Path directory;

    FileFeedTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    protected Database database() {
        return FilePlanStoreTest.open(directory);
    }
}
