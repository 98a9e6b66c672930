package io.sluice.plan.judge;

import static io.sluice.plan.judge.Words.number;

import io.sluice.plan.judge.Finding.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether requests split as the weights say; always valid. The sibling of {@link RateTest} for the observed share (a sample
 * ratio mismatch): of all requests of a window, those of the judged side are held against its weight.
 */
public final class ShareTest {
    private ShareTest() {}

    /**
     * What a window counted.
     *
     * @param requests of the judged side
     * @param all of all sides
     */
    public record Shared(long requests, long all) {
        public Shared {
            if (requests < 0 || requests > all) {
                throw new IllegalArgumentException("no share: %d of %d".formatted(requests, all));
            }
        }

        /** Of figures as sources give them, which may have parts of a request; {@code all} is at most {@link Counts#MOST}. */
        public static Shared rounded(double requests, double all) {
            long whole = Math.round(all);
            return new Shared(Math.min(Math.round(requests), whole), whole);
        }
    }

    /**
     * Judges all windows of a step, oldest first.
     *
     * @param weight the share that the judged side should have, above 0 and below 1
     * @param margin how far the odds may be off in either direction: 0.1 allows a tenth; above 0, since connections that are
     *     kept open and clients that stick never split exactly
     * @param alpha the risk of ever answering {@link Answer#WORSE} of a split within the margin
     */
    public static Finding judge(List<Shared> windows, double weight, double margin, double alpha) {
        List<OddsTest.Window> events = windows.stream()
                .filter(window -> window.all() > 0)
                .map(window -> new OddsTest.Window(window.requests(), window.all() - window.requests(), weight))
                .toList();
        List<OddsTest.Window> swapped =
                events.stream().map(OddsTest.Window::swapped).toList();
        // Two tests, each with half of the risk; the split is right if it is off by the margin in neither direction.
        Evidence more = OddsTest.evidence(events, 1 + margin);
        Evidence less = OddsTest.evidence(swapped, 1 + margin);
        Evidence evidence = new Evidence(
                Math.max(more.worse(), less.worse()) - Math.log(2),
                Math.max(more.worseWithoutLoudest(), less.worseWithoutLoudest()) - Math.log(2),
                Math.min(more.notWorse(), less.notWorse()));
        long requests = windows.stream().mapToLong(Shared::requests).sum();
        long all = windows.stream().mapToLong(Shared::all).sum();
        Answer answer = evidence.answer(alpha);
        double share = all == 0 ? Double.NaN : 100.0 * requests / all;
        String seen = all == 0
                ? "no requests (the weights say %s %%)".formatted(number(weight * 100))
                : "%d of %d requests (%s %%, the weights say %s %%)"
                        .formatted(requests, all, number(share), number(weight * 100));
        String reason = switch (answer) {
            case WORSE ->
                "%s: traffic does not follow the weights, with a risk of error of %s (%s allowed)"
                        .formatted(seen, number(evidence.risk()), number(alpha));
            case NOT_WORSE -> seen + ": traffic follows the weights";
            case UNDECIDED -> "%s: %s traffic follows the weights".formatted(seen, evidence.undecided(alpha));
        };
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("requests", (double) requests);
        numbers.put("all", (double) all);
        numbers.put("windows", (double) windows.size());
        numbers.put("alpha", alpha);
        numbers.put("p", evidence.risk());
        numbers.put("pNotWorse", evidence.passingRisk());
        return new Finding(answer, share, weight * 100, numbers, reason);
    }
}
