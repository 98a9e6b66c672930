package io.sluice.app.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.runbook.Runbook;
import io.sluice.plan.runbook.RunbookText;
import io.sluice.provider.Provider;
import io.sluice.provider.ProviderFactory;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.all.AllProviders;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The sample in the documents is what Sluice writes: baselines that were taken on the sandbox, with the commands for the real
 * clouds, which are not asked.
 */
class RunbookSampleTest {
    private static final Path SAMPLE = Path.of("..", "docs", "runbook-sample.md");
    private static final Path WRITTEN = Path.of("target", "runbook-sample.md");
    private static final Instant FROZEN = Instant.parse("2026-11-24T21:00:00Z");

    private final ObjectMapper mapper = new YAMLMapper().registerModule(new Jdk8Module());

    RunbookSampleTest() {
        AllProviders.factories().forEach(mapper::registerSubtypes);
    }

    @Test
    void theSampleIsWhatIsWritten() throws IOException {
        PlanSpec spec = spec(Path.of("..", "plans", "examples", "storefront-cloud-move.yaml"));
        Map<String, Provider> clouds = open("");
        Map<String, Baseline.OfRoute> frozen = new TreeMap<>();
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.anyPorts())) {
            Map<String, Provider> onSandbox =
                    open(", endpoint: '%s', metricPeriod: 1s, metricLag: 0s, %%s".formatted(sandbox.controlUrl()));
            spec.routes().forEach(route -> frozen.put(route.name(), frozen(route, traffic(onSandbox, route))));
            onSandbox.values().forEach(Provider::close);
        }

        String written = RunbookText.of(Runbook.of(
                Plan.blank(new PlanId("pl_01KB3N5V8QX2M7T4R9C6H1J0ZE"), spec, 1, FROZEN),
                new Baseline(frozen),
                FROZEN,
                route -> traffic(clouds, route)));
        clouds.values().forEach(Provider::close);

        Files.writeString(WRITTEN, written);
        assertThat(written)
                .as("the sample of another release: if %s is right, take it", WRITTEN)
                .isEqualTo(Files.readString(SAMPLE));
    }

    private static PlanSpec spec(Path example) throws IOException {
        byte[] bytes = Files.readAllBytes(example);
        return PlanFile.parse(bytes, PlanFile.Format.YAML, bytes.length) instanceof ParsedPlan.Accepted plan
                ? plan.spec()
                : fail("%s is not accepted", example);
    }

    private static Baseline.OfRoute frozen(Route route, TrafficProvider traffic) {
        return Optional.ofNullable(traffic.observe(Set.of(route)).get(route))
                .flatMap(Sight::seen)
                .map(seen -> Baseline.OfRoute.of(seen, traffic.snapshot(route)))
                .orElseThrow();
    }

    private static TrafficProvider traffic(Map<String, Provider> providers, Route route) {
        return Optional.ofNullable(providers.get(route.ref().provider()))
                .orElseThrow()
                .traffic();
    }

    /** The instances that the example names, with more settings. */
    private Map<String, Provider> open(String settings) throws IOException {
        Map<String, String> written = Map.of(
                "sandbox",
                "{type: aws, region: eu-west-1"
                        + settings.formatted("credentials: {accessKeyId: test, secretAccessKey: test}"),
                "sandbox-gcp",
                "{type: gcp, project: sluice-sandbox" + settings.formatted("credentials: none"),
                "sandbox-azure",
                "{type: azure, subscription: 00000000-0000-0000-0000-000000000000"
                        + settings.formatted("credentials: none"));
        Map<String, Provider> opened = new TreeMap<>();
        for (Map.Entry<String, String> one : written.entrySet()) {
            opened.put(
                    one.getKey(),
                    mapper.readValue(one.getValue() + "}", ProviderFactory.class)
                            .open(one.getKey()));
        }
        return opened;
    }
}
