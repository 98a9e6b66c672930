package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** More connections than there should be, on which nothing is said. */
class IdleConnectionsTest {
    private static final int MOST = 8;

    @Test
    @DisplayName(
            "row 42: of too many idle connections those that have been idle longest are ended, and who has something to say is heard")
    void idle() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try (BareServer server = new BareServer(connector -> {
            connector.setIdleTimeout(Duration.ofMinutes(10).toMillis());
            connector.addBean(new IdleConnections(MOST, Duration.ofMillis(200), Duration.ofMillis(20)));
        })) {
            for (int i = 0; i < 4 * MOST; i++) {
                silent.add(server.open());
            }
            try (Socket last = server.open()) {
                assertThat(BareServer.answers(last)).isTrue();
            }
            Await.until(() -> server.connector().getConnectedEndPoints().size(), open -> open <= MOST);
            assertThat(silent.getFirst().getInputStream().read())
                    .as("the first has been idle longest")
                    .isEqualTo(-1);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
