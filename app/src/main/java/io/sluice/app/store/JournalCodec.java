package io.sluice.app.store;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import io.sluice.plan.engine.Look;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Journal lines, folds and looks as JSON text.
 *
 * <p>A line is {@code {"seq", "at", "type", "by", "how", "data"}}, as the API shows it; {@code how} is there where somebody proved who
 * they are. A line written today must be read by every
 * later release, so a name or a field here may be added and never changed; {@code journal/v1.jsonl} of the tests holds
 * each to it.
 */
public final class JournalCodec {
    private static final Map<Class<? extends PlanEvent>, String> TYPES = Map.ofEntries(
            entry(PlanEvent.Submitted.class, "submitted"),
            entry(PlanEvent.RevertTaken.class, "revert-taken"),
            entry(PlanEvent.Surveyed.class, "surveyed"),
            entry(PlanEvent.Started.class, "started"),
            entry(PlanEvent.StepStarted.class, "step-started"),
            entry(PlanEvent.PauseStarted.class, "pause-started"),
            entry(PlanEvent.ApprovalAsked.class, "approval-asked"),
            entry(PlanEvent.ApprovalGiven.class, "approval-given"),
            entry(PlanEvent.ApprovalRejected.class, "approval-rejected"),
            entry(PlanEvent.ApprovalVoided.class, "approval-voided"),
            entry(PlanEvent.WebhookReached.class, "webhook-reached"),
            entry(PlanEvent.WebhookAsked.class, "webhook-asked"),
            entry(PlanEvent.WebhookAnswered.class, "webhook-answered"),
            entry(PlanEvent.WriteIntended.class, "write-intended"),
            entry(PlanEvent.WriteApplied.class, "write-applied"),
            entry(PlanEvent.WriteRefused.class, "write-refused"),
            entry(PlanEvent.WriteUnknown.class, "write-unknown"),
            entry(PlanEvent.WeightsVerified.class, "weights-verified"),
            entry(PlanEvent.StepTakenBack.class, "step-taken-back"),
            entry(PlanEvent.GateJudged.class, "gate-judged"),
            entry(PlanEvent.ShareJudged.class, "share-judged"),
            entry(PlanEvent.HoldStarted.class, "hold-started"),
            entry(PlanEvent.HoldEnded.class, "hold-ended"),
            entry(PlanEvent.PauseAsked.class, "pause-asked"),
            entry(PlanEvent.ResumeAsked.class, "resume-asked"),
            entry(PlanEvent.DriftHandled.class, "drift-handled"),
            entry(PlanEvent.LateLanding.class, "late-landing"),
            entry(PlanEvent.DriftTraced.class, "drift-traced"),
            entry(PlanEvent.PromoteAsked.class, "promote-asked"),
            entry(PlanEvent.CancelAsked.class, "cancel-asked"),
            entry(PlanEvent.RevertStarted.class, "revert-started"),
            entry(PlanEvent.ApprovalOverdue.class, "approval-overdue"),
            entry(PlanEvent.BakeStopped.class, "bake-stopped"),
            entry(PlanEvent.ClockStepped.class, "clock-stepped"),
            entry(PlanEvent.BaselineBack.class, "baseline-back"),
            entry(PlanEvent.BaselineLost.class, "baseline-lost"),
            entry(PlanEvent.TrafficBack.class, "traffic-back"),
            entry(PlanEvent.Reverted.class, "reverted"),
            entry(PlanEvent.Completed.class, "completed"));

    private static final Map<String, Class<? extends PlanEvent>> EVENTS =
            TYPES.entrySet().stream().collect(toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private final ObjectMapper mapper = StoredJson.mapper();

    private record Line(long seq, Instant at, String type, Principal by, Optional<Proof> how, JsonNode data) {
        Principal principal() {
            return how.map(by::provedBy).orElse(by);
        }
    }

    /** The word for an event, as stored and as shown. */
    public static String type(PlanEvent event) {
        String type = TYPES.get(event.getClass());
        if (type == null) {
            throw new IllegalStateException("no word for " + event.getClass());
        }
        return type;
    }

    public String write(JournalLine line) {
        PlanEvent event = line.event();
        return text(new Line(
                line.seq(), line.at(), type(event), line.by(), line.by().how(), mapper.valueToTree(event)));
    }

    /**
     * The line of a text.
     *
     * @throws IllegalArgumentException if it is none, or one of a release to come
     */
    public JournalLine readLine(String text) {
        Line line = value(text, Line.class);
        Class<? extends PlanEvent> event = EVENTS.get(line.type());
        if (event == null) {
            throw new IllegalArgumentException("no event is called " + line.type());
        }
        try {
            return new JournalLine(line.seq(), line.at(), line.principal(), mapper.treeToValue(line.data(), event));
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    /** A plan without its spec, which its document says. */
    public String write(Plan plan) {
        return text(PlanFold.of(plan));
    }

    /**
     * The plan of a fold.
     *
     * @throws IllegalArgumentException if another release wrote it in another form; its journal has it all
     */
    public Plan readPlan(PlanId id, PlanSpec spec, String fold) {
        return value(fold, PlanFold.class).toPlan(id, spec);
    }

    public String write(Look look) {
        return text(look);
    }

    public Look readLook(String text) {
        return value(text, Look.class);
    }

    private String text(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    private <T> T value(String text, Class<T> type) {
        try {
            T value = mapper.readValue(text, type);
            if (value == null) {
                throw new IllegalArgumentException("null is none");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    private static IllegalArgumentException unreadable(JsonProcessingException e) {
        return new IllegalArgumentException("cannot be read: " + e.getOriginalMessage(), e);
    }
}
