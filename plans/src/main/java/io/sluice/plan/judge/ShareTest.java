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
     * By how much the ratio of the sides may be off in each window by itself, as a standard deviation of its logarithm.
     *
     * @param most that nobody is to be accused for
     * @param usual what to reckon with before a split is called right
     */
    public record Noise(double most, double usual) {
        /** Of any cloud, name servers and clients that stick included. */
        static final Noise OF_ANY = new Noise(OddsTest.OWN_NOISE, OddsTest.OWN_NOISE);
    }

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
        return judge(windows, weight, margin, alpha, Noise.OF_ANY);
    }

    /**
     * The same for splits of which is known how exact they are.
     *
     * @param noise of the split; what is seen counts if it is more
     */
    public static Finding judge(List<Shared> windows, double weight, double margin, double alpha, Noise noise) {
        List<OddsTest.Window> events = windows(windows, weight);
        List<OddsTest.Window> swapped =
                events.stream().map(OddsTest.Window::swapped).toList();
        // Two tests, each with half of the risk; the split is right if it is off by the margin in neither direction.
        Evidence more = OddsTest.evidence(events, 1 + margin, noise.most(), noise.usual());
        Evidence less = OddsTest.evidence(swapped, 1 + margin, noise.most(), noise.usual());
        return finding(
                windows,
                weight,
                alpha,
                new Evidence(
                        Math.max(more.worse(), less.worse()) - Math.log(2),
                        Math.max(more.worseWithoutLoudest(), less.worseWithoutLoudest()) - Math.log(2),
                        Math.min(more.notWorse(), less.notWorse())));
    }

    /**
     * Whether a side that has no weight has next to nothing.
     *
     * @param most the share that it may have all the same, above 0 and below 1
     * @param alpha the risk of ever answering {@link Answer#WORSE} of a side that has no more
     */
    public static Finding none(List<Shared> windows, double most, double alpha, Noise noise) {
        return finding(windows, 0, alpha, OddsTest.evidence(windows(windows, most), 1, noise.most(), noise.usual()));
    }

    private static List<OddsTest.Window> windows(List<Shared> windows, double weight) {
        return windows.stream()
                .filter(window -> window.all() > 0)
                .map(window -> new OddsTest.Window(window.requests(), window.all() - window.requests(), weight))
                .toList();
    }

    private static Finding finding(List<Shared> windows, double weight, double alpha, Evidence evidence) {
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
