package io.sluice.plan.preview;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.Timings;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightScale;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a preview is made from: a plan that nobody has submitted yet, and one look at what it is about.
 *
 * @param planDigest of the plan as written
 * @param routes what the look showed of every route, by name
 * @param timings of all who have figures of the plan
 * @param calendars those that its schedule names
 * @param accounts that the plan calls
 * @param around what else there is to tell
 * @param pace at which plans are looked at here
 * @param balancerErrorPercent the most that a balancer itself may answer with errors here
 */
public record Scene(
        PlanSpec spec,
        String planDigest,
        Map<String, ObservedRoute> routes,
        Timings timings,
        Calendars calendars,
        List<Account> accounts,
        Surroundings around,
        Pace pace,
        double balancerErrorPercent) {
    /** Nobody ever sees it: what is rehearsed is never stored. */
    private static final PlanId NO_ID = new PlanId("pl_00000000000000000000000000");

    public Scene {
        routes = Map.copyOf(routes);
        accounts = List.copyOf(accounts);
    }

    /** The same with what was found around the routes. */
    public Scene amid(Surroundings found) {
        return new Scene(spec, planDigest, routes, timings, calendars, accounts, found, pace, balancerErrorPercent);
    }

    public ObservedRoute route(String name) {
        return Objects.requireNonNull(routes.get(name), () -> "no route " + name);
    }

    Timing timing(String route) {
        return timings.route(route);
    }

    /** The plan as it would stand once submitted. */
    Plan submitted(Instant now) {
        PlanEvent submitted =
                new PlanEvent.Submitted(planDigest, spec.expected().byRoute());
        List<PlanEvent> first =
                Stream.concat(Stream.of(submitted), around.surveys().stream()).toList();
        return Plan.blank(NO_ID, spec, 1, now).after(JournalLine.following(0, first, Principal.SLUICE, now));
    }

    /**
     * The clouds as the plan expects them; a route that shows something else is told apart, and a plan that waits for that to end
     * would show nobody anything. For the same reason a calendar that is not known has no events here, and is told apart.
     */
    World world() {
        Map<String, ObservedRoute> expected = new HashMap<>(routes);
        expected.replaceAll((_, seen) -> seen.shows(spec.expect()) ? seen : asExpected(seen));
        return World.before(spec.routes(), expected, timings).knowing(calendars.assumingNone());
    }

    private ObservedRoute asExpected(ObservedRoute seen) {
        WeightScale scale = seen.traits().scale();
        return World.showing(
                seen,
                World.split(
                        seen.attached(),
                        scale.holds(spec.expect())
                                ? scale.toNative(spec.expect())
                                : spec.expect().shares()));
    }
}
