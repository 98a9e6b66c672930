package io.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.traffic.Reading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberReadingTest {
    @Test
    void aNumberThatADoubleHoldsIsMeasured() {
        assertThat(NumberReading.of(7)).isEqualTo(new Reading.Measured(7));
        assertThat(NumberReading.of(-0.25f)).isEqualTo(new Reading.Measured(-0.25));
        assertThat(NumberReading.of(1L << 53)).isEqualTo(new Reading.Measured(0x1p53));
        assertThat(NumberReading.of(Long.MIN_VALUE)).isEqualTo(new Reading.Measured(-0x1p63));
        assertThat(NumberReading.of(new BigInteger("36028797018963968"))).isEqualTo(new Reading.Measured(0x1p55));
        assertThat(NumberReading.of(new BigDecimal("0.1"))).isEqualTo(new Reading.Measured(0.1));
        assertThat(NumberReading.of(new BigDecimal("1e-999999"))).isEqualTo(new Reading.Measured(0));
    }

    @Test
    void whatADoubleDoesNotHoldIsMissing() {
        assertThat(List.<Number>of(
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY,
                        new BigDecimal("1e999999999"),
                        (1L << 53) + 1,
                        new BigInteger("36028797018963969"),
                        new BigDecimal("9007199254740993")))
                .allSatisfy(number -> assertThat(NumberReading.of(number)).isInstanceOf(Reading.Missing.class));
    }
}
