package io.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.traffic.WeightScale.Range;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightScaleTest {
    private static final Side EU = new Side("eu");
    private static final Side US = new Side("us");

    @ParameterizedTest(name = "{0} basis points of us on 0..{1} are {2}:{3}")
    @CsvSource({
        "500,   999, 19,  1",
        "5000,  999, 1,   1",
        "100,   999, 99,  1",
        "100,   100, 99,  1",
        "3300,  999, 67,  33",
        "10,    999, 999, 1",
        "1,     999, 999, 1",
        "1,   10000, 9999, 1",
        "500,    10, 10,  1",
        "9999,  255, 1, 255",
        "1,       1, 1,   1",
    })
    void theSmallestIntegersNearestToTheSplit(int share, int largest, int eu, int us) {
        assertThat(new WeightScale(largest).toNative(Weights.of(US, share, EU))).isEqualTo(Map.of(EU, eu, US, us));
    }

    @Test
    void allToOneSideIsOneAndTheOthersAreNotThere() {
        assertThat(new WeightScale(999).toNative(Weights.allTo(EU))).isEqualTo(Map.of(EU, 1));
    }

    @Test
    void integersMeanTheirRatio() {
        assertThat(WeightScale.toWeights(Map.of(EU, 19, US, 1))).isEqualTo(Weights.of(US, 500, EU));
        assertThat(WeightScale.toWeights(Map.of(EU, 95, US, 5))).isEqualTo(Weights.of(US, 500, EU));
        assertThat(WeightScale.toWeights(Map.of(EU, 7, US, 0))).isEqualTo(Weights.allTo(EU));
        assertThat(WeightScale.toWeights(Map.of(EU, 999_999, US, 1))).isEqualTo(Weights.of(US, 1, EU));
    }

    @Test
    void noWeightAtAllIsNoSplit() {
        assertThatThrownBy(() -> WeightScale.toWeights(Map.of(EU, 0))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void row14AScaleHasItsLimits(int largest) {
        assertThatThrownBy(() -> new WeightScale(largest)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 255, 999, 1000, 10_000})
    void thereAndBackZeroStaysZeroAndPositiveStaysPositive(int largest) {
        WeightScale scale = new WeightScale(largest);
        Random random = new Random(largest);
        for (int i = 0; i < (largest > 1000 ? 40 : 400); i++) {
            Weights weights = split(random, 2 + random.nextInt(4));

            Map<Side, Integer> natives = scale.toNative(weights);
            Weights reached = scale.reachable(weights);

            assertThat(natives.keySet()).as("%s", weights).isEqualTo(weights.sides());
            assertThat(natives.values()).as("%s", weights).allMatch(weight -> weight >= 1 && weight <= largest);
            assertThat(reached.sides()).as("%s", weights).isEqualTo(weights.sides());
            assertThat(shown(natives, scale).shows(weights)).as("%s", weights).isTrue();
            assertThat(shown(natives, scale).shows(reached)).as("%s", reached).isTrue();
        }
    }

    private static ObservedRoute shown(Map<Side, Integer> natives, WeightScale scale) {
        Traits traits = new Traits(scale, 5, Set.of(), true, "a route");
        return new ObservedRoute(natives, "1", Optional.empty(), Duration.ZERO, "", traits);
    }

    @ParameterizedTest(name = "{0} basis points of us, with {1} servers of eu and {2} of us, are {3}:{4}")
    @CsvSource({
        "5000, 3, 3, 3, 3",
        "5000, 3, 4, 3, 3",
        "100,  3, 3, 3, 1",
        "2500, 3, 4, 3, 1",
        "9900, 3, 4, 1, 4",
        "2000, 4, 4, 4, 1",
    })
    void ofServersAsManyAsCanKeepTheRatio(int share, int ofEu, int ofUs, int eu, int us) {
        WeightScale pools = WeightScale.stepped(Map.of(EU, new Range(1, ofEu), US, new Range(1, ofUs)));

        assertThat(pools.toNative(Weights.of(US, share, EU))).isEqualTo(Map.of(EU, eu, US, us));
    }

    @Test
    void aSideThatHasEverythingHasAllItsServers() {
        WeightScale pools = WeightScale.stepped(Map.of(EU, new Range(1, 3), US, new Range(1, 4)));

        assertThat(pools.toNative(Weights.allTo(US))).isEqualTo(Map.of(US, 4));
    }

    @Test
    void aSideWithoutServersCanHaveNothing() {
        WeightScale pools = WeightScale.stepped(Map.of(EU, new Range(1, 3), US, new Range(1, 0)));

        assertThat(pools.holds(Weights.allTo(EU))).isTrue();
        assertThat(pools.holds(Weights.of(US, 1, EU))).isFalse();
        assertThatThrownBy(() -> pools.toNative(Weights.of(US, 1, EU))).isInstanceOf(IllegalArgumentException.class);
        assertThat(shown(Map.of(EU, 3), pools).shows(Weights.of(US, 1, EU))).isFalse();
    }

    @Test
    void weightsPerServerCountForEachServer() {
        WeightScale perServer = WeightScale.stepped(Map.of(EU, new Range(3, 100), US, new Range(2, 100)));

        Map<Side, Integer> natives = perServer.toNative(Weights.of(US, 500, EU));

        assertThat(WeightScale.toWeights(natives)).isEqualTo(Weights.of(US, 500, EU));
        assertThat(natives.getOrDefault(EU, 0) % 3).isZero();
        assertThat(natives.getOrDefault(US, 0) % 2).isZero();
    }

    @Test
    void ofThreeSidesWithRangesEachIsPositiveAndWithinItsOwn() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            Weights weights = split(random, 3);
            Map<Side, Range> ranges = new HashMap<>();
            weights.sides().forEach(side -> ranges.put(side, new Range(1 + random.nextInt(3), 1 + random.nextInt(9))));
            WeightScale scale = WeightScale.stepped(ranges);

            Map<Side, Integer> natives = scale.toNative(weights);

            assertThat(natives.keySet()).isEqualTo(weights.sides());
            natives.forEach((side, weight) -> assertThat(weight)
                    .isBetween(
                            1,
                            Optional.ofNullable(ranges.get(side)).orElseThrow().step()
                                    * Optional.ofNullable(ranges.get(side))
                                            .orElseThrow()
                                            .most()));
            assertThat(shown(natives, scale).shows(weights)).isTrue();
        }
    }

    @Test
    void allOrNothingHoldsOneSideAtATime() {
        assertThat(WeightScale.allOrNothing().holds(Weights.allTo(US))).isTrue();
        assertThat(WeightScale.allOrNothing().toNative(Weights.allTo(US))).isEqualTo(Map.of(US, 1));
        assertThat(WeightScale.allOrNothing().holds(Weights.of(US, 5000, EU))).isFalse();
    }

    /** One percent steps are what people write; each is exact on every cloud that has room for a hundred. */
    @ParameterizedTest
    @ValueSource(ints = {100, 255, 999, 1000, 10_000})
    void wholePercentagesAreExact(int largest) {
        for (int percent = 0; percent <= 100; percent++) {
            Weights weights = Weights.of(US, percent * 100, EU);
            assertThat(new WeightScale(largest).reachable(weights)).isEqualTo(weights);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 12})
    void nothingIsNearerThanTheBest(int largest) {
        Random random = new Random(largest);
        for (int i = 0; i < 300; i++) {
            Weights weights =
                    i % 3 == 0 ? lopsided(random, 2 + random.nextInt(4)) : split(random, 2 + random.nextInt(4));
            Map<Side, Integer> natives = new WeightScale(largest).toNative(weights);

            assertThat(natives.keySet()).as("%s on 0..%d", weights, largest).isEqualTo(weights.sides());
            assertThat(worstError(weights, natives))
                    .as("%s on 0..%d became %s", weights, largest, natives)
                    .isEqualTo(best(weights, List.copyOf(weights.sides()), largest, new HashMap<>()), within(1e-9));
        }
    }

    /** The smallest worst error of all ways to give each side 1 to {@code largest}. */
    private static double best(Weights weights, List<Side> left, int largest, Map<Side, Integer> given) {
        if (left.isEmpty()) {
            return worstError(weights, given);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int weight = 1; weight <= largest; weight++) {
            given.put(left.getFirst(), weight);
            best = Math.min(best, best(weights, left.subList(1, left.size()), largest, given));
        }
        return best;
    }

    private static double worstError(Weights weights, Map<Side, Integer> natives) {
        int sum = natives.values().stream().mapToInt(Integer::intValue).sum();
        return weights.sides().stream()
                .mapToDouble(
                        side -> Math.abs((double) natives.getOrDefault(side, 0) / sum - weights.share(side) / 10_000.0))
                .max()
                .orElseThrow();
    }

    private static Weights split(Random random, int sides) {
        Map<Side, Integer> shares = new TreeMap<>();
        int left = Weights.WHOLE;
        for (int i = 1; i < sides; i++) {
            int share = 1 + random.nextInt(Math.max(1, left - (sides - i)));
            shares.put(new Side("s" + i), share);
            left -= share;
        }
        shares.put(new Side("s0"), left);
        return new Weights(shares);
    }

    /** A few sides with next to nothing, and the rest evenly among the others. */
    private static Weights lopsided(Random random, int sides) {
        Map<Side, Integer> shares = new TreeMap<>();
        int tiny = random.nextInt(sides);
        int big = (Weights.WHOLE - tiny) / (sides - tiny);
        for (int i = 0; i < sides; i++) {
            shares.put(new Side("s" + i), i < tiny ? 1 : big);
        }
        shares.merge(
                new Side("s" + (sides - 1)),
                Weights.WHOLE
                        - shares.values().stream().mapToInt(Integer::intValue).sum(),
                Integer::sum);
        return new Weights(shares);
    }
}
