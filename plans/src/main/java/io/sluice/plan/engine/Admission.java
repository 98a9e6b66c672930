package io.sluice.plan.engine;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.engine.PlanStore.OfRecurring;
import io.sluice.plan.preview.PreviewDigest;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Decides whether a plan may be stored: what is wrong with it is found before anything is touched, and all of it at once. */
public final class Admission {
    private final PlanStore store;
    private final Examiner examiner;
    private final Alarm alarm;
    private final InstantSource clock;
    private final Supplier<PlanId> ids;

    /** An admission over its parts. */
    public Admission(PlanStore store, Examiner examiner, Alarm alarm, InstantSource clock, Supplier<PlanId> ids) {
        this.store = store;
        this.examiner = examiner;
        this.alarm = alarm;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * A plan as it was read from its file.
     *
     * @param preview the one that it was seen in, if it is to start only as that
     * @param run the one of a recurring plan that it is
     */
    public record Submission(
            PlanSpec spec,
            String document,
            String digest,
            Principal by,
            Optional<IdempotencyKey> idempotencyKey,
            Optional<PreviewDigest> preview,
            Optional<OfRecurring> run) {
        /** One that somebody asks for. */
        public Submission(
                PlanSpec spec,
                String document,
                String digest,
                Principal by,
                Optional<IdempotencyKey> idempotencyKey,
                Optional<PreviewDigest> preview) {
            this(spec, document, digest, by, idempotencyKey, preview, Optional.empty());
        }

        /** One that starts whatever anybody has seen of it. */
        public Submission(
                PlanSpec spec, String document, String digest, Principal by, Optional<IdempotencyKey> idempotencyKey) {
            this(spec, document, digest, by, idempotencyKey, Optional.empty());
        }
    }

    /** What became of a submission. */
    public sealed interface Answer {
        record Accepted(Plan plan) implements Answer {}

        /** The same was submitted before; this is the plan that it made. */
        record Repeated(Plan plan) implements Answer {}

        /** The key was used for another plan. */
        record KeyReused() implements Answer {}

        /** The plan cannot be carried out as it is written. */
        record Invalid(List<Fault> faults) implements Answer {
            public Invalid {
                faults = List.copyOf(faults);
            }
        }

        /** The plan is sound, and the world is not as it expects. */
        record Conflict(String why, Optional<PlanId> owner) implements Answer {}

        /** The run that it was to be is settled already. */
        record RunSettled() implements Answer {}

        /** Something is not as it was in the preview that the submission names. */
        record Outdated(String why) implements Answer {}

        /** A provider cannot be asked now. */
        record Unavailable(String why) implements Answer {}
    }

    public Answer submit(Submission submission) {
        Instant now = clock.instant();
        Optional<Answer> earlier = submission
                .idempotencyKey()
                .flatMap(key -> store.findCreated(submission.by(), key, now))
                .map(Admission::answer);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        PlanSpec spec = submission.spec();
        List<Fault> faults = examiner.faults(spec, submission.by(), now);
        if (!faults.isEmpty()) {
            return new Answer.Invalid(faults);
        }
        Map<String, String> keys = examiner.keys(spec);
        return ownedByOther(keys).or(() -> notAsExpected(submission)).orElseGet(() -> store(submission, keys, now));
    }

    private Optional<Answer> ownedByOther(Map<String, String> keys) {
        for (Map.Entry<String, String> route : keys.entrySet()) {
            Optional<PlanId> owner = store.findOwner(route.getValue());
            if (owner.isPresent()) {
                return Optional.of(owned(route.getKey(), owner.get()));
            }
        }
        return Optional.empty();
    }

    private static Answer owned(String route, PlanId owner) {
        return new Answer.Conflict(
                "route %s belongs to plan %s until that ends".formatted(route, owner), Optional.of(owner));
    }

    /** Looks at every route: whether it is there, can do what the plan needs, and has the weights that it expects. */
    private Optional<Answer> notAsExpected(Submission submission) {
        PlanSpec spec = submission.spec();
        return switch (examiner.look(spec)) {
            case Examiner.Found.Unfit unfit -> Optional.of(new Answer.Invalid(unfit.faults()));
            case Examiner.Found.Unseen(String why) -> Optional.of(new Answer.Unavailable(why));
            case Examiner.Found.Fit(Map<String, ObservedRoute> seen) ->
                drifted(spec, seen).or(() -> outdated(submission, seen));
        };
    }

    private static Optional<Answer> drifted(PlanSpec spec, Map<String, ObservedRoute> seen) {
        List<String> drifted = new ArrayList<>();
        for (Route route : spec.routes()) {
            Optional.ofNullable(seen.get(route.name()))
                    .filter(shown -> !shown.shows(spec.expect()))
                    .ifPresent(shown -> drifted.add(difference(route, shown.weights(), spec.expect())));
        }
        return drifted.isEmpty()
                ? Optional.empty()
                : Optional.of(new Answer.Conflict(String.join("; ", drifted), Optional.empty()));
    }

    /** By the same look: what was previewed is what starts, or nothing does. */
    private Optional<Answer> outdated(Submission submission, Map<String, ObservedRoute> seen) {
        Instant now = clock.instant();
        return submission
                .preview()
                .flatMap(named -> PreviewDigest.changed(
                        named, examiner.scene(submission.spec(), submission.digest(), seen, now), now))
                .map(Answer.Outdated::new);
    }

    private static String difference(Route route, Weights live, Weights expected) {
        return "%s has %s live, and the plan expects %s".formatted(route.name(), live, expected);
    }

    private Answer store(Submission submission, Map<String, String> keys, Instant now) {
        PlanEvent submitted = new PlanEvent.Submitted(
                submission.digest(), submission.spec().expected().byRoute());
        Created created = store.create(new NewPlan(
                ids.get(),
                submission.spec(),
                submission.document(),
                submission.digest(),
                keys,
                Stream.concat(Stream.of(submitted), examiner.surveyor().survey(submission.spec(), now).stream())
                        .toList(),
                submission.by(),
                now,
                now,
                submission.idempotencyKey(),
                submission.run()));
        if (created instanceof Created.Stored(Plan plan)) {
            alarm.set(plan.id(), now);
        }
        return answer(created);
    }

    private static Answer answer(Created created) {
        return switch (created) {
            case Created.Stored(Plan plan) -> new Answer.Accepted(plan);
            case Created.Repeated(Plan plan) -> new Answer.Repeated(plan);
            case Created.RouteTaken(String route, PlanId owner) -> owned(route, owner);
            case Created.KeyReused _ -> new Answer.KeyReused();
            case Created.RunSettled _ -> new Answer.RunSettled();
        };
    }
}
