package io.sluice.sandbox.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The faults on order; the first line that matches a call and is not used up strikes it. */
public final class FaultScript {
    private final List<Line> lines = new ArrayList<>();

    /** An order, and how many calls it has let pass and struck so far. */
    public record Progress(FaultOrder order, int skipped, int struck) {}

    public synchronized void add(List<FaultOrder> orders) {
        orders.forEach(order -> lines.add(new Line(order)));
    }

    public synchronized void clear() {
        lines.clear();
    }

    public synchronized List<Progress> progress() {
        return lines.stream()
                .map(line -> new Progress(line.order, line.skipped, line.struck))
                .toList();
    }

    public synchronized Optional<Fault> strike(String action, Set<String> arns) {
        return strike(action, arns, _ -> true);
    }

    /** The same for what is no call of its own, and is struck only by lines that name it. */
    public synchronized Optional<Fault> strikeNamed(String action, Set<String> arns) {
        return strike(action, arns, order -> order.action().isPresent());
    }

    private Optional<Fault> strike(String action, Set<String> arns, Predicate<FaultOrder> eligible) {
        for (Line line : lines) {
            if (line.struck < line.order.times() && line.order.matches(action, arns) && eligible.test(line.order)) {
                if (line.skipped < line.order.skip()) {
                    line.skipped++;
                } else {
                    line.struck++;
                    return Optional.of(line.order.fault());
                }
            }
        }
        return Optional.empty();
    }

    private static final class Line {
        private final FaultOrder order;
        private int skipped;
        private int struck;

        private Line(FaultOrder order) {
            this.order = order;
        }
    }
}
