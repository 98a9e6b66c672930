package io.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlagsTest {
    @Test
    void areTakenApart() {
        Flags flags = Flags.of(List.of("--once", "--api-port", "1", "--admin-port", "2", "--sandbox-port", "3"));

        assertThat(flags.once()).isTrue();
        assertThat(flags.ports()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(flags.apiUrl()).hasToString("http://127.0.0.1:1");
    }

    @Test
    void leaveThePortsOfTheSandboxToItself() {
        Flags flags = Flags.of(List.of("--any-ports")).withFreePorts();

        assertThat(flags.ports())
                .hasSize(2)
                .containsExactly(flags.apiPort(), flags.adminPort())
                .doesNotContain(8080);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --load       | --load needs a value
        --load many  | --load needs a whole number, not many
        --load 0     | --load needs a number from 1 to 1000, not 0
        --api-port 65536 | --api-port needs a number from 1 to 65535, not 65536
        --sandbox-port 65529 | --sandbox-port needs a number from 1 to 65528, not 65529
        --twice      | unknown flag --twice; --help lists them
        """)
    void areRefusedInOneLine(String flags, String line) {
        assertThatExceptionOfType(DemoFailed.class)
                .isThrownBy(() -> Flags.of(List.of(flags.split(" "))))
                .withMessage(line);
    }
}
