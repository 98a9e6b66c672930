package io.sluice.arena;

import io.sluice.arena.Contestant.Call;
import io.sluice.arena.Contestant.Watch;
import io.sluice.arena.Ramp.Step;

/**
 * How a run ended.
 *
 * @param reverted false: the plan came to its end, or was given up waiting
 * @param minutes until then
 * @param bad requests that went wrong until then because of the incident
 * @param incident the first minute in which one did; {@code Traffic.MINUTES}: none until then
 */
record Run(boolean reverted, int minutes, double bad, int incident) {
    /** Plays a plan under the eyes of a judge. */
    static Run play(Ramp ramp, Traffic traffic, Contestant contestant) {
        Watch watch = contestant.watch(traffic.normal());
        Published published = new Published(traffic);
        double bad = 0;
        int incident = Traffic.MINUTES;
        int step = 0;
        int since = 0;
        for (int now = 0; now < Traffic.MINUTES; now++) {
            Call call = now == 0 ? Call.GO_ON : watch.look(published);
            if (call == Call.REVERT) {
                return new Run(true, now, bad, incident);
            }
            Step current = ramp.steps().get(step);
            if (call == Call.GO_ON && now - since >= current.bakeMinutes()) {
                step++;
                since = now;
                published.stepBegins();
                if (step == ramp.steps().size()) {
                    return new Run(false, now, bad, incident);
                }
                current = ramp.steps().get(step);
            }
            Served happened = traffic.served(now, current.share());
            if (happened.bad() > 0) {
                incident = Math.min(incident, now);
            }
            bad += happened.bad();
            published.over(happened);
        }
        return new Run(false, Traffic.MINUTES, bad, incident);
    }
}
