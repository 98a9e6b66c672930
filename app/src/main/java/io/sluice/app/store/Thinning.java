package io.sluice.app.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Takes points out of a long series so that what is left still looks like it, the newer part most. */
public final class Thinning {
    private Thinning() {}

    /**
     * A point of a series.
     *
     * @param changed whether it is worth more than those around it
     */
    public record Point(Instant at, boolean changed) {}

    /**
     * At most so many points of a series: every other one of the older half goes, again and again, and those that changed something
     * only if nothing else is left. The first and the last always stay.
     *
     * @param most at least 2
     * @param series oldest first
     */
    public static <T> List<T> to(int most, List<T> series, Function<T, Point> point) {
        List<T> left = new ArrayList<>(series);
        Predicate<T> plain = one -> !point.apply(one).changed();
        while (left.size() > most
                && (thin(left, most, left.size() / 2, plain)
                        || thin(left, most, left.size(), plain)
                        || thin(left, most, Math.max(3, left.size() / 2), _ -> true))) {
            // until it is short enough
        }
        return left;
    }

    /**
     * Takes out every other one of those that may go among the first of a series.
     *
     * @return whether any went
     */
    private static <T> boolean thin(List<T> series, int most, int first, Predicate<T> mayGo) {
        int before = series.size();
        List<T> kept = new ArrayList<>(before);
        int over = before - most;
        boolean goes = true;
        for (int i = 0; i < before; i++) {
            T one = series.get(i);
            boolean inside = i > 0 && i < first && i < before - 1;
            if (inside && over > 0 && mayGo.test(one)) {
                if (goes) {
                    over--;
                } else {
                    kept.add(one);
                }
                goes = !goes;
            } else {
                kept.add(one);
            }
        }
        series.clear();
        series.addAll(kept);
        return kept.size() < before;
    }
}
