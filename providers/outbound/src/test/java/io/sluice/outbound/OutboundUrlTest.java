package io.sluice.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 46 of the bad-input table, as far as spellings go. */
class OutboundUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "prom.example.com",
                "//prom.example.com",
                "file:///etc/passwd",
                "gopher://example.com/",
                "ftp://example.com/",
                "jar:http://example.com!/",
                "javascript:alert(1)",
                "http:",
                "http://",
                "http:///path",
                "http:example.com",
                "http://user@example.com",
                "http://user:hunter2@example.com",
                "http://@example.com",
                "http://example.com@127.0.0.1/",
                "http://0177.0.0.1",
                "http://0x7f.0.0.1",
                "http://0x7f000001",
                "http://2130706433",
                "http://017700000001",
                "http://127.1",
                "http://127.0.1",
                "http://127.0.0.01",
                "http://127.0.0.256",
                "http://127.0.0.1.",
                "http://127.0.0.1.1",
                "http://127.0.0.0x1",
                "http://\uff11\uff12\uff17.0.0.1",
                "http://127\u30020\u30020\u30021",
                "http://example\uff0ecom",
                "http://ex%61mple.com",
                "http://127.0.0.1%2f.example.com",
                "http://[::1%25lo]/",
                "http://[::1",
                "http://[127.0.0.1]/",
                "http://[v1.x]/",
                "http://-a.example.com",
                "http://a..example.com",
                "http://under_score.example.com",
                "http://example.com\\@127.0.0.1",
                "http://example.com:0",
                "http://example.com:65536",
                "http://example.com:-1",
                "http://example.com:",
                "http://example.com:80:80",
                "http://example.com/#x",
                "http://example.com/a b",
                "http://example.com/\r\nX: y",
                " http://example.com",
                "http://example.com\u0000"
            })
    void row46OnlyPlainAddressesAreTaken(String text) {
        assertThatThrownBy(() -> OutboundUrl.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("the URL ")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "http://prom.example.com, prom.example.com",
        "https://Prom.Example.com:8443/a/b?c=d, prom.example.com",
        "HTTPS://prom, prom",
        "http://10.0.0.7:9090, 10.0.0.7",
        "http://[fd00::7]:9090/, fd00::7",
        "http://1password.com, 1password.com",
        "http://0x7f.example.com, 0x7f.example.com",
        "http://xn--bcher-kva.example, xn--bcher-kva.example",
    })
    void aPlainAddressIsTakenAsItIs(String text, String host) {
        OutboundUrl url = OutboundUrl.of(text);

        assertThat(url.host()).isEqualTo(host);
        assertThat(url).hasToString(text);
    }

    @Test
    void anAddressInIpv6sClothesIsShownAsWhatItIs() {
        assertThat(OutboundUrl.of("http://[::ffff:127.0.0.1]/").address())
                .hasValueSatisfying(
                        address -> assertThat(address.isLoopbackAddress()).isTrue());
        assertThat(OutboundUrl.of("http://127.0.0.1/").address()).isPresent();
        assertThat(OutboundUrl.of("http://prom.example.com/").address()).isEmpty();
    }
}
