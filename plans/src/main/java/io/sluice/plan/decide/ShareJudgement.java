package io.sluice.plan.decide;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.ShareJudged;
import io.sluice.plan.RouteShare;
import io.sluice.plan.RouteShare.Says;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one look made of the requests of a route.
 *
 * @param last whether nothing that comes later counts
 * @param awaits when there is more that is worth waiting for after the bake; empty where a step does not wait
 */
public record ShareJudgement(RouteShare found, boolean last, Optional<Instant> awaits) {
    /** The lines of what is known for good; a route that does not follow its weights holds the plan. */
    static List<PlanEvent> news(Plan plan, List<ShareJudgement> judged) {
        List<PlanEvent> events = new ArrayList<>();
        judged.stream()
                .map(ShareJudgement::found)
                .filter(share -> share.says() == Says.DISAGREES)
                .findFirst()
                .ifPresent(share -> events.add(new HoldStarted(new HoldReason.Share(share.route(), share.reason()))));
        judged.stream().filter(ShareJudgement::last).forEach(judgement -> events.add(judgement.event(plan)));
        return events;
    }

    /** The lines of what is still open when a step goes on without it. */
    static List<PlanEvent> unproved(Plan plan, List<ShareJudgement> judged) {
        return judged.stream()
                .<PlanEvent>map(judgement -> judgement.event(plan))
                .toList();
    }

    private ShareJudged event(Plan plan) {
        return new ShareJudged(Gates.followed(plan), found);
    }
}
