package io.sluice.app.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.app.rest.PlanView.PowerView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A preview as clients see it: times in UTC, percentages as numbers, weights as the cloud's own integers.
 *
 * @param digest of the plan as written
 * @param previewDigest what a submission names to start exactly this
 * @param obstacles why it would not go so now: a submission would be refused, or the plan would wait
 * @param startsAt empty: never
 * @param estimatedEnd empty: never
 * @param endsAs the state it ends in, or stays in
 * @param cost what it costs more than staying; absent where no prices are configured
 * @param waitsFor people: all times after one are too early
 */
public record PreviewView(
        String name,
        String digest,
        String previewDigest,
        Instant at,
        List<String> obstacles,
        Optional<Instant> startsAt,
        Optional<Instant> estimatedEnd,
        String endsAs,
        List<RouteView> routes,
        List<WriteView> writes,
        List<StageView> calendar,
        List<OpenEndView> waitsFor,
        List<PowerView> power,
        List<CallsView> calls,
        Optional<CostView> cost,
        List<HazardView> hazards) {

    /**
     * One route as it is.
     *
     * @param settle how long traffic may follow the weights before a change
     * @param stickiness how long a client stays with its backend whatever the weights say
     * @param targets how many targets of each side are healthy; without sides whose cloud does not tell
     */
    public record RouteView(
            String name,
            String provider,
            String kind,
            Map<String, BigDecimal> expected,
            Map<String, BigDecimal> live,
            @JsonProperty("native") Map<String, Integer> natives,
            boolean asExpected,
            String revision,
            String settle,
            Optional<String> stickiness,
            Map<String, AmountView> targets) {}

    /**
     * A number, or why it is not known.
     *
     * @param reason why there is no value
     */
    public record AmountView(Optional<BigDecimal> value, Optional<String> reason) {}

    /**
     * One call.
     *
     * @param from the cloud's integers before it
     * @param to the same after it
     * @param errorPoints by how many percentage points they miss what is wanted
     */
    public record WriteView(
            int number,
            Instant at,
            int step,
            String route,
            String purpose,
            Map<String, BigDecimal> wanted,
            Map<String, Integer> from,
            Map<String, Integer> to,
            BigDecimal errorPoints) {}

    /**
     * One step in the calendar.
     *
     * @param shownAt since when every route shows its weights, and it bakes
     * @param estimated whether its end depends on what its gates see
     */
    public record StageView(
            int step,
            Optional<String> source,
            String what,
            Instant from,
            Optional<Instant> shownAt,
            Instant until,
            boolean estimated,
            List<HoldView> holds) {}

    /** A stretch of waiting. */
    public record HoldView(Instant from, Instant until, String heldBy, String reason) {}

    /** Where it waits for somebody. */
    public record OpenEndView(Instant at, int step, String heldBy, String reason) {}

    /** What it takes of what an account may be asked. */
    public record CallsView(
            String provider, String quota, BigDecimal perMinute, BigDecimal percent, int writes, BigDecimal allowed) {}

    /**
     * What a run is expected to cost more than staying, with as much traffic and as many targets as now.
     *
     * @param currency its code of ISO 4217
     * @param asOf of when the prices are
     * @param untilEnd over the whole run
     */
    public record CostView(String currency, Optional<Instant> asOf, List<StepCostView> steps, AmountView untilEnd) {}

    /** What an hour costs more than staying while routes are as a step has them. */
    public record StepCostView(int step, AmountView perHour) {}

    /** What is worth a second look. */
    public record HazardView(String name, String pointer, String sentence) {}
}
