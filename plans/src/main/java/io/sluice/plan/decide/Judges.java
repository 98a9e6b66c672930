package io.sluice.plan.decide;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.traffic.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who says what the gates of a plan make of a look: {@link Gates} by what was measured, a rehearsal by what it foresees. */
public interface Judges {
    /** By what the look read. */
    Judges BY_FIGURES = new Judges() {
        @Override
        public List<Judgement> judge(Plan plan, Observation seen) {
            return Gates.judge(plan, seen);
        }

        @Override
        public Optional<Instant> next(Plan plan, Observation seen) {
            return Gates.next(plan, seen);
        }

        @Override
        public List<ShareJudgement> shares(Plan plan, Observation seen) {
            return Shares.judge(plan, seen);
        }

        @Override
        public TrafficReturns.Known trafficBack(Plan plan, Reverting state, Route route, Observation seen) {
            return TrafficReturns.of(plan, state, route, seen);
        }
    };

    /** Every gate's judgement, in the plan's order. */
    List<Judgement> judge(Plan plan, Observation seen);

    /** When any gate may say something else for the first time, if nobody looks before; empty if none ever will. */
    Optional<Instant> next(Plan plan, Observation seen);

    /** Whether requests follow the weights, of each route of which that is not known yet. */
    List<ShareJudgement> shares(Plan plan, Observation seen);

    /** When the requests of a route that was put back were back. */
    TrafficReturns.Known trafficBack(Plan plan, Reverting state, Route route, Observation seen);
}
