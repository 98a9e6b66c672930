package io.sluice.app.store;

import io.sluice.app.store.JournalRows.Stored;
import io.sluice.app.store.PlanRows.Claimed;
import io.sluice.plan.IllegalTransition;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.traffic.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds a plan against its journal, and the journal against its hashes, wherever both are kept. */
final class PlanProof {
    private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Specs<PlanId> specs;
    private final JournalCodec codec;

    /** @param specReader reads a spec from the canonical text of its file */
    PlanProof(Function<String, PlanSpec> specReader, JournalCodec codec) {
        this.specs = new Specs<>(specReader);
        this.codec = codec;
    }

    /**
     * What came of one plan.
     *
     * @param lines how many are as they were written
     */
    record Looked(long lines, Optional<String> fault) {}

    Looked look(Claimed claimed, List<Stored> journal) {
        ChainWalk walk = new ChainWalk(claimed.row().id(), codec);
        journal.forEach(walk::next);
        Optional<String> fault = walk.end(claimed.head());
        return new Looked(walk.lines().size(), fault.or(() -> faultOf(claimed, walk.lines())));
    }

    /**
     * What is kept beside a plan for those who search, and is not what the plan says.
     *
     * @param routes the names of its routes
     */
    Optional<String> besides(PlanRows.Row row, Map<String, String> labels, Set<String> routes) {
        PlanSpec spec = specs.of(row.id(), row.document());
        Set<String> names = spec.routes().stream().map(Route::name).collect(Collectors.toSet());
        if (!names.equals(routes)) {
            return Optional.of("the routes beside the plan are not those of the plan: they are %s and should be %s"
                    .formatted(new TreeSet<>(routes), new TreeSet<>(names)));
        }
        return labels.equals(spec.labels())
                ? Optional.empty()
                : Optional.of("the labels beside the plan are not those of the plan: they are %s and should be %s"
                        .formatted(new TreeMap<>(labels), new TreeMap<>(spec.labels())));
    }

    /** What a row says that its journal, which is in order, does not. */
    private Optional<String> faultOf(Claimed claimed, List<JournalLine> lines) {
        PlanRows.Row row = claimed.row();
        if (SHA256.matcher(claimed.digest()).matches()
                && !claimed.digest().equals("sha256:" + JournalChain.sha256(row.document()))) {
            return Optional.of("the document is not the one that was submitted");
        }
        if (submitted(lines).filter(digest -> !digest.equals(claimed.digest())).isPresent()) {
            return Optional.of("the digest is not the one that was submitted");
        }
        try {
            PlanSpec spec = specs.of(row.id(), row.document());
            Plan told = Plan.blank(
                            row.id(),
                            spec,
                            row.firstGeneration(),
                            lines.getFirst().at())
                    .after(lines);
            List<String> others = new ArrayList<>();
            if (!told.state().word().equals(claimed.state())) {
                others.add("state");
            }
            if (told.generation() != claimed.generation()) {
                others.add("generation");
            }
            if (!told.endedAt().map(Times::column).map(at -> at.toInstant()).equals(claimed.endedAt())) {
                others.add("ended_at");
            }
            if (!isFold(row, spec, told)) {
                others.add("fold");
            }
            return others.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the row says something else than its journal in " + String.join(", ", others));
        } catch (IllegalArgumentException e) {
            return Optional.of("the document cannot be read by this release");
        } catch (IllegalTransition e) {
            return Optional.of("the journal cannot be told again: " + e.getMessage());
        }
    }

    private static Optional<String> submitted(List<JournalLine> lines) {
        return lines.stream()
                .map(JournalLine::event)
                .filter(PlanEvent.Submitted.class::isInstance)
                .map(event -> ((PlanEvent.Submitted) event).digest())
                .findFirst();
    }

    /** A fold that this release cannot read is of another one; it is made again from the journal, and proves nothing. */
    private boolean isFold(PlanRows.Row row, PlanSpec spec, Plan told) {
        try {
            return codec.readPlan(row.id(), spec, row.fold()).equals(told);
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
