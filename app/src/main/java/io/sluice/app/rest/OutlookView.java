package io.sluice.app.rest;

import io.sluice.app.rest.PreviewView.OpenEndView;
import io.sluice.app.rest.PreviewView.StageView;
import io.sluice.plan.Plan;
import io.sluice.plan.decide.Windows;
import io.sluice.plan.preview.Ahead;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a plan that was submitted still does, as clients see it: times in UTC, percentages as numbers.
 *
 * @param at when this was foreseen
 * @param end when it is through if all goes well; empty where it never is, and once it is over
 * @param endsAs the state it ends in, or stays in
 * @param stages the steps that are left, and the present one where anything is still to happen in it
 * @param moves each time that a route is asked for other weights
 * @param waitsFor people: all times after one are too early
 * @param shut when its schedule lets nothing move forward, from its start to its end
 * @param foreseenUntil from when on nothing is told any more, as too much happens
 */
record OutlookView(
        Instant at,
        Optional<Instant> end,
        String endsAs,
        String timeZone,
        List<StageView> stages,
        List<MoveView> moves,
        List<OpenEndView> waitsFor,
        List<ShutView> shut,
        Optional<Instant> foreseenUntil) {
    /** More than anybody reads; a plan of ten thousand steps would make an answer of megabytes. */
    private static final int MOST_STAGES = 500;

    private static final int MOST_MOVES = 2_000;
    private static final int MOST_SHUT = 500;

    /** How far a page looks ahead where a plan has no end. */
    private static final Duration BEYOND = Duration.ofHours(1);

    /** One call. */
    record MoveView(Instant at, int step, String route, Map<String, BigDecimal> to) {}

    /**
     * A stretch of time in which nothing moves forward.
     *
     * @param until excluded
     * @param blackout why, where a blackout says it
     */
    record ShutView(Instant from, Instant until, Optional<String> blackout) {}

    static OutlookView of(Plan plan, Optional<Ahead> ahead, Windows windows, Instant now) {
        List<StageView> stages = ahead.stream()
                .flatMap(coming -> coming.stages().stream())
                .limit(MOST_STAGES)
                .map(PreviewViews::stage)
                .toList();
        List<MoveView> moves = ahead.stream()
                .flatMap(coming -> coming.moves().stream())
                .limit(MOST_MOVES)
                .map(move ->
                        new MoveView(move.at(), move.step(), move.route(), PlanViews.percents(plan.spec(), move.to())))
                .toList();
        Optional<Instant> end = ahead.flatMap(Ahead::end);
        Instant last = plan.endedAt()
                .or(() -> end)
                .or(() -> stages.isEmpty()
                        ? Optional.empty()
                        : Optional.of(stages.getLast().until()))
                .orElse(now);
        return new OutlookView(
                now,
                end,
                ahead.map(Ahead::endsAs).orElse(plan.state().word()),
                plan.spec().schedule().timeZone().getId(),
                stages,
                moves,
                ahead.stream()
                        .flatMap(coming -> coming.waitsFor().stream())
                        .map(open -> new OpenEndView(open.at(), open.step(), open.heldBy(), open.why()))
                        .toList(),
                shut(windows, plan.startedAt().orElse(plan.submittedAt()), last.plus(BEYOND)),
                ahead.flatMap(coming ->
                        coming.stages().size() > MOST_STAGES || coming.moves().size() > MOST_MOVES
                                ? Optional.of(until(stages, moves))
                                : coming.foreseenUntil()));
    }

    private static Instant until(List<StageView> stages, List<MoveView> moves) {
        Instant lastStage = stages.getLast().until();
        return moves.size() < MOST_MOVES || moves.getLast().at().isAfter(lastStage)
                ? lastStage
                : moves.getLast().at();
    }

    /** A blackout within a shut window is told by itself. */
    private static List<ShutView> shut(Windows windows, Instant from, Instant to) {
        List<ShutView> shut = new ArrayList<>();
        Optional<Instant> next = windows.shutBetween(from, to);
        while (next.isPresent() && shut.size() < MOST_SHUT && next.get().isBefore(to)) {
            Instant start = next.get();
            Optional<Instant> opens = windows.nextOpening(start).filter(open -> open.isBefore(to));
            shut.add(new ShutView(start, opens.orElse(to), windows.blackoutAt(start)));
            next = opens.flatMap(windows::closesAt);
        }
        return shut;
    }
}
