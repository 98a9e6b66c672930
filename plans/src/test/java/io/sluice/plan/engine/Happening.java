package io.sluice.plan.engine;

import io.sluice.provider.inmemory.Mishap;
import io.sluice.traffic.ProviderError;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * One thing that goes wrong in a walk, or that somebody does. Nodes and routes are counted round: the seventh of three is the first.
 */
sealed interface Happening {
    /** The next write to a route is lost, refused, done twice, or done unseen. */
    record NextWrite(int route, Mishap goes) implements Happening {}

    /**
     * The next write to a route is done late, over whatever was written in between, and nobody is told.
     *
     * @param after as a part of how late its cloud lets a call land, 0 to 1
     * @param now whether it is done at once, too
     */
    record NextWriteIsLate(int route, double after, boolean now) implements Happening {}

    record NextLookFails(int route, ProviderError error) implements Happening {}

    /** Looks show what a route has now, whatever is done to it meanwhile. */
    record LooksAreStale(int route, Duration lasts) implements Happening {}

    record FigureChanges(int route, boolean ofNewSide, Shows shows) implements Happening {}

    /** What is measured from now on. */
    enum Shows {
        MANY_ERRORS,
        NO_ERRORS,
        ERRORS_UNKNOWN,
        NOBODY_HEALTHY,
        ALL_HEALTHY,
        FEW_REQUESTS,
        REQUESTS_UNKNOWN,
        SLOW_ANSWERS,
        QUICK_ANSWERS,
        METRICS_DOWN,
        METRICS_BACK
    }

    /** An operator asks a node for something. */
    record Asked(int node, Move move) implements Happening {}

    /** What operators and approvers do. */
    enum Move {
        PAUSE,
        RESUME_ADOPTING,
        RESUME_REASSERTING,
        PROMOTE,
        REVERT,
        REVERT_EXACTLY,
        CANCEL,
        LOOK_AT_WHAT_TO_APPROVE,
        SUBMITTER_APPROVES,
        ALICE_APPROVES,
        BOB_APPROVES,
        MALLORY_APPROVES,
        ALICE_REJECTS
    }

    /** Something comes between two lines of what a node does. */
    record Between(int node, int points, Interruption what) implements Happening {}

    /** Something comes where a node is about to do something, or has just done it: whichever gets there next. */
    record At(Interruptions.Point point, Interruption what) implements Happening {}

    /** What may come between any two lines. */
    sealed interface Interruption {
        /** The process ends there; another one comes up after a while. */
        record Death(Duration until) implements Interruption {}

        /** Nothing of the process goes on, but its clocks do. */
        record Freeze(Duration lasts) implements Interruption {}

        /** What it was about to do takes long; whatever else it does goes on. */
        record Stall(Duration lasts) implements Interruption {}

        /** Somebody asks the same node for something. */
        record Asked(Move move) implements Interruption {}

        record ClockSet(Duration by) implements Interruption {}
    }

    /** A process ends, wherever it is. */
    record NodeDies(int node, Duration until) implements Happening {}

    /** All processes end at once. */
    record AllDie(Duration until) implements Happening {}

    /** A process is told to end, and does so when its ticks are over. */
    record NodeIsStopped(int node, Duration until) implements Happening {}

    /**
     * The store answers nobody, or only one node gets no answer.
     *
     * @param toReads whether even reading fails
     */
    record StoreFails(OptionalInt node, boolean toReads, Duration lasts) implements Happening {}

    /** The store answers nobody, or only this node gets no answer; and this node is told to put the plan back. */
    record RevertWithoutStore(int node, boolean onlyThere, Duration lasts) implements Happening {}

    /**
     * Of what a node writes to the store next, nobody knows whether it was written.
     *
     * @param done whether it was
     */
    record CommitIsUnknown(int node, boolean done) implements Happening {}

    /** A node takes the plan over, whoever is at it. */
    record ClaimIsSeized(int node) implements Happening {}

    /** A node looks at the plan before its time. */
    record TickOutOfTurn(int node) implements Happening {}

    /** The clock that all nodes go by is set. */
    record ClockIsSet(Duration by) implements Happening {}

    /** Nobody knows for a while what stands in the calendar. */
    record CalendarIsAway(Duration lasts) implements Happening {}

    /** Somebody else sets a route's weights: those of the old side, the new one, and perhaps of a third. */
    record StrangerSets(int route, List<Integer> weights) implements Happening {}
}
