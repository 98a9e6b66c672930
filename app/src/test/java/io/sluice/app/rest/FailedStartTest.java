package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.testing.DropwizardTestSupport;
import io.sluice.app.SluiceConfiguration;
import io.sluice.app.store.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node that cannot start is for the others of its database: nothing. */
class FailedStartTest {
    private static final String NAME = "failed_starts";

    @TempDir
    Path place;

    private void fails(int port, int adminPort) throws IOException {
        Path config = Files.writeString(place.resolve("config.yml"), """
                data: %s
                %s
                server:
                  applicationConnectors: [{type: http, port: %d}]
                  adminConnectors: [{type: http, port: %d}]
                logging: {level: ERROR, appenders: [{type: console, target: stderr, threshold: ERROR}]}
                """.formatted(
                        place.resolve("data"), PostgresServer.shared().configuration(NAME), port, adminPort));
        var service = new DropwizardTestSupport<SluiceConfiguration>(TestApplication.class, config.toString());
        assertThatThrownBy(service::before).hasStackTraceContaining("BindException");
        service.after();
    }

    private static String nodes(String which) {
        return PostgresServer.shared().ask(NAME, "select count(*) from node" + which);
    }

    @Test
    void row61OneWhosePortIsTakenNeverJoinsAndOneThatFailsLaterLeaves() throws IOException {
        PostgresServer.shared().renewed(NAME);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fails(taken.getLocalPort(), 0);
            assertThat(nodes("")).isEqualTo("0");
        }
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        fails(free, free); // each is free until the other has it
        assertThat(nodes("")).isEqualTo("0");
    }
}
