package io.sluice.arena;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the arena prints.
 *
 * @param ours the last column
 * @param runs of each shape
 * @param target share of the harmless tuning runs that a rival's settings may have reverted
 */
record Table(List<Standing> rivals, Standing ours, int runs, double target) {
    /** Ours may be worse than the best rival on a shape by so much before it is named. */
    private static final double TOLERATED = 1.10;

    static final String LAST_LINE = "median bad requests, ours / best rival: ";

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%d runs of each shape on seeds that nothing was tuned on; a plan of %d minutes."
                .formatted(runs, Ramp.USUAL.minutes()));
        lines.add("");
        lines.add(
                "Harmful shapes: bad requests served before the revert, mean of a run (share of the runs reverted, minutes to it)");
        lines.add(row("", all().stream().map(Standing::name).toList()) + "  ours / best rival");
        for (Shape shape : Shapes.HARMFUL) {
            lines.add(row(
                            shape.name(),
                            all().stream().map(one -> harm(one.tally(shape))).toList())
                    + String.format(
                            Locale.ROOT,
                            "  %.2f (%s)",
                            ratio(shape),
                            best(shape).name()));
        }
        lines.add("");
        lines.add("Harmless shapes: false reverts, share of the runs (minutes to completion of the others)");
        lines.add(row("", all().stream().map(Standing::name).toList()));
        for (Shape shape : Shapes.HARMLESS) {
            lines.add(row(
                    shape.name(),
                    all().stream().map(one -> falseAlarm(one.tally(shape))).toList()));
        }
        lines.add(row(
                "all of them",
                all().stream().map(one -> percent(one.falseReverts())).toList()));
        lines.add("");
        lines.add(
                "Settings; rivals have the best of a grid whose false reverts on the tuning seeds are at most ours, %s:"
                        .formatted(percent(target)));
        all().forEach(one -> lines.add(settings(one)));
        lines.add("");
        lines.addAll(worse());
        lines.add(String.format(Locale.ROOT, "%s%.2f", LAST_LINE, median()));
        return lines;
    }

    /** Of the harmful shapes' ratios. */
    double median() {
        double[] ratios =
                Shapes.HARMFUL.stream().mapToDouble(this::ratio).sorted().toArray();
        int half = ratios.length / 2;
        return ratios.length % 2 == 1 ? ratios[half] : (ratios[half - 1] + ratios[half]) / 2;
    }

    private List<String> worse() {
        List<String> worse = Shapes.HARMFUL.stream()
                .filter(shape -> ratio(shape) > TOLERATED)
                .map(shape -> String.format(
                        Locale.ROOT,
                        "worse than the best rival by more than 10 %%: %s, %.2f times %s's",
                        shape.name(),
                        ratio(shape),
                        best(shape).name()))
                .toList();
        return worse.isEmpty() ? List.of("worse than the best rival by more than 10 %: nowhere") : worse;
    }

    private double ratio(Shape shape) {
        return ours.tally(shape).bad() / best(shape).tally(shape).bad();
    }

    private Standing best(Shape shape) {
        return rivals.stream()
                .min(Comparator.comparingDouble(one -> one.tally(shape).bad()))
                .orElseThrow();
    }

    private List<Standing> all() {
        List<Standing> all = new ArrayList<>(rivals);
        all.add(ours);
        return all;
    }

    private static String harm(Tally tally) {
        return Double.isNaN(tally.minutesToRevert())
                ? String.format(Locale.ROOT, "%.1f (%.0f %%)", tally.bad(), 100 * tally.reverted())
                : String.format(
                        Locale.ROOT,
                        "%.1f (%.0f %%, %.0f)",
                        tally.bad(),
                        100 * tally.reverted(),
                        tally.minutesToRevert());
    }

    private static String falseAlarm(Tally tally) {
        return Double.isNaN(tally.minutesToComplete())
                ? String.format(Locale.ROOT, "%.1f %%", 100 * tally.reverted())
                : String.format(Locale.ROOT, "%.1f %% (%.0f)", 100 * tally.reverted(), tally.minutesToComplete());
    }

    private String settings(Standing one) {
        if (one.equals(ours)) {
            return String.format(
                    Locale.ROOT,
                    "  %s: %s",
                    one.name(),
                    one.tuned().contestant().settings());
        }
        String found = one.tuned().reached()
                ? percent(one.tuned().falseReverts())
                : "no setting reaches that, the nearest has "
                        + percent(one.tuned().falseReverts());
        return "  %s: %s (%s of %d settings)"
                .formatted(
                        one.name(),
                        one.tuned().contestant().settings(),
                        found,
                        one.tuned().tried());
    }

    private static String row(String name, List<String> cells) {
        return String.format(Locale.ROOT, "%-28s", name)
                + cells.stream()
                        .map(cell -> String.format(Locale.ROOT, "%22s", cell))
                        .collect(Collectors.joining());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
