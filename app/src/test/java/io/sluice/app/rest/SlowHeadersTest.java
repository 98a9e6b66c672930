package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Headers that come byte by byte, each in time for the connector's own patience. */
class SlowHeadersTest {
    private static final Duration LONGEST = Duration.ofMillis(300);

    private BareServer server;

    @BeforeEach
    void start() {
        server = new BareServer(connector -> connector.addBean(new SlowHeaders(LONGEST, Duration.ofMillis(20))));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Sends a header without end, slowly; that the other end has had enough shows at the first byte that does not go. */
    private static boolean trickles(Socket socket) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            while (System.nanoTime() < end) {
                socket.getOutputStream().write('a');
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    @DisplayName("row 41: a connection whose first headers trickle is dropped, and one that is merely old is not")
    void first() throws IOException {
        try (Socket other = server.open();
                Socket slow = server.open()) {
            assertThat(BareServer.answers(other)).isTrue();
            assertThat(trickles(slow)).isTrue();
            assertThat(BareServer.answers(other)).isTrue();
        }
    }

    @Test
    @DisplayName("row 41: a connection whose later headers trickle is dropped too")
    void later() throws IOException {
        try (Socket slow = server.open()) {
            assertThat(BareServer.answers(slow)).isTrue();
            assertThat(trickles(slow)).isTrue();
        }
    }
}
