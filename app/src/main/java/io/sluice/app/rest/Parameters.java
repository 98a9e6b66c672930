package io.sluice.app.rest;

import io.sluice.app.access.Access;
import io.sluice.app.access.Caller;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore;
import io.sluice.traffic.DurationWords;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads what stands in paths and queries; what makes no sense there is a problem, not a default. */
final class Parameters {
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    private Parameters() {}

    /**
     * The plan that a path names, for what its method needs; what is no id, what is nobody's id and what is not there for who asks are
     * told alike.
     */
    static Plan plan(ContainerRequestContext request, PlanStore store, String id) {
        Plan plan = plan(Access.caller(request), store, id);
        Access.require(request, plan.spec().labels());
        return plan;
    }

    /** The same where nothing is needed but to see it. */
    static Plan plan(Caller caller, PlanStore store, String id) {
        return PlanId.find(id)
                .flatMap(store::find)
                .filter(found -> caller.sees(found.spec().labels()))
                .orElseThrow(() -> Problem.noSuchPlan().exception());
    }

    static int limit(@Nullable String written) {
        return limit(written, LARGEST_PAGE);
    }

    static int limit(@Nullable String written, int largest) {
        if (written == null) {
            return USUAL_PAGE;
        }
        long limit = number("limit", written);
        if (limit < 1 || limit > largest) {
            throw Problem.badParameter("limit is 1 to " + largest + ".").exception();
        }
        return (int) limit;
    }

    static long sequence(@Nullable String written) {
        return written == null ? 0 : number("after", written);
    }

    private static long number(String name, String written) {
        if (!written.matches("\\d{1,9}")) {
            throw Problem.badParameter(name + " is a whole number.").exception();
        }
        return Long.parseLong(written);
    }

    static Duration duration(String name, @Nullable String written, Duration usual, Duration longest) {
        if (written == null) {
            return usual;
        }
        return DurationWords.read(written)
                .filter(duration -> duration.compareTo(longest) <= 0)
                .orElseThrow(() -> Problem.badParameter(
                                name + " is a duration such as 10s, at most " + DurationWords.write(longest) + ".")
                        .exception());
    }

    static boolean flag(String name, @Nullable String written) {
        if (written == null || written.equals("false")) {
            return false;
        }
        if (written.equals("true")) {
            return true;
        }
        throw Problem.badParameter(name + " is true or false.").exception();
    }
}
