package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

/** More connections than there is room for, on which nothing is said. */
class IdleConnectionsTest {
    private static final int MOST = 8;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(Duration.ofMinutes(10).toMillis());
        IdleConnections.bound(connector, MOST, Duration.ofMillis(200));
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
        socket.setSoTimeout(30_000);
        return socket;
    }

    @Test
    @DisplayName("row 42: idle connections are as many as may be, and give way to who has something to say")
    void idle() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 4 * MOST; i++) {
                silent.add(open());
                assertThat(connector.getConnectedEndPoints()).hasSizeLessThanOrEqualTo(MOST);
            }
            try (Socket last = open()) {
                last.getOutputStream().write(REQUEST);

                assertThat(new String(last.getInputStream().readNBytes(12), US_ASCII))
                        .isEqualTo("HTTP/1.1 204");
            }
            assertThat(silent.getFirst().getInputStream().read())
                    .as("the first is closed")
                    .isEqualTo(-1);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
