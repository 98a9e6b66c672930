package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.StoreUnavailable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a real PostgreSQL, where the archivist is a role of its own. */
class PostgresArchiveTest extends ArchiveContract {
    private static final PostgresServer SERVER = PostgresServer.shared();

    @Override
    protected Database database() {
        return SERVER.open(SERVER.renewed("archived"));
    }

    @Override
    protected Database asArchivist(Database same) {
        return PostgresServer.open(SERVER.settings("archived", "sluice_archivist"));
    }

    @Test
    void theRoleOfTheServiceArchivesNothing(@TempDir Path directory) {
        try (Database database = SERVER.open(SERVER.newDatabase())) {
            JdbiPlanStore store = new JdbiPlanStore(database, PlanFixture::read);
            Created created = store.create(Submission.of(1, "edge").plan());
            assertThat(store.append(
                            ((Created.Stored) created).plan(),
                            List.of(new PlanEvent.CancelAsked("stays so")),
                            PlanFixture.ANN,
                            NOON))
                    .isPresent();
            assertThatThrownBy(() -> new Archive(database, PlanFixture::read)
                            .run(directory, NOON.plusSeconds(1), NOON.plusSeconds(1), _ -> {}))
                    .isInstanceOf(StoreUnavailable.class)
                    .rootCause()
                    .hasMessageContaining("permission denied to set role");
            assertThat(store.find(id(1))).isPresent();
        }
    }
}
