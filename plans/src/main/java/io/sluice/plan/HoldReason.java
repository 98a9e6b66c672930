package io.sluice.plan;

import static java.util.stream.Collectors.joining;

import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Why a plan waits where it is, with what is needed to tell when it may go on. */
public sealed interface HoldReason {
    /**
     * A pause step, or an operator's command.
     *
     * @param until empty: until somebody resumes it
     * @param why what was written or said
     */
    record Pause(Optional<Instant> until, String why) implements HoldReason {}

    /**
     * An approval step: people must say that the plan may go on.
     *
     * @param step the approval's own, counted from 1
     * @param until empty: until somebody decides
     * @param evidence how each gate stood when they were asked; a vote is for this and for nothing worse
     * @param votes of different people
     * @param rejected who said no, and why
     * @param overdue when it was said that nobody decided in time, if it was
     */
    record Approval(
            int step,
            String group,
            int count,
            Optional<Instant> until,
            Step.OnTimeout onTimeout,
            Map<String, Verdict> evidence,
            List<Vote> votes,
            Optional<Vote> rejected,
            Optional<Instant> overdue)
            implements HoldReason {
        public Approval {
            evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
            votes = List.copyOf(votes);
        }

        public boolean isGiven() {
            return votes.size() >= count;
        }

        /** What a yes is for, of the plan with this digest. */
        public ApprovalEvidence evidence(String digest) {
            return new ApprovalEvidence(digest, step, evidence);
        }

        public boolean hasVoted(Principal person) {
            return votes.stream().anyMatch(vote -> vote.by().isSamePersonAs(person));
        }

        /** Whether its time is over. */
        public boolean isLate(Instant now) {
            return until.filter(end -> !now.isBefore(end)).isPresent();
        }

        Approval with(Vote vote) {
            List<Vote> more = new ArrayList<>(votes);
            more.add(vote);
            return new Approval(step, group, count, until, onTimeout, evidence, more, rejected, overdue);
        }

        /** Asked once more; before there was a new time for it, that of the first asking went on. */
        Approval asked(Map<String, Verdict> anew, Optional<Instant> end) {
            return new Approval(
                    step,
                    group,
                    count,
                    end.or(() -> until),
                    onTimeout,
                    anew,
                    List.of(),
                    rejected,
                    end.isPresent() ? Optional.empty() : overdue);
        }

        Approval rejected(Vote vote) {
            return new Approval(step, group, count, until, onTimeout, evidence, votes, Optional.of(vote), overdue);
        }

        Approval stepped(ClockStep step) {
            return new Approval(
                    this.step, group, count, step.of(until), onTimeout, evidence, votes, rejected, step.of(overdue));
        }

        Approval late(Instant at) {
            return new Approval(step, group, count, until, onTimeout, evidence, votes, rejected, Optional.of(at));
        }

        public String told() {
            if (isGiven()) {
                return "approved by " + names();
            }
            String who = votes.isEmpty() ? "" : ", has that of " + names();
            return "waits for %d of %s to approve%s%s"
                    .formatted(
                            count,
                            group,
                            who,
                            until.map(end -> (overdue.isPresent() ? "; overdue since " : "; until ") + end)
                                    .orElse(""));
        }

        private String names() {
            return votes.stream().map(vote -> vote.by().name()).collect(joining(", "));
        }
    }

    /**
     * A webhook step: a hook must say that the plan may go on.
     *
     * @param step the webhook's own, counted from 1
     * @param timeout from when it is asked first to when it is asked last
     * @param asked empty: it has not been asked yet, or shall be asked anew
     * @param promoted whether somebody said to go on without it
     */
    record Webhook(
            int step,
            String hook,
            Duration timeout,
            io.sluice.plan.Gate.OnFail onFail,
            Optional<Asked> asked,
            boolean promoted)
            implements HoldReason {
        /** Whether the plan may go on as far as the hook goes. */
        public boolean isPassed() {
            return promoted
                    || asked.flatMap(Asked::last).filter(Webhook::passes).isPresent();
        }

        /** Why it counts as failed, if it does. */
        public Optional<String> failure() {
            return isPassed()
                    ? Optional.empty()
                    : asked.filter(Asked::isOver)
                            .map(over -> "hook %s %s"
                                    .formatted(
                                            hook,
                                            over.saysNo()
                                                    ? over.told()
                                                    : "did not pass in " + DurationWords.write(timeout) + ": it "
                                                            + over.told()));
        }

        /** Whether a person must say what becomes of the plan. */
        public boolean needsPerson() {
            return onFail == io.sluice.plan.Gate.OnFail.HOLD && failure().isPresent();
        }

        Webhook asks(String id, Instant at, Instant until) {
            return with(Optional.of(new Asked(id, at, until, 0, Optional.empty(), Optional.empty())), false);
        }

        /** What an answer makes of it; one to an earlier question, or after a yes or no, says nothing any more. */
        Webhook answered(String id, HookAnswer answer, Instant at) {
            boolean over = isPassed() || failure().isPresent();
            return with(
                    asked.map(question -> question.id().equals(id) && !over ? question.answered(answer, at) : question),
                    promoted);
        }

        Webhook stepped(ClockStep clock) {
            return with(asked.map(question -> question.stepped(clock)), promoted);
        }

        Webhook anew() {
            return with(Optional.empty(), false);
        }

        Webhook withoutIt() {
            return with(asked, true);
        }

        private Webhook with(Optional<Asked> question, boolean goesOn) {
            return new Webhook(step, hook, timeout, onFail, question, goesOn);
        }

        private static boolean passes(HookAnswer answer) {
            return answer.says() == HookAnswer.Says.PASS;
        }

        public String told() {
            if (promoted) {
                return "goes on without hook " + hook;
            }
            if (isPassed()) {
                return "hook " + hook + " " + asked.map(Asked::told).orElse("passed");
            }
            return failure()
                    .map(why -> needsPerson() ? why + "; resume asks it anew, promote goes on without it" : why)
                    .or(() -> asked.map(question ->
                            "hook %s %s; asked again until %s".formatted(hook, question.told(), question.until())))
                    .orElse("is about to ask hook " + hook);
        }
    }

    /**
     * A question to a hook.
     *
     * @param id the same each time that it is asked
     * @param until when it is asked for the last time
     * @param answers how often it was answered, or not
     */
    record Asked(
            String id,
            Instant since,
            Instant until,
            int answers,
            Optional<HookAnswer> last,
            Optional<Instant> answeredAt) {
        /** Whether asking again is no use, or too late; a hook that was not asked since its time was over still has a chance. */
        boolean isOver() {
            return saysNo() || answeredAt.filter(at -> !at.isBefore(until)).isPresent();
        }

        boolean saysNo() {
            return last.filter(answer -> switch (answer.says()) {
                        case FAIL, REFUSED -> true;
                        case PASS, WAIT, UNKNOWN, SILENT -> false;
                    })
                    .isPresent();
        }

        String told() {
            return last.map(HookAnswer::told).orElse("is asked");
        }

        Asked stepped(ClockStep clock) {
            return new Asked(id, clock.of(since), clock.of(until), answers, last, clock.of(answeredAt));
        }

        Asked answered(HookAnswer answer, Instant at) {
            return new Asked(id, since, until, answers + 1, Optional.of(answer), Optional.of(at));
        }
    }

    /**
     * The schedule allows no forward write now.
     *
     * @param opens empty: never again
     * @param shut since when it stands shut, if the bake clock has to know: nobody may have looked right then
     * @param blackout why, where a blackout that gives its reason shuts it
     */
    record Window(Optional<Instant> opens, Optional<Instant> shut, Optional<String> blackout) implements HoldReason {
        /** One that stops no clock, or stops it now. */
        public Window(Optional<Instant> opens) {
            this(opens, Optional.empty(), Optional.empty());
        }
    }

    /**
     * Nobody knows whether the schedule allows forward writes now.
     *
     * @param why a sentence that names the calendar
     */
    record Calendar(String why) implements HoldReason {}

    /**
     * A gate failed whose failure holds.
     *
     * @param why how, as it reads after the gate's name
     */
    record Gate(String gate, String why) implements HoldReason {}

    record NoData(String gate, String why) implements HoldReason {}

    /**
     * Somebody else changed the weights.
     *
     * @param seen what the drifted routes showed when they were found
     */
    record Drift(Map<String, Weights> seen, String why) implements HoldReason {
        public Drift {
            seen = Map.copyOf(seen);
        }
    }

    /**
     * A route did not show its weights in time; the others go back to the last split that all had.
     *
     * @param routes those that did not
     */
    record Stuck(Set<String> routes, String why) implements HoldReason {
        public Stuck {
            routes = Set.copyOf(routes);
        }
    }

    /** The requests of a route do not follow the weights that it shows. */
    record Share(String route, String why) implements HoldReason {}

    record ProviderFailure(String route, String why) implements HoldReason {}

    /** An automatic revert has nowhere healthy to go: a person must decide. */
    record NoWayBack(RevertCause cause, String why) implements HoldReason {}

    /** The word of the plan resource's {@code heldBy}. */
    default String word() {
        return switch (this) {
            case Pause _ -> "pause";
            case Approval _ -> "approval";
            case Webhook _ -> "webhook";
            case Window _, Calendar _ -> "window";
            case Gate _ -> "gate";
            case NoData _ -> "no-data";
            case Drift _ -> "drift";
            case Stuck _ -> "stuck";
            case Share _ -> "share";
            case ProviderFailure _ -> "provider-error";
            case NoWayBack(RevertCause cause, String _) ->
                switch (cause.kind()) {
                    case DRIFT -> "drift";
                    case STUCK -> "stuck";
                    case APPROVAL -> "approval";
                    case WINDOW -> "window";
                    case WEBHOOK -> "webhook";
                    case GATE, GUARD, ORDERED, END -> "gate";
                };
        };
    }

    /** Whether bake time stands still under this hold. */
    default boolean stopsBake() {
        return switch (this) {
            case Pause _, Approval _, Webhook _, Window _, Calendar _, Drift _, Stuck _, Share _, ProviderFailure _ ->
                true;
            case Gate _, NoData _, NoWayBack _ -> false;
        };
    }

    /** Whether it ends by the clock alone, so that one can tell beforehand when. */
    default boolean endsByTheClock() {
        return switch (this) {
            case Pause pause -> pause.until().isPresent();
            case Window window -> window.opens().isPresent();
            // A program answers, and no person has to.
            case Webhook webhook -> webhook.failure().isEmpty();
            // People have said yes; what is left is a window, or a gate.
            case Approval approval -> approval.isGiven();
            case Calendar _, Gate _, NoData _, Drift _, Stuck _, Share _, ProviderFailure _, NoWayBack _ -> false;
        };
    }

    /** When the bake clock stopped under this hold that is laid on now. */
    default Instant stoppedBake(Instant now) {
        return this instanceof Window window
                ? window.shut().filter(now::isAfter).orElse(now)
                : now;
    }

    /** The sentence that the plan resource shows. */
    default String sentence() {
        return switch (this) {
            case Pause(Optional<Instant> until, String why) ->
                why + until.map(end -> "; goes on at " + end).orElse("; until somebody resumes it");
            case Approval approval -> approval.told();
            case Webhook webhook -> webhook.told();
            case Window(Optional<Instant> opens, Optional<Instant> _, Optional<String> blackout) ->
                opens.map(open -> "the window is shut until " + open
                                + blackout.map(why -> " (" + why + ")").orElse(""))
                        .orElse("the schedule has no window any more; cancel or revert");
            case Calendar(String why) -> why + "; nothing moves forward until it is";
            case Gate(String gate, String why) -> "gate " + gate + " " + why;
            case NoData(String gate, String why) -> "gate " + gate + " has no data: " + why;
            case Drift(Map<String, Weights> _, String why) -> why;
            case Stuck(Set<String> _, String why) -> why;
            case Share(String _, String why) -> why + "; goes on once its traffic follows, or when somebody resumes it";
            case ProviderFailure(String route, String why) -> "route " + route + ": " + why;
            case NoWayBack(RevertCause cause, String why) ->
                cause.why() + "; not put back by itself because " + why + ": a person must decide";
        };
    }
}
