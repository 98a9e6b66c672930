package io.sluice.plan.judge;

import static io.sluice.plan.judge.Words.number;

import io.sluice.plan.judge.Finding.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether one side's rate of bad events is worse than the other's by more than a margin; always valid.
 *
 * <p>Bad events of both sides are counted together, and the judged side's part is held against its share of all events: what
 * both sides suffer at the same time cancels, no count of good events is modelled, and it works where the other side has no
 * bad event at all. See {@link OddsTest} for the test itself.
 */
public final class RateTest {
    private RateTest() {}

    /**
     * Judges all windows of a step, oldest first.
     *
     * @param maxIncrease the margin: 0.5 allows one and a half times the other side's rate; 0 or more
     * @param alpha the risk of ever answering {@link Answer#WORSE} of a side that is within the margin, above 0 and below 1
     */
    public static Finding judge(List<Counts> windows, double maxIncrease, double alpha) {
        double margin = 1 + maxIncrease;
        List<OddsTest.Window> events = windows.stream()
                .filter(Counts::comparable)
                .map(counts -> new OddsTest.Window(counts.bad(), counts.otherBad(), counts.share()))
                .toList();
        Evidence evidence = OddsTest.evidence(events, margin);
        long bad = windows.stream().mapToLong(Counts::bad).sum();
        long total = windows.stream().mapToLong(Counts::total).sum();
        long otherBad = windows.stream().mapToLong(Counts::otherBad).sum();
        long otherTotal = windows.stream().mapToLong(Counts::otherTotal).sum();
        Answer answer = evidence.answer(alpha);
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("bad", (double) bad);
        numbers.put("total", (double) total);
        numbers.put("otherBad", (double) otherBad);
        numbers.put("otherTotal", (double) otherTotal);
        numbers.put("windows", (double) windows.size());
        numbers.put("alpha", alpha);
        numbers.put("p", evidence.risk());
        numbers.put("pNotWorse", evidence.passingRisk());
        String sides = "%d of %d here and %d of %d there".formatted(bad, total, otherBad, otherTotal);
        String reason = switch (answer) {
            case WORSE ->
                "%s: more than %s times the other side's rate, with a risk of error of %s (%s allowed)"
                        .formatted(sides, number(margin), number(evidence.risk()), number(alpha));
            case NOT_WORSE -> "%s: not more than %s times the other side's rate".formatted(sides, number(margin));
            case UNDECIDED ->
                "%s: %s that is more than %s times the other side's rate"
                        .formatted(sides, evidence.undecided(alpha), number(margin));
        };
        return new Finding(answer, percent(bad, total), percent(otherBad, otherTotal) * margin, numbers, reason);
    }

    /** Not a number where there was nothing to count. */
    private static double percent(long bad, long total) {
        return total == 0 ? Double.NaN : 100.0 * bad / total;
    }
}
