package io.sluice.app.rest;

import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.app.rest.SamplesView.GatePoint;
import io.sluice.app.rest.SamplesView.RoutePoint;
import io.sluice.app.store.Sample;
import io.sluice.app.store.Sample.OfGate;
import io.sluice.app.store.Sample.OfRoute;
import io.sluice.app.store.Samples;
import io.sluice.app.store.Thinning;
import io.sluice.plan.Plan;
import io.sluice.plan.engine.PlanStore;
import io.sluice.traffic.Side;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a plan's routes had and its gates read, from its start on. */
@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
public final class SamplesResource {
    /** Of all routes and gates together, some megabytes; a plan of many is answered with fewer looks. */
    private static final int MOST_POINTS = 40_000;

    private final PlanStore store;
    private final Samples samples;

    public SamplesResource(PlanStore store, Samples samples) {
        this.store = store;
        this.samples = samples;
    }

    @GET
    @Needs(Action.READ)
    @Path("{id}/samples")
    @Described(
            value = "Show what looks at a plan saw, for charts",
            answers = @Says(status = 200, when = "What was seen, the oldest first.", gives = SamplesView.class))
    public SamplesView samples(
            @PathParam("id") String id,
            @QueryParam("since") @Nullable String since,
            @Context ContainerRequestContext request) {
        Plan plan = Parameters.plan(request, store, id);
        List<Sample> all = samples.list(plan.id(), since == null ? Instant.EPOCH : moment(since));
        int width = all.stream().mapToInt(sample -> sample.seen().width()).max().orElse(1);
        return view(
                plan,
                Thinning.to(
                        Math.max(2, MOST_POINTS / Math.max(1, width)),
                        all,
                        sample -> new Thinning.Point(sample.at(), sample.changed())));
    }

    private static Instant moment(String written) {
        try {
            return OffsetDateTime.parse(written).toInstant();
        } catch (DateTimeException _) {
            throw Problem.badParameter("since is a time such as 2026-11-24T22:00:00Z.")
                    .exception();
        }
    }

    private static SamplesView view(Plan plan, List<Sample> all) {
        Map<String, List<RoutePoint>> routes = new LinkedHashMap<>();
        Map<String, List<GatePoint>> gates = new LinkedHashMap<>();
        plan.spec().routes().forEach(route -> routes.put(route.name(), new ArrayList<>()));
        plan.spec().gates().forEach(gate -> gates.put(gate.name(), new ArrayList<>()));
        Map<String, OfRoute> before = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            Sample sample = all.get(i);
            for (OfRoute route : sample.seen().routes()) {
                boolean same = route.equals(before.put(route.route(), route));
                if (!same || i == all.size() - 1) {
                    routes.computeIfAbsent(route.route(), _ -> new ArrayList<>())
                            .add(point(plan, sample.at(), route));
                }
            }
            for (OfGate gate : sample.seen().gates()) {
                gates.computeIfAbsent(gate.gate(), _ -> new ArrayList<>()).addAll(points(sample.at(), gate));
            }
        }
        return new SamplesView(routes, gates);
    }

    private static RoutePoint point(Plan plan, Instant at, OfRoute route) {
        return new RoutePoint(
                at,
                PlanViews.percents(plan.spec(), route.desired()),
                route.observed().map(weights -> PlanViews.percents(plan.spec(), weights)));
    }

    private static List<GatePoint> points(Instant at, OfGate gate) {
        return gate.readings().isEmpty()
                ? List.of(new GatePoint(
                        at,
                        gate.verdict().word(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                : gate.readings().stream()
                        .map(reading -> new GatePoint(
                                at,
                                reading.verdict().word(),
                                reading.value(),
                                reading.limit(),
                                Optional.of(reading.route()),
                                Optional.of(reading.side()).map(Side::name)))
                        .toList();
    }
}
