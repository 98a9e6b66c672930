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
        double against = Math.max(OddsTest.logEvidence(events, 1 + margin), OddsTest.logEvidence(swapped, 1 + margin))
                - Math.log(2);
        double infavour =
                Math.min(OddsTest.logEvidenceBelow(events, 1 + margin), OddsTest.logEvidenceBelow(swapped, 1 + margin));
        long requests = windows.stream().mapToLong(Shared::requests).sum();
        long all = windows.stream().mapToLong(Shared::all).sum();
        Answer answer = RateTest.answer(against, infavour, alpha);
        double share = all == 0 ? Double.NaN : 100.0 * requests / all;
        String seen = all == 0
                ? "no requests (the weights say %s %%)".formatted(number(weight * 100))
                : "%d of %d requests (%s %%, the weights say %s %%)"
                        .formatted(requests, all, number(share), number(weight * 100));
        String reason = switch (answer) {
            case WORSE ->
                "%s: traffic does not follow the weights, with a risk of error of %s (%s allowed)"
                        .formatted(seen, number(Math.exp(-against)), number(alpha));
            case NOT_WORSE -> seen + ": traffic follows the weights";
            case UNDECIDED -> seen + ": too few to tell whether traffic follows the weights";
        };
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("requests", (double) requests);
        numbers.put("all", (double) all);
        numbers.put("windows", (double) windows.size());
        numbers.put("alpha", alpha);
        numbers.put("p", Math.min(1, Math.exp(-against)));
        numbers.put("pNotWorse", Math.min(1, Math.exp(-infavour)));
        return new Finding(answer, share, weight * 100, numbers, reason);
    }
}
