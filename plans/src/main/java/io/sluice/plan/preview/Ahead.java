package io.sluice.plan.preview;

import io.sluice.plan.preview.Rehearsal.OpenEnd;
import io.sluice.plan.preview.Rehearsal.Run;
import io.sluice.plan.preview.Rehearsal.Written;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a plan that is under way still does, if all goes well from here on.
 *
 * @param end empty: never
 * @param endsAs the word of the state it ends in, or stays in
 * @param waitsFor people, who say yes at once here: all times after one are too early
 * @param foreseenUntil from when on nothing is foreseen any more, as too much happens
 */
public record Ahead(
        Optional<Instant> end,
        String endsAs,
        List<Stage> stages,
        List<Move> moves,
        List<OpenEnd> waitsFor,
        Optional<Instant> foreseenUntil) {
    public Ahead {
        stages = List.copyOf(stages);
        moves = List.copyOf(moves);
        waitsFor = List.copyOf(waitsFor);
    }

    /**
     * A route that is asked for other weights.
     *
     * @param step for which it is, counted from 1; 0 is the start
     */
    public record Move(Instant at, int step, String route, Weights to) {
        private static Move of(Written written) {
            return new Move(
                    written.at(),
                    written.step(),
                    written.intent().route(),
                    written.intent().to().orElseGet(() -> WeightScale.toWeights(written.to())));
        }
    }

    static Ahead of(Run run) {
        return new Ahead(
                run.end(),
                run.plan().state().word(),
                Stage.of(run),
                run.writes().stream().map(Move::of).toList(),
                run.openEnds(),
                run.cutOffAt());
    }
}
