package io.sluice.plan.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.Step;
import io.sluice.plan.decide.SafetyLimits;
import io.sluice.plan.file.PlanFile.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplePlansTest {
    private static final Path EXAMPLES = Path.of("examples");

    @ParameterizedTest
    @ValueSource(strings = {"checkout", "search"})
    void demo_plans_are_sound_modest_and_end_within_two_and_a_half_minutes(String service) throws IOException {
        PlanSpec spec = SamplePlan.accepted(parse(EXAMPLES.resolve(service + "-region-move.yaml")))
                .spec();

        assertThat(spec.name()).isEqualTo(service + "-eu-to-us");
        assertThat(SafetyLimits.defaults().check(spec, Instant.EPOCH)).isEmpty();
        assertThat(spec.routes()).allSatisfy(route -> {
            assertThat(route.ref().provider()).isEqualTo("sandbox");
            assertThat(route.address().json()).contains("123456789012:listener/app/" + service);
        });
        // Each step takes its bake, and up to three windows of its gates until one lies wholly after the write.
        Duration gates = spec.gates().getFirst().every().multipliedBy(3);
        assertThat(spec.steps().stream()
                        .map(step ->
                                step instanceof Step.Shift shift ? shift.bake().plus(gates) : Duration.ofDays(1))
                        .reduce(Duration.ZERO, Duration::plus))
                .isLessThan(Duration.ofSeconds(150));
    }

    @Test
    void every_example_is_accepted() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(5);
            for (Path example : all) {
                PlanSpec spec = SamplePlan.accepted(parse(example)).spec();
                assertThat(SafetyLimits.defaults().check(spec, Instant.EPOCH))
                        .as(example.toString())
                        .isEmpty();
            }
        }
    }

    private static ParsedPlan parse(Path example) throws IOException {
        return PlanFile.parse(Files.readAllBytes(example), Format.YAML);
    }
}
