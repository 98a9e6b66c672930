package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.PlanFixture;
import io.sluice.plan.Plan;
import io.sluice.plan.engine.Look;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanViewsTest {
    private static final Plan PLAN = Plan.blank(
            PlanFixture.id(1), PlanFixture.Submission.of(1, "edge").plan().spec(), 1, PlanFixture.NOON);

    private static Optional<Look> look(Instant next) {
        return Optional.of(new Look(1, PlanFixture.NOON, next, "it has ended", List.of(), List.of()));
    }

    /** It was answered as the year 1,000,000,000, which is no time to any client. */
    @Test
    void aLookThatIsFollowedByNoneNamesNoTime() {
        assertThat(PlanViews.nextLookAt(PLAN, look(Instant.MAX))).isEmpty();
        assertThat(PlanViews.nextLookAt(PLAN, look(PlanFixture.NOON.plusSeconds(1))))
                .contains(PlanFixture.NOON.plusSeconds(1));
        assertThat(PlanViews.nextLookAt(PLAN, Optional.empty())).isEmpty();
    }
}
