package io.sluice.plan.decide;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate.NoDataPolicy;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;

/**
 * Why a figure is missing: three causes that look alike and want different things done.
 *
 * <pre>
 * requests of this side   of all other sides              heartbeat   cause
 * some                    any                             any         the metrics pipeline: there was something to measure
 * 0 or missing            enough that 0 is no chance      any         the weight is not applied
 * 0 or missing            0, or too few to tell           any         idle
 * missing                 missing                         measured    idle: the metrics arrive, so there were no requests
 * missing                 missing                         missing     the metrics pipeline, for all that is known
 * </pre>
 *
 * <p>The last two are what clouds say of a minute in which nobody came: none of them publishes a 0 for it.
 */
record NoData(Cause cause, String why) {
    /** A side with so many requests expected has none by chance once in 22,000 windows (Poisson, e^-10). */
    private static final double EXPECTED_AT_LEAST = 10;

    enum Cause {
        IDLE,
        NOT_APPLIED,
        PIPELINE
    }

    /**
     * Tells the cause.
     *
     * @param why what the source said
     */
    static NoData of(GateFigures figures, Weights split, Side side, String why) {
        if (!figures.hasEvents()) {
            return new NoData(Cause.PIPELINE, why);
        }
        TimeWindow window = figures.latest();
        String what = figures.gate().figure() instanceof Figure.Rate ? "events" : "requests";
        boolean known = figures.events(side, window) instanceof Measured;
        if (figures.events(side, window) instanceof Measured(double own) && own > 0) {
            return new NoData(
                    Cause.PIPELINE,
                    "%s; %s had %.0f %s, so its metrics are incomplete".formatted(why, side, own, what));
        }
        double others = 0;
        for (Side other : figures.present()) {
            if (!other.equals(side) && figures.events(other, window) instanceof Measured(double theirs)) {
                known = true;
                others += theirs;
            }
        }
        if (!known) {
            return ofSilence(figures, why);
        }
        double share = split.share(side) / (double) Weights.WHOLE;
        double expected = share < 1 ? others * share / (1 - share) : 0;
        if (expected >= EXPECTED_AT_LEAST) {
            return new NoData(
                    Cause.NOT_APPLIED,
                    "%s; %s has %s %% of the weight and no %s while the others had %.0f, so the weight is not applied"
                            .formatted(why, side, split.percent(side), what, others));
        }
        return new NoData(Cause.IDLE, "%s; there were no %s to speak of, so it is idle".formatted(why, what));
    }

    /** Nobody's requests are known: clouds say the same of none and of metrics that got lost. */
    private static NoData ofSilence(GateFigures figures, String why) {
        if (figures.gate().figure() instanceof Figure.Rate) {
            return new NoData(
                    Cause.PIPELINE, why + "; no side has its events counted, so the metrics may be out of order");
        }
        return switch (figures.heartbeat()) {
            case Measured _ ->
                new NoData(
                        Cause.IDLE, why + "; nobody sent requests while the metrics themselves arrive, so it is idle");
            case Missing(String noSign) ->
                new NoData(
                        Cause.PIPELINE,
                        "%s; nobody had requests, or the metrics are out of order, and nothing tells which: %s"
                                .formatted(why, noSign));
        };
    }

    OnNoData policy(NoDataPolicy policy) {
        return switch (cause) {
            case IDLE -> policy.idle();
            case NOT_APPLIED -> policy.notApplied();
            case PIPELINE -> policy.pipeline();
        };
    }
}
