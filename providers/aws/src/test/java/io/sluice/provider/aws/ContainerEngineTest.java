package io.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerEngineTest {
    @Test
    void anEngineThatHasTheImageRunsIt() throws IOException {
        HttpServer engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/", exchange -> {
            int status = exchange.getRequestURI().getPath().equals("/images/some/image:1/json") ? 200 : 404;
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        engine.start();
        ContainerEngine here =
                new ContainerEngine("tcp://127.0.0.1:" + engine.getAddress().getPort());
        try {
            assertThat(here.missing("some/image:1")).isEmpty();
            assertThat(here.missing("some/other:1"))
                    .hasValueSatisfying(why -> assertThat(why).contains("docker pull some/other:1"));
        } finally {
            engine.stop(0);
        }
    }

    @Test
    void withoutAnEngineItIsSaidAtOnce(@TempDir Path nowhere) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        long start = System.nanoTime();

        assertThat(new ContainerEngine("tcp://127.0.0.1:" + port).missing("some/image:1"))
                .contains("no container engine answers at tcp://127.0.0.1:" + port);
        assertThat(new ContainerEngine("unix://" + nowhere.resolve("docker.sock")).missing("some/image:1"))
                .isPresent();
        assertThat(new ContainerEngine("npipe:////./pipe/docker").missing("some/image:1"))
                .isPresent();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void anEngineThatNeverAnswersIsNoneAfterTwoSeconds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new ContainerEngine("tcp://127.0.0.1:" + silent.getLocalPort()).missing("some/image:1"))
                    .isPresent();
        }
    }
}
