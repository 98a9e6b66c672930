package io.sluice.app.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.app.capsule.Reverts;
import io.sluice.app.openapi.As;
import io.sluice.plan.PlanId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan as clients see it: times in UTC, percentages as numbers, and a sentence for every wait.
 *
 * @param step counted with ramps expanded, from 1; 0 before the first
 * @param source a JSON pointer to the written step that it comes from
 * @param recurring the recurring plan whose run it is
 * @param approval that it waits for, if it does
 * @param estimatedEnd when it is through if all goes well from here on, windows included; empty where somebody has to say something
 *     first, and once it is over
 * @param progress percent of its steps that are done, the one that bakes by its bake; 100 once it is completed, 0 once all is back
 * @param power of gates that weigh a step's windows together: whether the steps bake long enough for them
 */
public record PlanView(
        String id,
        String name,
        String digest,
        @As("PlanState") String state,
        Optional<String> heldBy,
        String reason,
        int step,
        int steps,
        Optional<String> source,
        long version,
        String owner,
        Map<String, String> labels,
        Instant submittedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<Instant> nextLookAt,
        Optional<Instant> estimatedEnd,
        double progress,
        Optional<String> revertOf,
        Optional<String> recurring,
        List<RouteView> routes,
        List<GateView> gates,
        List<PowerView> power,
        Optional<ApprovalView> approval) {

    /** This way back, shown as the plan that goes back by it: it goes back until the database says that it has ended. */
    PlanView inPlaceOf(PlanId plan, String why) {
        return new PlanView(
                plan.value(),
                name,
                digest,
                "reverting",
                Optional.empty(),
                why,
                step,
                steps,
                source,
                version,
                owner,
                labels,
                Reverts.submittedAt(plan).orElse(submittedAt),
                Optional.empty(),
                Optional.empty(),
                nextLookAt,
                estimatedEnd,
                progress,
                Optional.empty(),
                recurring,
                routes,
                gates,
                power,
                approval);
    }

    /**
     * What the plan waits for people to say.
     *
     * @param until when it is too late
     * @param onTimeout what becomes of the plan then
     * @param evidence to be sent with an approval, as it is
     */
    public record ApprovalView(
            String group,
            int count,
            List<VoteView> votes,
            Optional<VoteView> rejected,
            Optional<Instant> until,
            String onTimeout,
            EvidenceView evidence) {}

    /** What somebody said. */
    public record VoteView(String by, String reason, Instant at) {}

    /** What an approval is for. */
    public record EvidenceView(
            String digest, int step, @As("Verdict") Map<String, String> gates) {}

    /**
     * One route.
     *
     * @param natives the cloud's own integers
     * @param unseen why the last look did not see it
     * @param share whether its requests split as its weights say, at the step whose weights it shows; empty where that step did not
     *     move it
     * @param trafficBackAfter how long at most after a revert was accepted its requests were back, such as {@code 7s}; empty before the
     *     plan is reverted, and where that was not measured
     * @param trafficBack the same as a sentence, which says why where it was not measured
     */
    public record RouteView(
            String name,
            String provider,
            Optional<Map<String, BigDecimal>> baseline,
            Map<String, BigDecimal> desired,
            Optional<Map<String, BigDecimal>> observed,
            @JsonProperty("native") Optional<Map<String, Integer>> natives,
            Optional<Instant> observedAt,
            Optional<String> unseen,
            Optional<ShareView> share,
            Optional<String> trafficBackAfter,
            Optional<String> trafficBack) {}

    /**
     * What was found out, or is being found out, about the requests of a route.
     *
     * @param verdict {@code agrees}, {@code disagrees}, {@code undecided}, {@code not-provable} or {@code waived}
     * @param expected percent of the requests that the weights give the side
     * @param observed percent that it had
     * @param requests that were counted, of all sides
     */
    public record ShareView(
            String verdict,
            Optional<String> side,
            Optional<Double> expected,
            Optional<Double> observed,
            long requests,
            String reason) {}

    /** One gate. */
    public record GateView(
            String name, @As("Verdict") String verdict, int failures, String reason, List<ReadingView> readings) {}

    /** What a gate read on one side of one route. */
    public record ReadingView(
            String route,
            String side,
            @As("Verdict") String verdict,
            Optional<Double> value,
            Optional<Double> limit,
            String unit,
            List<Instant> window,
            String reason,
            Optional<Map<String, Double>> numbers,
            Instant at) {}

    /**
     * Whether a step bakes long enough for a gate to decide.
     *
     * @param needs a duration such as {@code 42m}; empty where the traffic before the plan does not say
     * @param bake the most that the step bakes
     */
    public record PowerView(
            String gate,
            int step,
            String source,
            String route,
            Optional<String> needs,
            String bake,
            boolean enough,
            String reason) {}
}
