package io.sluice.app.capsule;

import io.sluice.app.capsule.BoundedQueries.Said;
import io.sluice.app.capsule.Reverts.Choice;
import io.sluice.app.capsule.Reverts.Chosen;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.PlanQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which plans an order for many is for. */
final class PlanSelector {
    private static final Logger LOG = LoggerFactory.getLogger(PlanSelector.class);

    private static final Set<String> ACTIVE = Set.of("scheduled", "shifting", "baking", "held", "reverting");
    private static final Set<String> ENDED = Set.of("completed", "cancelled");

    /** Plans that the database is asked for at a time. */
    private static final int PAGE = 1_000;

    private final Reverts.Parts parts;
    private final int page;

    PlanSelector(Reverts.Parts parts) {
        this(parts, PAGE);
    }

    /** @param page how many plans the database is asked for at a time */
    PlanSelector(Reverts.Parts parts, int page) {
        this.parts = parts;
        this.page = page;
    }

    Choice choose(Selection selection) {
        long end = System.nanoTime() + parts.patience().order().toNanos();
        Said<Choice> said;
        try {
            said = parts.polls().within(parts.patience().order(), () -> fromStore(selection));
        } catch (RuntimeException e) {
            LOG.error("the database failed over which plans are meant", e);
            said = new Said.Silence<>("the database failed");
        }
        return switch (said) {
            case Said.Answer<Choice>(Choice choice) -> withForgotten(choice, selection, end);
            case Said.Silence<Choice>(String why) -> {
                Choice choice = fromCapsules(selection);
                LOG.warn("{}: plans to put back are chosen from this node's capsules: {}", why, choice.plans());
                yield choice;
            }
        };
    }

    /** What the database knows; to be asked by whoever can wait for it. */
    Choice fromStore(Selection selection) {
        PlanStore store = parts.store();
        List<PlanId> unknown = new ArrayList<>();
        List<Plan> found = new ArrayList<>();
        List<Chosen> chosen = new ArrayList<>();
        if (selection.namesPlans()) {
            for (PlanId id : selection.plans().orElseThrow()) {
                store.find(id)
                        .filter(plan -> selection.covers(plan.spec()))
                        .ifPresentOrElse(
                                found::add,
                                () -> fromCapsule(id)
                                        .filter(selection::covers)
                                        .ifPresentOrElse(
                                                spec -> {
                                                    if (selection.matches(spec)) {
                                                        chosen.add(new Chosen(id, spec.name()));
                                                    }
                                                },
                                                () -> unknown.add(id)));
            }
        } else {
            Instant now = parts.clock().instant();
            found.addAll(all(ACTIVE, selection, Optional.empty()));
            selection
                    .endedWithin()
                    .ifPresent(within -> found.addAll(all(ENDED, selection, Optional.of(now.minus(within)))));
        }
        found.stream()
                .filter(plan -> selection.matches(plan.spec()))
                .map(Reverts::chosen)
                .forEach(chosen::add);
        return new Choice(chosen, unknown, true);
    }

    /** However many there are: a plan that is left out would stay where it is, and nobody would hear so. */
    private List<Plan> all(Set<String> states, Selection selection, Optional<Instant> endedSince) {
        List<Plan> found = new ArrayList<>();
        List<Plan> next;
        do {
            Optional<PlanId> last = found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(found.getLast().id());
            next = parts.store()
                    .list(new PlanQuery(states, selection.labels(), Optional.empty(), endedSince, last, page));
            found.addAll(next);
        } while (next.size() == page);
        return found;
    }

    /** A database that came back from a standby may not know what this node has a capsule of. */
    private Choice withForgotten(Choice choice, Selection selection, long end) {
        if (selection.namesPlans()) {
            return choice;
        }
        Set<PlanId> known = new HashSet<>();
        choice.plans().forEach(plan -> known.add(plan.plan()));
        List<PlanId> others = parts.capsules().plans().stream()
                .filter(plan -> !known.contains(plan))
                .toList();
        if (others.isEmpty()) {
            return choice;
        }
        try {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            Said<List<PlanId>> said = parts.polls()
                    .within(
                            left,
                            () -> others.stream()
                                    .filter(plan -> parts.store().find(plan).isEmpty())
                                    .toList());
            if (said instanceof Said.Answer<List<PlanId>>(List<PlanId> forgotten)) {
                return new Choice(
                        Stream.concat(choice.plans().stream(), chosen(forgotten, selection))
                                .toList(),
                        choice.unknown(),
                        true);
            }
        } catch (RuntimeException e) {
            LOG.error("the database failed over which plans it has forgotten", e);
        }
        return choice;
    }

    private Choice fromCapsules(Selection selection) {
        if (selection.namesPlans()) {
            List<PlanId> named = selection.plans().orElseThrow();
            if (selection.scopes().isPresent()) {
                return named(selection, named);
            }
            // What this node has nothing of may still be a plan: the order for it is kept until the database can say.
            return new Choice(
                    named.stream()
                            .flatMap(id -> fromCapsule(id)
                                    .map(spec -> Stream.of(new Chosen(id, spec.name()))
                                            .filter(_ -> selection.matches(spec)))
                                    .orElseGet(() -> Stream.of(new Chosen(id, ""))))
                            .toList(),
                    List.of(),
                    false);
        }
        List<PlanId> plans = new ArrayList<>(parts.capsules().plans());
        selection
                .endedWithin()
                .ifPresent(within -> plans.addAll(
                        parts.capsules().endedSince(parts.clock().instant().minus(within))));
        return new Choice(chosen(plans, selection).toList(), List.of(), false);
    }

    /** For somebody who may put back some plans only: what this node has nothing of may be another's, and has not begun. */
    private Choice named(Selection selection, List<PlanId> named) {
        List<Chosen> chosen = new ArrayList<>();
        List<PlanId> unknown = new ArrayList<>();
        for (PlanId id : named) {
            fromCapsule(id)
                    .filter(selection::covers)
                    .ifPresentOrElse(
                            spec -> {
                                if (selection.matches(spec)) {
                                    chosen.add(new Chosen(id, spec.name()));
                                }
                            },
                            () -> unknown.add(id));
        }
        return new Choice(chosen, unknown, false);
    }

    private Stream<Chosen> chosen(List<PlanId> plans, Selection selection) {
        return plans.stream()
                .flatMap(plan ->
                        fromCapsule(plan)
                                .filter(selection::matches)
                                .map(spec -> new Chosen(plan, spec.name()))
                                .stream());
    }

    /** What a plan is: the database says so, or its capsule where that does not answer in time or has forgotten it. */
    Optional<PlanSpec> spec(PlanId plan) {
        try {
            Said<Optional<PlanSpec>> said = parts.polls()
                    .within(
                            parts.patience().order(),
                            () -> parts.store().find(plan).map(Plan::spec));
            if (said instanceof Said.Answer<Optional<PlanSpec>>(Optional<PlanSpec> spec) && spec.isPresent()) {
                return spec;
            }
        } catch (RuntimeException e) {
            LOG.error("the database failed over what plan {} is", plan, e);
        }
        return fromCapsule(plan);
    }

    private Optional<PlanSpec> fromCapsule(PlanId plan) {
        return parts.capsules().sound(plan).map(capsule -> parts.specs().apply(capsule.document()));
    }
}
