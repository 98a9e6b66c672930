package io.sluice.provider.aws;

import io.sluice.provider.tck.Moto;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** The same on LocalStack, whose load balancers are for those who have a token. */
class LocalStackTest extends EmulatorTests {
    private static final String TOKEN = "LOCALSTACK_AUTH_TOKEN";
    private static final String IMAGE = "localstack/localstack-pro:latest";

    private static @Nullable LocalStackContainer container;
    private static Moto.Network network = new Moto.Network("", List.of());

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        String token = Optional.ofNullable(System.getenv(TOKEN)).orElse("");
        if (token.isEmpty()) {
            System.out.println("LocalStackTest skipped: " + TOKEN + " is not set");
            Assumptions.abort(TOKEN + " is not set");
        }
        ContainerEngine.here().requireImage("LocalStackTest", IMAGE);
        LocalStackContainer started = new LocalStackContainer(
                        DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("localstack/localstack"))
                .withEnv(TOKEN, token)
                .withServices("ec2", "elbv2", "route53");
        container = started;
        started.start();
        network = Moto.network(started.getEndpoint());
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.stop();
        }
    }

    @Override
    protected URI endpoint() {
        return Optional.ofNullable(container)
                .map(LocalStackContainer::getEndpoint)
                .orElseThrow();
    }

    @Override
    protected Moto.Network network() {
        return network;
    }
}
