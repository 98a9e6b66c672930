package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Headers that come byte by byte, each in time for the connector's own patience. */
class SlowHeadersTest {
    private static final Duration LONGEST = Duration.ofMillis(300);
    private static final byte[] WHOLE = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        connector.addBean(new SlowHeaders(LONGEST, Duration.ofMillis(20)));
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(204);
                callback.succeeded();
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.setSoTimeout(20_000);
        return socket;
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

    private static boolean answers(Socket socket) throws IOException {
        socket.getOutputStream().write(WHOLE);
        byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 204".length());
        while (!new String(start, US_ASCII).isEmpty() && socket.getInputStream().available() > 0) {
            int _ = socket.getInputStream().read();
        }
        return new String(start, US_ASCII).equals("HTTP/1.1 204");
    }

    @Test
    @DisplayName("row 41: a connection whose first headers trickle is dropped, and one that is merely old is not")
    void first() throws IOException {
        try (Socket other = open();
                Socket slow = open()) {
            assertThat(answers(other)).isTrue();
            assertThat(trickles(slow)).isTrue();
            assertThat(answers(other)).isTrue();
        }
    }

    @Test
    @DisplayName("row 41: a connection whose later headers trickle is dropped too")
    void later() throws IOException {
        try (Socket slow = open()) {
            assertThat(answers(slow)).isTrue();
            assertThat(trickles(slow)).isTrue();
        }
    }
}
