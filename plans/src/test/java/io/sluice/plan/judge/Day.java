package io.sluice.plan.judge;

import static io.sluice.plan.judge.FalseAlarmsTest.ALPHA;

import io.sluice.plan.judge.Finding.Answer;
import io.sluice.plan.judge.OddsTest.Window;
import io.sluice.plan.judge.ShareTest.Shared;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Windows of a step, and the judge that looks at them after each. */
sealed interface Day {
    /** Most bad sides are found in so many windows, and the rest of the day need not be gone through. */
    int SOON = 60;

    int windows();

    /** What the judge says who has seen so many windows. */
    Answer after(int windows);

    /**
     * The evidence after each of so many windows, all in one pass; where it is too little, {@link #after} cannot say {@link
     * Answer#WORSE}.
     */
    double[] logEvidences(int windows);

    /** After which window the judge first says that the side is worse. */
    default OptionalInt firstWorse() {
        OptionalInt soon = firstWorse(Math.min(SOON, windows()));
        return soon.isPresent() ? soon : firstWorse(windows());
    }

    private OptionalInt firstWorse(int windows) {
        double[] evidences = logEvidences(windows);
        return IntStream.rangeClosed(1, windows)
                .filter(seen -> evidences[seen - 1] >= -Math.log(ALPHA) && after(seen) == Answer.WORSE)
                .findFirst();
    }

    /** The same by asking after every window, as a gate does. */
    default OptionalInt firstWorseOfAllLooks() {
        return IntStream.rangeClosed(1, windows())
                .filter(seen -> after(seen) == Answer.WORSE)
                .findFirst();
    }

    record Rates(List<Counts> counts, double margin) implements Day {
        @Override
        public int windows() {
            return counts.size();
        }

        @Override
        public Answer after(int windows) {
            return RateTest.judge(counts.subList(0, windows), margin, ALPHA).answer();
        }

        @Override
        public double[] logEvidences(int windows) {
            return OddsTest.logEvidences(
                    counts.subList(0, windows).stream()
                            .map(count -> new Window(count.bad(), count.otherBad(), count.share()))
                            .toList(),
                    1 + margin);
        }
    }

    record Shares(List<Shared> requests, double weight, double margin) implements Day {
        @Override
        public int windows() {
            return requests.size();
        }

        @Override
        public Answer after(int windows) {
            return ShareTest.judge(requests.subList(0, windows), weight, margin, ALPHA)
                    .answer();
        }

        @Override
        public double[] logEvidences(int windows) {
            List<Window> more = requests.subList(0, windows).stream()
                    .map(window -> new Window(window.requests(), window.all() - window.requests(), weight))
                    .toList();
            double[] tooMany = OddsTest.logEvidences(more, 1 + margin);
            double[] tooFew =
                    OddsTest.logEvidences(more.stream().map(Window::swapped).toList(), 1 + margin);
            double[] evidences = new double[tooMany.length];
            Arrays.setAll(evidences, i -> Math.max(tooMany[i], tooFew[i]) - Math.log(2));
            return evidences;
        }
    }

    /** Not a record: records do not compare arrays. */
    final class Levels implements Day {
        private final double[] values;
        private final double[] others;
        private final double margin;

        Levels(double[] values, double[] others, double margin) {
            this.values = values;
            this.others = others;
            this.margin = margin;
        }

        @Override
        public int windows() {
            return values.length;
        }

        @Override
        public Answer after(int windows) {
            return LevelTest.judge(Arrays.copyOf(values, windows), Arrays.copyOf(others, windows), margin, ALPHA)
                    .answer();
        }

        @Override
        public double[] logEvidences(int windows) {
            double[] ratios = new double[windows];
            Arrays.setAll(ratios, i -> Math.log(values[i] / others[i]) - Math.log1p(margin));
            return LevelTest.logEvidences(ratios);
        }
    }
}
