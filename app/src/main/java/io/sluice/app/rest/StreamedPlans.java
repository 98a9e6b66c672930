package io.sluice.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.app.stream.PlanFaces;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Plans in the streams of events, as they are in answers. */
public final class StreamedPlans implements PlanFaces {
    private final JdbiPlanStore store;
    private final PlanViews views;
    private final ObjectMapper mapper;

    /** @param mapper that of all answers */
    public StreamedPlans(JdbiPlanStore store, PlanViews views, ObjectMapper mapper) {
        this.store = store;
        this.views = views;
        this.mapper = mapper;
    }

    @Override
    public Optional<Name> name(PlanId plan) {
        return store.find(plan).map(Plan::spec).map(spec -> new Name(spec.name(), spec.labels()));
    }

    @Override
    public List<Face> summaries(Collection<PlanId> plans) {
        return store.seen(plans).stream()
                .map(one -> face(one.plan(), views.summary(one.plan(), one.look())))
                .toList();
    }

    @Override
    public Optional<Face> whole(PlanId plan) {
        return store.find(plan).map(found -> face(found, views.show(found)));
    }

    private Face face(Plan plan, Object view) {
        try {
            return new Face(plan.spec().labels(), mapper.writeValueAsString(view));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view can be written", e);
        }
    }
}
