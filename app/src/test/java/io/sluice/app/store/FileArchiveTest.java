package io.sluice.app.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In a file, whose one process is its archivist too. */
class FileArchiveTest extends ArchiveContract {
    private final Path data;

    FileArchiveTest(@TempDir Path data) {
        this.data = data;
    }

    @Override
    protected Database database() {
        return FilePlanStoreTest.open(data);
    }

    @Override
    protected Database asArchivist(Database same) {
        return same;
    }
}
