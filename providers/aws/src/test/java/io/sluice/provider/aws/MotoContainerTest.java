package io.sluice.provider.aws;

import io.sluice.provider.tck.Moto;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** The same as {@link MotoTest}, in a container: for those who have an engine and no Python. */
class MotoContainerTest extends EmulatorTests {
    private static final String IMAGE = "motoserver/moto:5.2.1";
    private static final int PORT = 5000;

    private static @Nullable GenericContainer<?> container;
    private static Moto.Network network = new Moto.Network("", List.of());

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        ContainerEngine.here().requireImage("MotoContainerTest", IMAGE);
        GenericContainer<?> started = new GenericContainer<>(IMAGE)
                .withExposedPorts(PORT)
                .waitingFor(Wait.forHttp("/moto-api/").forPort(PORT));
        container = started;
        started.start();
        network = Moto.network(uri(started));
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.stop();
        }
    }

    private static URI uri(GenericContainer<?> container) {
        return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
    }

    @Override
    protected URI endpoint() {
        return Optional.ofNullable(container).map(MotoContainerTest::uri).orElseThrow();
    }

    @Override
    protected Moto.Network network() {
        return network;
    }
}
