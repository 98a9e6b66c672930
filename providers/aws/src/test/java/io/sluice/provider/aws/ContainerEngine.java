package io.sluice.provider.aws;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;

/**
 * The container engine, asked by hand: Testcontainers looks for one in many places and for minutes, and one that cannot pull
 * keeps it waiting longer.
 */
record ContainerEngine(String host) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The one that every Docker client would talk to. */
    static ContainerEngine here() {
        return new ContainerEngine(
                Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock"));
    }

    /** Skips the test class, in a line that says why, unless the engine is there and has the image. */
    void requireImage(String tests, String image) {
        missing(image).ifPresent(why -> {
            System.out.println(tests + " skipped: " + why);
            Assumptions.abort(why);
        });
    }

    /** Why nothing can be run from the image; empty if it can. */
    Optional<String> missing(String image) {
        String status = status("/images/" + image + "/json");
        return switch (status) {
            case "200" -> Optional.empty();
            case "404" -> Optional.of("the container engine does not have the image (docker pull " + image + ")");
            default -> Optional.of("no container engine answers at " + host);
        };
    }

    /** The status of the engine's answer; empty if it does not answer. */
    private String status(String path) {
        AtomicReference<String> status = new AtomicReference<>("");
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                status.set(ask(path));
            } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
                status.set("");
            }
        });
        try {
            asking.join(PATIENCE);
            asking.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return status.get();
    }

    private String ask(String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address())) {
            String request = "GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate("HTTP/1.1 200".length());
            int read = 0;
            while (answer.hasRemaining() && read >= 0) {
                read = channel.read(answer);
            }
            String line = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            return line.substring(line.indexOf(' ') + 1);
        }
    }

    private SocketAddress address() {
        URI uri = URI.create(host);
        return "unix".equals(uri.getScheme())
                ? UnixDomainSocketAddress.of(uri.getPath())
                : new InetSocketAddress(uri.getHost(), uri.getPort());
    }
}
