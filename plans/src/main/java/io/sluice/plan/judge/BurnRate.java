package io.sluice.plan.judge;

import static io.sluice.plan.judge.Words.number;

import io.sluice.plan.judge.Finding.Answer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many times faster than its even pace an error budget is used up, over two windows (Beyer et al., The Site Reliability
 * Workbook, chapter 5): errors per request over the budget's {@code 1 - objective}. It is too fast only if it is over both.
 */
public final class BurnRate {
    private BurnRate() {}

    /** What a window counted; without requests nothing of the budget is spent. */
    public record Spent(double bad, double total) {
        public Spent {
            if (!(bad >= 0 && bad <= total)) {
                throw new IllegalArgumentException("no counts: %s of %s".formatted(bad, total));
            }
        }

        double rate(double budget) {
            return bad == 0 ? 0 : bad / total / budget;
        }
    }

    /**
     * Judges both windows.
     *
     * @param longer the long window, or as much of it as there is; it holds the short one
     * @param objective share of requests that shall be good, above 0 and below 1
     * @param maxRate 1 uses the budget up at the end of its period
     */
    public static Finding judge(Spent longer, Spent shorter, double objective, double maxRate) {
        double budget = 1 - objective;
        double slow = longer.rate(budget);
        double fast = shorter.rate(budget);
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("longBad", longer.bad());
        numbers.put("longTotal", longer.total());
        numbers.put("longRate", slow);
        numbers.put("shortBad", shorter.bad());
        numbers.put("shortTotal", shorter.total());
        numbers.put("shortRate", fast);
        if (longer.total() == 0) {
            return new Finding(Answer.UNDECIDED, Double.NaN, maxRate, numbers, "there were no requests to judge");
        }
        return new Finding(
                slow > maxRate && fast > maxRate ? Answer.WORSE : Answer.NOT_WORSE,
                Math.min(slow, fast),
                maxRate,
                numbers,
                "uses the error budget %s times as fast as it may over the long window and %s times over the short one (at most %s)"
                        .formatted(number(slow), number(fast), number(maxRate)));
    }
}
