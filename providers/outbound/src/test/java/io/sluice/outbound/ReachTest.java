package io.sluice.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 46 of the bad-input table, as far as addresses go. */
class ReachTest {
    private static final List<String> ALL = List.of("0.0.0.0/0", "::/0", "loopback");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "169.254.1.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.168.0.1",
                "198.18.0.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001:0:7f00:1::",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void row46AnAddressThatIsNotPublicIsRefusedUnlessItIsNamed(String text) {
        InetAddress address = InetAddress.ofLiteral(text);

        assertThat(Reach.of(List.of()).refusal(address)).isPresent();
        assertThat(Reach.of(ALL).refusal(address)).isEmpty();
        assertThat(Reach.ofProviders().refusal(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "::ffff:169.254.169.254",
                "64:ff9b::169.254.169.254",
                "169.254.170.2",
                "168.63.129.16",
                "100.100.100.200",
                "fd00:ec2::254",
                "fd00:ec2:0:0:0:0:0:254"
            })
    void row46WhereCredentialsAreHandedOutNobodyMayCall(String text) {
        InetAddress address = InetAddress.ofLiteral(text);

        assertThat(Reach.of(ALL).refusal(address)).isPresent();
        assertThat(Reach.ofProviders().refusal(address)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "1.1.1.1",
                "172.32.0.1",
                "100.128.0.1",
                "11.0.0.1",
                "2606:4700::1111",
                "2a00:1450::1",
                "64:ff9b::8.8.8.8"
            })
    void aPublicAddressMayBeCalled(String text) {
        assertThat(Reach.of(List.of()).refusal(InetAddress.ofLiteral(text))).isEmpty();
    }

    @Test
    void aBlockOpensItselfAndNothingElse() {
        Reach reach = Reach.of(List.of("10.1.0.0/16"));

        assertThat(reach.refusal(InetAddress.ofLiteral("10.1.2.3"))).isEmpty();
        assertThat(reach.refusal(InetAddress.ofLiteral("::ffff:10.1.2.3"))).isEmpty();
        assertThat(reach.refusal(InetAddress.ofLiteral("10.2.0.1")))
                .hasValueSatisfying(why -> assertThat(why).contains("10.2.0.1").contains("allow"));
        assertThat(reach.refusal(InetAddress.ofLiteral("127.0.0.1"))).isPresent();
    }

    @Test
    void loopbackIsThisMachineInBothOfItsSpellings() {
        Reach reach = Reach.of(List.of("loopback"));

        assertThat(reach.refusal(InetAddress.ofLiteral("127.0.0.1"))).isEmpty();
        assertThat(reach.refusal(InetAddress.ofLiteral("::1"))).isEmpty();
        assertThat(reach.refusal(InetAddress.ofLiteral("10.0.0.1"))).isPresent();
    }

    @Test
    void namesAreNotAllowedByName() {
        assertThatThrownBy(() -> Reach.of(List.of("localhost"))).isInstanceOf(IllegalArgumentException.class);
    }
}
