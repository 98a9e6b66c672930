package io.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private static final Side EU = new Side("eu");
    private static final Side US = new Side("us");

    @Test
    void aSplitIsAlwaysTheWhole() {
        assertThatThrownBy(() -> new Weights(Map.of(EU, 9_999)))
                .hasMessage("shares add up to 9999 basis points, not 10000");
        assertThatThrownBy(() -> new Weights(Map.of(EU, 9_999, US, 2)))
                .hasMessage("shares add up to 10001 basis points, not 10000");
        assertThatThrownBy(() -> new Weights(Map.of())).hasMessage("shares add up to 0 basis points, not 10000");
    }

    @Test
    void aShareIsNeitherNegativeNorMoreThanTheWhole() {
        assertThatThrownBy(() -> new Weights(Map.of(EU, 10_001, US, -1))).hasMessageContaining("basis points, not");
        assertThatThrownBy(() -> Weights.of(US, 10_001, EU)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSideWithoutAShareIsNotThere() {
        Weights all = Weights.of(US, 0, EU);

        assertThat(all).isEqualTo(Weights.allTo(EU));
        assertThat(all.has(US)).isFalse();
        assertThat(all.share(US)).isZero();
        assertThat(all.sides()).containsExactly(EU);
    }

    @Test
    void percentagesAreExact() {
        Weights weights = Weights.of(US, 1_205, EU);

        assertThat(weights.percent(US)).isEqualByComparingTo("12.05");
        assertThat(weights).hasToString("eu 87.95 %, us 12.05 %");
        assertThat(Weights.allTo(EU)).hasToString("eu 100 %");
    }

    @Test
    void laterChangesOfTheMapChangeNothing() {
        Map<Side, Integer> shares = new HashMap<>(Map.of(EU, 10_000));
        Weights weights = new Weights(shares);
        shares.put(EU, 1);

        assertThat(weights.share(EU)).isEqualTo(10_000);
    }
}
