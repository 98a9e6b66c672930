package io.sluice.app.rest;

import static java.util.stream.Collectors.toMap;

import io.sluice.app.rest.PlanView.ApprovalView;
import io.sluice.app.rest.PlanView.EvidenceView;
import io.sluice.app.rest.PlanView.GateView;
import io.sluice.app.rest.PlanView.PowerView;
import io.sluice.app.rest.PlanView.ReadingView;
import io.sluice.app.rest.PlanView.RouteView;
import io.sluice.app.rest.PlanView.ShareView;
import io.sluice.app.rest.PlanView.VoteView;
import io.sluice.app.rest.SummaryView.GateSummary;
import io.sluice.app.rest.SummaryView.RouteSummary;
import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.Baseline;
import io.sluice.plan.Gate;
import io.sluice.plan.GateReading;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.TrafficBack;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Cancelled;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Transitions;
import io.sluice.plan.Vote;
import io.sluice.plan.decide.GatePower;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.Look.GateLook;
import io.sluice.plan.engine.Look.RouteLook;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.preview.Outlook;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Shows plans: what is stored, with what the last look saw. */
public final class PlanViews {
    private final PlanStore store;
    private final Outlooks outlooks;
    private final InstantSource clock;

    public PlanViews(PlanStore store, Providers providers, Pace pace, InstantSource clock) {
        this.store = store;
        this.outlooks = new Outlooks(providers, pace);
        this.clock = clock;
    }

    PlanView show(PlanId id) {
        return show(store.plan(id));
    }

    PlanView show(Plan plan) {
        return show(plan, store.findLook(plan.id()), store.document(plan.id()));
    }

    /** A plan with what is known of it besides, without asking the store. */
    PlanView show(Plan plan, Optional<Look> look, PlanStore.Document document) {
        Instant now = clock.instant();
        return new PlanView(
                plan.id().value(),
                plan.spec().name(),
                document.digest(),
                plan.state().word(),
                heldBy(plan.state()).map(HoldReason::word),
                reason(plan, look),
                plan.step(),
                plan.spec().steps().size(),
                plan.step() == 0
                        ? Optional.empty()
                        : Optional.of(plan.spec().step(plan.step()).source()),
                plan.version(),
                plan.spec().owner(),
                plan.spec().labels(),
                plan.submittedAt(),
                plan.startedAt(),
                plan.endedAt(),
                nextLookAt(plan, look),
                outlooks.end(plan, look, now),
                progress(plan, now),
                plan.revertOf().map(PlanId::value),
                document.recurring().map(RecurringId::value),
                plan.spec().routes().stream()
                        .map(route -> route(plan, route, look))
                        .toList(),
                plan.spec().gates().stream().map(gate -> gate(plan, gate, look)).toList(),
                GatePower.of(plan).stream().map(PlanViews::power).toList(),
                plan.approval().map(approval -> approval(approval, document.digest())));
    }

    /** A plan among many. */
    SummaryView summary(Plan plan, Optional<Look> look) {
        Instant now = clock.instant();
        return new SummaryView(
                plan.id().value(),
                plan.spec().name(),
                plan.state().word(),
                heldBy(plan.state()).map(HoldReason::word),
                reason(plan, look),
                plan.step(),
                plan.spec().steps().size(),
                progress(plan, now),
                nextLookAt(plan, look),
                outlooks.end(plan, look, now),
                plan.spec().labels(),
                plan.spec().owner(),
                plan.version(),
                plan.spec().routes().stream()
                        .map(route -> new RouteSummary(
                                route.name(),
                                percents(plan.spec(), desired(plan).of(route.name())),
                                natives(look, route.name())
                                        .map(WeightScale::toWeights)
                                        .map(weights -> percents(plan.spec(), weights))))
                        .toList(),
                plan.spec().gates().stream()
                        .map(gate -> summary(gate(plan, gate, look)))
                        .toList());
    }

    static GateSummary summary(GateView gate) {
        Optional<ReadingView> worst = gate.readings().stream()
                .filter(reading -> reading.verdict().equals(gate.verdict()))
                .findFirst()
                .or(() -> gate.readings().stream().findFirst());
        return new GateSummary(
                gate.name(),
                gate.verdict(),
                worst.flatMap(ReadingView::value),
                worst.flatMap(ReadingView::limit),
                worst.map(ReadingView::unit));
    }

    /** A plan that goes back after its end still has its last look for a moment, which was to be followed by none. */
    static Optional<Instant> nextLookAt(Plan plan, Optional<Look> look) {
        return look.map(Look::nextLookAt).filter(at -> !plan.isTerminal() && at.isBefore(Instant.MAX));
    }

    private static double progress(Plan plan, Instant now) {
        return Math.round(10 * Outlook.percent(plan, now)) / 10.0;
    }

    private static ApprovalView approval(Approval approval, String digest) {
        ApprovalEvidence evidence = approval.evidence(digest);
        Map<String, String> gates = new LinkedHashMap<>();
        evidence.gates().forEach((gate, verdict) -> gates.put(gate, verdict.word()));
        return new ApprovalView(
                approval.group(),
                approval.count(),
                approval.votes().stream().map(PlanViews::vote).toList(),
                approval.rejected().map(PlanViews::vote),
                approval.until(),
                approval.onTimeout().name().toLowerCase(Locale.ROOT),
                new EvidenceView(evidence.digest(), evidence.step(), gates));
    }

    private static VoteView vote(Vote vote) {
        return new VoteView(vote.by().name(), vote.reason(), vote.at());
    }

    static PowerView power(GatePower power) {
        return new PowerView(
                power.gate(),
                power.step(),
                power.source(),
                power.route(),
                power.needs().map(DurationWords::write),
                DurationWords.write(power.bake()),
                power.enough(),
                power.reason());
    }

    private static Optional<HoldReason> heldBy(PlanState state) {
        return state instanceof Held(var _, HoldReason why, var _) ? Optional.of(why) : Optional.empty();
    }

    /** The look's own sentence is the fullest, unless it was made for the state before this one. */
    private static String reason(Plan plan, Optional<Look> look) {
        return switch (plan.state()) {
            case Held held
            when held.why() instanceof Approval approval && approval.isGiven() ->
                upToDate(plan, look).orElseGet(approval::sentence);
            case Held held
            when held.why() instanceof HoldReason.Webhook webhook && webhook.isPassed() ->
                upToDate(plan, look).orElseGet(webhook::sentence);
            // When it opens may have changed since the hold began.
            case Held held
            when held.why() instanceof HoldReason.Window shut ->
                upToDate(plan, look).orElseGet(shut::sentence);
            case Held held -> held.why().sentence();
            case Reverted(var cause) -> "put back: " + cause.why();
            case Completed _ -> "every step was reached and has baked";
            case Cancelled _ -> "cancelled; the weights stay as they are";
            case Scheduled _, Shifting _, Baking _ ->
                upToDate(plan, look).or(() -> underWay(plan)).orElse("about to be looked at");
            case Reverting reverting ->
                reverting.cause().why()
                        + upToDate(plan, look)
                                .or(() -> underWay(plan))
                                .map(reason -> "; " + reason)
                                .orElse("");
        };
    }

    /** What was asked for and is not answered yet, if anything is. */
    private static Optional<String> underWay(Plan plan) {
        List<String> asked = plan.spec().routes().stream()
                .map(Route::name)
                .filter(route -> !plan.ledger(route).outstanding().isEmpty())
                .toList();
        return asked.isEmpty()
                ? Optional.empty()
                : Optional.of("asked for its weights and not answered yet: " + String.join(", ", asked));
    }

    private static Optional<String> upToDate(Plan plan, Optional<Look> look) {
        return look.filter(seen -> seen.version() == plan.version()).map(Look::reason);
    }

    private static Optional<RouteLook> look(Optional<Look> look, String route) {
        return look.stream()
                .flatMap(found -> found.routes().stream())
                .filter(found -> found.route().equals(route))
                .findFirst();
    }

    /** What a route has for weights in the cloud's own integers, where it could be seen. */
    static Optional<Map<Side, Integer>> natives(Optional<Look> look, String route) {
        return look(look, route)
                .map(RouteLook::natives)
                .filter(weights -> weights.values().stream().anyMatch(weight -> weight > 0));
    }

    private static RouteView route(Plan plan, Route route, Optional<Look> look) {
        Optional<RouteLook> seen = look(look, route.name());
        Optional<Map<Side, Integer>> natives = natives(look, route.name());
        Optional<TrafficBack> back = Optional.ofNullable(plan.returns().get(route.name()));
        return new RouteView(
                route.name(),
                route.ref().provider(),
                plan.baseline()
                        .map(baseline ->
                                percents(plan.spec(), baseline.of(route.name()).weights())),
                percents(plan.spec(), desired(plan).of(route.name())),
                natives.map(WeightScale::toWeights).map(weights -> percents(plan.spec(), weights)),
                natives.map(weights -> weights.entrySet().stream()
                        .collect(toMap(
                                entry -> entry.getKey().name(),
                                Map.Entry::getValue,
                                (one, _) -> one,
                                LinkedHashMap::new))),
                natives.flatMap(_ -> look.map(Look::at)),
                seen.flatMap(RouteLook::unseen),
                share(plan, route, seen),
                back.flatMap(TrafficBack::after).map(DurationWords::write),
                back.map(TrafficBack::reason));
    }

    private static Optional<ShareView> share(Plan plan, Route route, Optional<RouteLook> seen) {
        // What it was is over once all goes back.
        return plan.state() instanceof Reverting || plan.state() instanceof Reverted
                ? Optional.empty()
                : Optional.ofNullable(plan.shares().get(route.name()))
                        .or(() -> seen.flatMap(RouteLook::share))
                        .map(share -> new ShareView(
                                share.says().word(),
                                share.side().map(Side::name),
                                share.expectedPercent(),
                                share.observedPercent().map(PlanViews::twoDecimals),
                                share.requests(),
                                share.reason()));
    }

    private static double twoDecimals(double percent) {
        return Math.round(percent * 100) / 100.0;
    }

    /** What a plan wants its routes to have now. */
    public static RouteWeights desired(Plan plan) {
        return switch (plan.state()) {
            case Reverting _, Reverted _ ->
                plan.baseline().map(PlanViews::weights).orElseGet(plan::settled);
            case Underway underway
            when Transitions.waypoint(underway) instanceof Shifting shifting -> plan.target(shifting.step());
            default -> plan.settled();
        };
    }

    private static RouteWeights weights(Baseline baseline) {
        return new RouteWeights(baseline.byRoute().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().weights())));
    }

    /** Every side of the plan, zeros included, and strangers that have weight. */
    static Map<String, BigDecimal> percents(PlanSpec spec, Weights weights) {
        Map<String, BigDecimal> percents = new LinkedHashMap<>();
        spec.sides().forEach(side -> percents.put(side.name(), weights.percent(side)));
        weights.sides().forEach(side -> percents.putIfAbsent(side.name(), weights.percent(side)));
        return percents;
    }

    private static GateView gate(Plan plan, Gate gate, Optional<Look> look) {
        Optional<GateLook> seen = look.stream()
                .flatMap(found -> found.gates().stream())
                .filter(found -> found.gate().equals(gate.name()))
                .findFirst();
        Instant at = look.map(Look::at).orElse(plan.submittedAt());
        return new GateView(
                gate.name(),
                seen.map(GateLook::verdict)
                        .orElseGet(() -> plan.tally(gate.name()).verdict())
                        .word(),
                plan.tally(gate.name()).failures(),
                seen.map(GateLook::reason).orElse("not judged yet"),
                seen.map(GateLook::readings).orElse(List.of()).stream()
                        .map(reading -> reading(reading, at))
                        .toList());
    }

    private static ReadingView reading(GateReading reading, Instant at) {
        return new ReadingView(
                reading.route(),
                reading.side().name(),
                reading.verdict().word(),
                reading.value(),
                reading.limit(),
                reading.unit(),
                reading.window()
                        .map(window -> List.of(window.start(), window.end()))
                        .orElse(List.of()),
                reading.reason(),
                reading.numbers(),
                at);
    }
}
