package io.sluice.app.store;

import com.codahale.metrics.MetricRegistry;
import java.nio.file.Path;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.io.TempDir;

/** In a file, as one node has it. */
class FilePlanStoreTest extends JdbiPlanStoreContract {
    private final Path directory;

    FilePlanStoreTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Database open(Path directory) {
        return Database.open(Database.inFile(directory.resolve("sluice")).build(new MetricRegistry(), "store"));
    }

    @Override
    protected Database database() {
        return open(directory);
    }

    @Override
    protected void asOwner(String sql) {
        sql(sql);
    }

    @Override
    protected Jdbi unguarded() {
        sql("drop trigger if exists journal_only_grows");
        sql("drop trigger if exists plan_never_goes_back");
        sql("drop trigger if exists plan_route_stays");
        return jdbi();
    }
}
