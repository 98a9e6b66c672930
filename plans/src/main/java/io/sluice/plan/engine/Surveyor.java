package io.sluice.plan.engine;

import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.plan.decide.Surveys;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Timing;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Looks at what traffic was like before a plan, where its gates need to know; what cannot be had keeps no plan from starting. */
final class Surveyor {
    private final Observer observer;

    Surveyor(Observer observer) {
        this.observer = observer;
    }

    /** The line that says so, if there is anything to say. */
    List<PlanEvent> survey(PlanSpec spec, Instant now) {
        if (!Surveys.wanted(spec)) {
            return List.of();
        }
        Map<String, Timing> timings = observer.timings(spec.routes());
        Map<FigureQuery, Reading> readings =
                observer.figures(Surveys.queries(spec, timings, now), spec.expected(), now);
        return List.of(new PlanEvent.Surveyed(Surveys.of(spec, timings, now, readings)));
    }
}
