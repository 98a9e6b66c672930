package io.sluice.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "192.168.7.9/32, 192.168.7.9, true",
        "192.168.7.9/32, 192.168.7.8, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 8.8.8.8, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
    })
    void containsWhatSharesItsFirstBits(String block, String address, boolean contained) {
        assertThat(Cidr.of(block).contains(InetAddress.ofLiteral(address))).isEqualTo(contained);
    }

    @Test
    void readsAsItIsWritten() {
        assertThat(Cidr.of("10.0.0.0/8")).hasToString("10.0.0.0/8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0/8",
                "010.0.0.0/8",
                "10.0.0.1/8",
                "fd00::/129",
                "fd00::1/8",
                "fe80::%eth0/10",
                "example.com/8",
                "loopback",
                "/8"
            })
    void isWrittenInOneWay(String text) {
        assertThatThrownBy(() -> Cidr.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
