package io.sluice.sandbox.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The price pages' definitions of one unit, each dimension by itself and the largest of all. */
class UsageTest {
    private static final long GIGABYTE_AN_HOUR_FOR_A_MINUTE = 1_000_000_000L / 60;

    @Test
    void oneUnitOfAnApplicationLoadBalancer() {
        assertThat(new Usage(60, 25 * 60, 0, 0).applicationUnits()).isEqualTo(1);
        assertThat(new Usage(60, 0, 3_000, 0).applicationUnits()).isEqualTo(1);
        assertThat(new Usage(60, 0, 0, GIGABYTE_AN_HOUR_FOR_A_MINUTE).applicationUnits())
                .isCloseTo(1, within(1e-7));
        assertThat(new Usage(60, 25 * 60, 9_000, GIGABYTE_AN_HOUR_FOR_A_MINUTE).applicationUnits())
                .as("the largest, not the sum")
                .isEqualTo(3);
    }

    @Test
    void oneUnitOfANetworkLoadBalancer() {
        assertThat(new Usage(1, 800, 0, 0).networkUnits()).isEqualTo(1);
        assertThat(new Usage(1, 0, 100_000, 0).networkUnits()).isEqualTo(1);
        assertThat(new Usage(60, 0, 0, GIGABYTE_AN_HOUR_FOR_A_MINUTE).networkUnits())
                .isCloseTo(1, within(1e-7));
    }

    @Test
    void oneUnitOfAnApplicationGateway() {
        assertThat(new Usage(1, 0, 2_500, 0).gatewayUnits()).isEqualTo(1);
        assertThat(new Usage(8, 0, 0, 2_220_000).gatewayUnits()).isEqualTo(1);
        assertThat(new Usage(1, 1_000_000, 0, 0).gatewayUnits())
                .as("connections that do not last")
                .isZero();
    }

    @Test
    void aMeterSaysWhatWasDoneSinceTheLastLook() {
        UsageMeter meter = new UsageMeter();
        meter.bytes(100);

        assertThat(meter.look(Instant.ofEpochSecond(0), 7, 3)).as("since when").isEmpty();
        meter.bytes(5);
        meter.bytes(6);
        assertThat(meter.look(Instant.ofEpochSecond(2), 9, 4)).contains(new Usage(2, 2, 4, 11));
        assertThat(meter.look(Instant.ofEpochSecond(3), 9, 0)).contains(new Usage(1, 0, 0, 0));
        assertThat(meter.look(Instant.ofEpochSecond(3), 9, 0))
                .as("no time has passed")
                .isEmpty();
    }
}
