package io.sluice.app.rest;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.Windows;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.preview.Ahead;
import io.sluice.plan.preview.Outlook;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When plans will be through. A plan of ten steps with windows takes about 2 ms of a processor to tell, the largest allowed one
 * 300 ms, and lists are asked for often: so what was told of a version of a plan is told again for a while.
 */
final class Outlooks {
    /** A plan that is late says so after this at the latest. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** More than the pages that anybody watches hold together. */
    private static final int MOST_KEPT = 20_000;

    private record Kept(long version, Instant at, Optional<Instant> end) {}

    private final Providers providers;
    private final Pace pace;
    private final Map<PlanId, Kept> kept = new ConcurrentHashMap<>();

    Outlooks(Providers providers, Pace pace) {
        this.providers = providers;
        this.pace = pace;
    }

    Optional<Instant> end(Plan plan, Optional<Look> look, Instant now) {
        if (plan.isTerminal()) {
            kept.remove(plan.id());
            return Optional.empty();
        }
        Kept known = kept.get(plan.id());
        if (known != null
                && known.version() == plan.version()
                && now.isBefore(known.at().plus(FRESH))) {
            return known.end();
        }
        if (kept.size() >= MOST_KEPT) {
            kept.clear();
        }
        Optional<Instant> end = Outlook.end(plan, known(plan, look, now), pace, now);
        kept.put(plan.id(), new Kept(plan.version(), now, end));
        return end;
    }

    /** What is still to come; told anew each time, for one plan that somebody looks at. */
    Ahead ahead(Plan plan, Optional<Look> look, Instant now) {
        return Outlook.ahead(plan, known(plan, look, now), pace, now);
    }

    /** When its schedule is open, as far as its calendars are known. */
    Windows windows(Plan plan, Instant now) {
        var schedule = plan.spec().schedule();
        return new Windows(
                schedule, providers.calendars().known(schedule.calendars(), now).assumingNone());
    }

    private Outlook.Known known(Plan plan, Optional<Look> look, Instant now) {
        Map<String, Outlook.Told> told = new HashMap<>();
        look.stream()
                .flatMap(found -> found.routes().stream())
                .forEach(seen -> seen.settle()
                        .ifPresent(settle -> told.put(
                                seen.route(), new Outlook.Told(seen.natives().keySet(), settle))));
        return new Outlook.Known(
                providers.timings(plan.spec().routes()),
                providers.calendars().known(plan.spec().schedule().calendars(), now),
                told);
    }
}
