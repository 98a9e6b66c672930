package io.sluice.app.notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.sluice.app.links.PublicUrl;
import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.notice.Notice;
import io.sluice.plan.notice.Notices;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is told, as it was when it happened: the {@code data} of an event, and what other messages are made of.
 *
 * <p>It is kept as JSON until it is delivered, and receivers read it: fields may be added, never changed.
 *
 * @param plan the plan, as the line left it; in a notice of a recurring plan that one, in state {@code recurring}
 * @param kind what happened, in one word
 * @param severity {@code info}, {@code warning} or {@code critical}
 * @param attention {@code none}, {@code needed} where a person has to do something, {@code over} where nobody has to any more
 * @param by who asked for it, {@code sluice} where nobody did
 * @param at when, RFC 3339 in UTC
 * @param seq of the line in the plan's journal, or of the run among those of its recurring plan
 * @param run of a recurring plan, where it is told of one; not where it is told that it was stopped
 */
@JsonInclude(Include.NON_NULL)
record Telling(
        OfPlan plan,
        String kind,
        String severity,
        String attention,
        String sentence,
        String by,
        String at,
        long seq,
        @Nullable OfRun run) {
    /** What is told of a line of a plan's journal. */
    Telling(
            OfPlan plan,
            String kind,
            String severity,
            String attention,
            String sentence,
            String by,
            String at,
            long seq) {
        this(plan, kind, severity, attention, sentence, by, at, seq, null);
    }

    /** What stands for the state of a plan that comes again. */
    private static final String RECURRING = "recurring";

    /** More than any sentence that was thought of; a provider's detail may be of any length. */
    private static final int LONGEST_SENTENCE = 4_000;

    /**
     * A plan in few words.
     *
     * @param heldBy the word of what holds it, where something does
     * @param step the step it is at or was at last, counted from 1; 0 before the first
     * @param url where it can be read, where the service knows how people call it
     */
    @JsonInclude(Include.NON_NULL)
    record OfPlan(
            String id,
            String name,
            String owner,
            Map<String, String> labels,
            String state,
            @Nullable String heldBy,
            int step,
            int steps,
            @Nullable String url) {
        static OfPlan of(Plan plan, Optional<PublicUrl> service) {
            return new OfPlan(
                    plan.id().value(),
                    plan.spec().name(),
                    plan.spec().owner(),
                    new TreeMap<>(plan.spec().labels()),
                    plan.state().word(),
                    heldBy(plan.state()),
                    plan.step(),
                    plan.spec().steps().size(),
                    service.map(url -> url.plan(plan.id())).orElse(null));
        }

        private static @Nullable String heldBy(PlanState state) {
            return state instanceof PlanState.Held(var _, HoldReason why, var _) ? why.word() : null;
        }

        /** The step in words. */
        String progress() {
            return step == 0 ? "not at its first step yet" : "step " + step + " of " + steps;
        }
    }

    /**
     * A run that became no plan.
     *
     * @param recurring the id of its recurring plan
     * @param due RFC 3339 in UTC
     * @param outcome {@code skipped} or {@code refused}
     */
    record OfRun(String recurring, String due, String outcome) {}

    static Telling of(RecurringPlan plan, long number, RecurringRun run, Notice notice, Optional<PublicUrl> service) {
        return of(
                plan,
                number,
                notice,
                Principal.SLUICE,
                run.at(),
                new OfRun(plan.id().value(), run.due().toString(), run.outcome().word()),
                service);
    }

    static Telling of(
            RecurringPlan plan,
            long number,
            RecurringPlan.Stopped stopped,
            Notice notice,
            Optional<PublicUrl> service) {
        return of(plan, number, notice, stopped.by(), stopped.at(), null, service);
    }

    private static Telling of(
            RecurringPlan plan,
            long number,
            Notice notice,
            Principal by,
            Instant at,
            @Nullable OfRun run,
            Optional<PublicUrl> service) {
        Optional<PlanSpec> spec = plan.written();
        return new Telling(
                new OfPlan(
                        plan.id().value(),
                        spec.map(PlanSpec::name).orElse(plan.id().value()),
                        spec.map(PlanSpec::owner).orElse(""),
                        new TreeMap<>(spec.map(PlanSpec::labels).orElse(Map.of())),
                        RECURRING,
                        null,
                        0,
                        spec.map(one -> one.steps().size()).orElse(0),
                        service.map(url -> url.recurring(plan.id())).orElse(null)),
                notice.kind(),
                notice.severity().word(),
                notice.attention().word(),
                Texts.clipped(notice.sentence(), LONGEST_SENTENCE),
                by.name(),
                at.toString(),
                number,
                run);
    }

    static Telling of(Notices.Told told, Optional<PublicUrl> service) {
        return new Telling(
                OfPlan.of(told.plan(), service),
                told.notice().kind(),
                told.notice().severity().word(),
                told.notice().attention().word(),
                Texts.clipped(told.notice().sentence(), LONGEST_SENTENCE),
                told.line().by().name(),
                told.line().at().toString(),
                told.line().seq());
    }

    /** Whether it is of a plan that comes again, and not of one that runs. */
    boolean isRecurring() {
        return plan.state().equals(RECURRING);
    }

    /** Where the plan stands, in words. */
    String standing() {
        if (isRecurring()) {
            return run == null ? "recurring, stopped" : "recurring, run " + seq + " due at " + run.due();
        }
        return plan.state() + ", " + plan.progress();
    }

    /** Where more is to be read of it. */
    String address() {
        return (isRecurring() ? "/api/v1/recurring/" : "/api/v1/plans/") + plan.id();
    }

    /** The sentence with the name of its plan, on one line. */
    String headline() {
        return Texts.line(plan.name() + ": " + sentence);
    }
}
