package io.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example plans, and the backends that the sandbox has for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanFileTest {
    private static final Path EXAMPLES = Path.of("..", "plans", "examples");

    private Sandbox cloud;

    @BeforeAll
    void start() throws IOException {
        cloud = Sandbox.start(SandboxSettings.anyPorts());
    }

    @AfterAll
    void stop() {
        cloud.close();
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void hasBackendsOfItsOwnForEachSideOfEachRoute(Path example) throws Exception {
        PlanFile plan = PlanFile.read(example);

        assertThat(plan.sides()).isNotEmpty();
        assertThat(sandbox().backends(plan).all()).doesNotHaveDuplicates().hasSameSizeAs(plan.sides());
    }

    @Test
    void knowsWhichSideIsWhich() throws Exception {
        PlanFile plan = PlanFile.read(EXAMPLES.resolve("storefront-cloud-move.yaml"));
        PlanBackends backends = sandbox().backends(plan);

        assertThat(plan.routes()).containsExactly("edge", "api", "gateway", "dns");
        assertThat(backends.of("edge")).isEqualTo(Map.of("eu", "portal-eu", "us", "portal-us"));
        assertThat(backends.of("api")).isEqualTo(Map.of("eu", "gcp-api-eu", "us", "gcp-api-us"));
        assertThat(backends.of("gateway")).isEqualTo(Map.of("eu", "agw-eu", "us", "agw-us"));
        assertThat(backends.of("dns")).isEqualTo(Map.of("eu", "portal-tm-eu", "us", "portal-tm-us"));
        assertThat(backends.ofSide("us"))
                .containsExactlyInAnyOrder("portal-us", "gcp-api-us", "agw-us", "portal-tm-us");
    }

    private SandboxClient sandbox() {
        return new SandboxClient(new JsonHttp(URI.create(cloud.controlUrl())));
    }
}
