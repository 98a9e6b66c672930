package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients that listen and never read what they are told, a thousand of them. */
class SlowReadersTest {
    private static final int READERS = 1_000;

    /** A thread that waits, its buffers, and what Jetty keeps of a connection; and this test's own end of it. */
    private static final long MOST_BYTES_EACH = 200_000;

    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    /** Long enough that what the system itself keeps for a connection is full before long. */
    private static PlanText plan(Service service) {
        StringBuilder labels = new StringBuilder("{");
        for (int i = 0; i < 20; i++) {
            labels.append(i == 0 ? "" : ",").append("\"label-%d\": \"%s\"".formatted(i, "x".repeat(60)));
        }
        return PlanText.of(service.newRoute()).with("/labels", labels + "}");
    }

    private static Socket listener(Service service) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            // The head, so that the next is not taken for a burst; and then nothing more.
            assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            return socket;
        } catch (IOException e) {
            throw new AssertionError("cannot listen", e);
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void row_41_and_68_a_thousand_take_little_memory_and_a_revert_does_not_notice() throws Exception {
        Service service = Service.usual();
        service.start();
        List<Socket> sockets = new ArrayList<>();
        boolean stopped = false;
        try {
            String plan = service.submit(plan(service));
            service.awaitBaking(plan);
            long before = heap();
            IntStream.range(0, READERS).forEach(_ -> sockets.add(listener(service)));
            IntStream.range(0, 20).forEach(_ -> service.submit(plan(service)));

            assertThat(service.post("/api/v1/plans/" + plan + "/revert", "{}").status())
                    .isEqualTo(200);
            long each = (heap() - before) / READERS;
            assertThat(each).as("bytes of heap for each reader").isLessThan(MOST_BYTES_EACH);

            long stopping = System.nanoTime();
            service.stop();
            stopped = true;
            assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(LONGEST_STOP);
            assertThat(ended(sockets.getFirst())).isTrue();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
            if (!stopped) {
                service.stop();
            }
        }
    }

    private static boolean ended(Socket socket) {
        try (InputStream rest = socket.getInputStream()) {
            long _ = rest.skip(Long.MAX_VALUE);
            return rest.read() == -1;
        } catch (IOException _) {
            return true;
        }
    }
}
