package io.sluice.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.azure.FrontDoorPath.Write;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrontDoorPathTest {
    private static final Side EU = new Side("eu");
    private static final Side US = new Side("us");
    private static final WeightScale SCALE = new WeightScale(1000);

    @ParameterizedTest(name = "from {0}:{1}, {2} basis points of us are {3}:{4} after {5} writes")
    @CsvSource({
        "1000, 0,   100,   990, 10, 2",
        "50,   0,   100,   990, 10, 2",
        "990,  10,  500,   190, 10, 1",
        "190,  10,  2500,  30,  10, 1",
        "30,   10,  5000,  30,  30, 1",
        "30,   30,  7500,  30,  90, 1",
        "30,   90,  10000, 0,   90, 1",
        "30,   90,  0,     30,  0,  1",
    })
    void theUsualPercentagesAreOneWriteAndNobodyIsEverFurtherOut(
            int eu, int us, int basisPoints, int thenEu, int thenUs, int writes) {
        Map<Side, Integer> from = Map.of(EU, eu, US, us);

        FrontDoorPath path = FrontDoorPath.toRatio(from, SCALE.toNative(Weights.of(US, basisPoints, EU)), 1000);

        Map<Side, Integer> end = new HashMap<>(from);
        path.writes().forEach(write -> end.put(write.side(), write.weight()));
        assertThat(end).isEqualTo(Map.of(EU, thenEu, US, thenUs));
        assertThat(path.writes()).hasSize(writes);
        assertThat(path.worst()).isZero();
    }

    @Test
    void theOriginThatGainsIsRaisedBeforeTheOtherIsLowered() {
        FrontDoorPath path = FrontDoorPath.to(Map.of(EU, 990, US, 10), Map.of(EU, 950, US, 50));

        assertThat(path.writes()).containsExactly(new Write(US, 50), new Write(EU, 950));
    }

    @Test
    void theOriginThatGainsWaitsWhereItWouldHaveTooMuchMeanwhile() {
        FrontDoorPath path = FrontDoorPath.to(Map.of(EU, 1, US, 0), Map.of(EU, 99, US, 1));

        assertThat(path.writes()).containsExactly(new Write(EU, 99), new Write(US, 1));
        assertThat(path.worst()).isZero();
    }

    @Test
    void thereIsAlwaysSomebodyWithTraffic() {
        FrontDoorPath path = FrontDoorPath.to(Map.of(EU, 1, US, 0), Map.of(EU, 0, US, 1));

        assertThat(path.writes()).containsExactly(new Write(US, 1), new Write(EU, 0));
    }

    /** A plan in whole percents, up and down, from whatever integers somebody else left. */
    @Test
    void inWholePercentsHardlyAnybodyIsEverFurtherOut() {
        Random random = new Random(7);
        int further = 0;
        for (int i = 0; i < 100; i++) {
            Map<Side, Integer> now = new HashMap<>(Map.of(EU, 1 + random.nextInt(1000), US, random.nextInt(1001)));
            for (int step = 0; step < 20; step++) {
                Weights to = Weights.of(US, 100 * random.nextInt(101), EU);

                FrontDoorPath path = FrontDoorPath.toRatio(now, SCALE.toNative(to), 1000);

                further += path.worst() > 0.02 ? 1 : 0;
                assertThat(path.worst()).isLessThan(0.1);
                path.writes().forEach(write -> now.put(write.side(), write.weight()));
                assertThat(WeightScale.toWeights(now)).isEqualTo(to);
            }
        }
        assertThat(further).as("of 2000 steps").isLessThan(10);
    }

    @Test
    void nothingIsWrittenWhereTheRatioIsAlreadyThere() {
        assertThat(FrontDoorPath.toRatio(Map.of(EU, 500, US, 500), Map.of(EU, 1, US, 1), 1000)
                        .writes())
                .isEqualTo(List.of());
    }
}
