package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.EU;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.US;
import static io.sluice.app.store.PlanFixture.baseline;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Gate;
import io.sluice.plan.GateReading;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.Proof;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RouteShare;
import io.sluice.plan.Step;
import io.sluice.plan.Verdict;
import io.sluice.plan.engine.Look;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalCodecTest {
    private final JournalCodec codec = new JournalCodec();

    @Test
    void linesOfTheFirstReleaseAreReadAndWrittenBackIdentically() throws IOException {
        List<String> golden = golden();
        List<JournalLine> lines = EveryEvent.lines();
        assertThat(lines).extracting(codec::write).containsExactlyElementsOf(golden);
        assertThat(golden).extracting(codec::readLine).containsExactlyElementsOf(lines);
    }

    /** Their names are what makes principals equal, so the lines' equality says nothing of it. */
    @Test
    void howSomebodyProvedWhoTheyAreIsReadBack() {
        for (Proof how : Proof.values()) {
            JournalLine line = new JournalLine(1, NOON, PlanFixture.ANN.provedBy(how), PlanFixture.submitted());
            assertThat(codec.readLine(codec.write(line)).by().how()).contains(how);
        }
        JournalLine line = new JournalLine(1, NOON, PlanFixture.ANN, PlanFixture.submitted());
        assertThat(codec.write(line)).doesNotContain("\"how\"");
    }

    @Test
    void everyEventAndEveryHoldReasonHasAGoldenLine() throws IOException {
        Set<Class<?>> events = new HashSet<>();
        Set<Class<?>> reasons = new HashSet<>();
        for (String text : golden()) {
            PlanEvent event = codec.readLine(text).event();
            events.add(event.getClass());
            if (event instanceof PlanEvent.HoldStarted(HoldReason why)) {
                reasons.add(why.getClass());
            }
        }
        assertThat(events).containsExactlyInAnyOrderElementsOf(variants(PlanEvent.class));
        assertThat(reasons).containsExactlyInAnyOrderElementsOf(variants(HoldReason.class));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                PlanEvent.Purpose.class,
                PlanEvent.DriftChoice.class,
                Step.OnTimeout.class,
                RevertCause.Kind.class,
                Verdict.class,
                Gate.OnFail.class,
                HookAnswer.Says.class,
                RouteShare.Says.class,
                Proof.class,
            })
    void everyConstantHasAGoldenLine(Class<? extends Enum<?>> type) throws IOException {
        String all = String.join("\n", golden());
        assertThat(type.getEnumConstants())
                .allSatisfy(constant -> assertThat(all)
                        .contains(
                                ":\"" + constant.name().toLowerCase(Locale.ROOT).replace('_', '-') + "\""));
    }

    private static Set<Class<?>> variants(Class<?> type) {
        Set<Class<?>> variants = new HashSet<>();
        for (Class<?> variant : Objects.requireNonNull(type.getPermittedSubclasses())) {
            if (variant.isSealed()) {
                variants.addAll(variants(variant));
            } else {
                variants.add(variant);
            }
        }
        return variants;
    }

    private static List<String> golden() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(JournalCodecTest.class.getResourceAsStream("/journal/v1.jsonl"))) {
            return Arrays.asList(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"step-started\",\"by\":\"ann\"}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"step-started\",\"by\":\"ann\",\"data\":{}}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"step-started\",\"by\":\"ann\",\"data\":{\"step\":1.5}}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"step-started\",\"by\":\"ann\",\"data\":{\"step\":\"1\"}}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"step-started\",\"by\":\"ann\",\"data\":{\"step\":1,\"x\":2}}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"step-started\",\"by\":\"ann\",\"data\":{\"step\":1,\"step\":2}}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"step-started\",\"by\":\"ann\",\"data\":{\"step\":1}} x",
                "{\"seq\":1,\"at\":\"2026-11-24 22:00\",\"type\":\"step-started\",\"by\":\"ann\",\"data\":{\"step\":1}}",
                "{\"seq\":1,\"at\":1764021600,\"type\":\"step-started\",\"by\":\"ann\",\"data\":{\"step\":1}}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"step-skipped\",\"by\":\"ann\",\"data\":{\"step\":1}}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"baseline-lost\",\"by\":\"ann\",\"data\":{\"route\":\"edge\",\"seen\":{\"eu\":9999}}}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"resume-asked\",\"by\":\"ann\",\"data\":{\"choice\":\"ADOPT\",\"reason\":\"\"}}",
                "{\"seq\":1,\"at\":\"2026-11-24T22:00:00Z\",\"type\":\"hold-started\",\"by\":\"ann\",\"data\":{\"why\":{\"type\":\"mood\"}}}",
            })
    void row65WhatIsNotUnderstoodIsNotRead(String text) {
        assertThatThrownBy(() -> codec.readLine(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalValuesHaveOneText() {
        Map<String, String> one = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            HoldReason why = new HoldReason.Stuck(Set.of("r" + i, "a", "z", "m"), "late");
            one.put("r" + i, codec.write(new JournalLine(1, NOON, PlanFixture.ANN, new PlanEvent.HoldStarted(why))));
        }
        assertThat(one.get("r7")).contains("[\"a\",\"m\",\"r7\",\"z\"]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1e300, 4.9e-324, Double.NaN, Double.POSITIVE_INFINITY})
    void noFigureMakesALineUnreadable(double figure) {
        GateReading reading = new GateReading(
                "edge", US, Verdict.FAIL, Optional.of(figure), Optional.empty(), "percent", Optional.empty(), "odd");
        PlanEvent event = new PlanEvent.GateJudged("errors", Verdict.FAIL, Optional.empty(), "odd", List.of(reading));
        JournalLine line = new JournalLine(1, NOON, PlanFixture.ANN, event);
        assertThat(codec.readLine(codec.write(line))).isEqualTo(line);
    }

    @Test
    void aFoldIsReadBackWhateverItsState() {
        PlanSpec spec = Submission.of(1, "edge", "api").plan().spec();
        Plan plan = Plan.blank(id(1), spec, 3, NOON);
        assertReadBack(plan);
        for (PlanEvent event : List.of(
                PlanFixture.submitted(),
                new PlanEvent.Started(baseline("edge", "api")),
                new PlanEvent.WeightsVerified(0),
                new PlanEvent.StepStarted(1),
                EveryEvent.lines().stream()
                        .map(JournalLine::event)
                        .filter(PlanEvent.WriteIntended.class::isInstance)
                        .findFirst()
                        .orElseThrow(),
                new PlanEvent.WeightsVerified(1),
                EveryEvent.lines().stream()
                        .map(JournalLine::event)
                        .filter(PlanEvent.GateJudged.class::isInstance)
                        .findFirst()
                        .orElseThrow(),
                new PlanEvent.ShareJudged(1, RouteShare.uncounted("edge", RouteShare.Says.DISAGREES, "it stays")),
                new PlanEvent.HoldStarted(new HoldReason.Share("edge", "it stays")),
                new PlanEvent.ResumeAsked(Optional.empty(), "never mind"))) {
            plan = plan.after(new JournalLine(plan.version() + 1, NOON, PlanFixture.ANN, event));
            assertReadBack(plan);
        }
        for (HoldReason why : EveryEvent.holdReasons()) {
            plan = plan.after(
                    new JournalLine(plan.version() + 1, NOON, PlanFixture.ANN, new PlanEvent.HoldStarted(why)));
            assertReadBack(plan);
        }
        assertThat(plan.state()).isInstanceOf(PlanState.Held.class);
        for (PlanEvent event : List.of(
                new PlanEvent.RevertStarted(RevertCause.ordered("back", false)),
                new PlanEvent.BaselineBack(List.of()),
                new PlanEvent.TrafficBack("edge", Optional.empty(), "not measured"),
                new PlanEvent.Reverted())) {
            plan = plan.after(new JournalLine(plan.version() + 1, NOON, PlanFixture.ANN, event));
            assertReadBack(plan);
        }
    }

    private void assertReadBack(Plan plan) {
        assertThat(codec.readPlan(plan.id(), plan.spec(), codec.write(plan))).isEqualTo(plan);
    }

    @Test
    void aLookIsReadBack() {
        GateReading reading = new GateReading(
                "edge", US, Verdict.PASS, Optional.of(0.12), Optional.of(1.0), "percent", Optional.empty(), "fine");
        Look look = new Look(
                7,
                NOON,
                NOON.plus(Duration.ofMinutes(1)),
                "bakes until 22:40",
                List.of(
                        new Look.RouteLook(
                                "edge", Map.of(EU, 19, US, 1), Optional.empty(), Optional.of(Duration.ofMinutes(5))),
                        new Look.RouteLook("api", Map.of(), Optional.of("not reached"), Optional.empty())),
                List.of(new Look.GateLook("errors", Verdict.NOT_JUDGED, "too young", List.of(reading))));
        assertThat(codec.readLook(codec.write(look))).isEqualTo(look);
    }
}
