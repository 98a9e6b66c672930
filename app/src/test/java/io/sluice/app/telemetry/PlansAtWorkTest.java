package io.sluice.app.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sluice.app.store.PlanFixture;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.MemoryPlanStore;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Claim;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which of several nodes shows a plan, and how many a node shows. */
class PlansAtWorkTest {
    private static final Duration CLAIM = Duration.ofSeconds(2);

    private final AtomicInteger asked = new AtomicInteger();
    private Instant now = PlanFixture.NOON;
    private final MemoryPlanStore shared = new MemoryPlanStore(() -> now);
    private final PlansAtWork here = new PlansAtWork(Plan::settled, () -> now);
    private final PlansAtWork there = new PlansAtWork(Plan::settled, () -> now);
    private final PlanStore onHere = node(here);
    private final PlanStore onThere = node(there);

    private PlanStore node(PlansAtWork plans) {
        PlanStore counted = (PlanStore) Proxy.newProxyInstance(
                PlanStore.class.getClassLoader(), new Class<?>[] {PlanStore.class}, (_, method, arguments) -> {
                    asked.incrementAndGet();
                    return method.invoke(shared, arguments);
                });
        return new MeasuredStore(counted, plans, new Meters(new PrometheusRegistry()), System::nanoTime);
    }

    private PlanId submit(int number) {
        shared.create(Submission.of(number, "r" + number).plan());
        return PlanFixture.id(number);
    }

    /** As the engine does it. */
    private void look(PlanStore store, PlanId id) {
        Claim claim = store.claimIfDue(id, now, CLAIM).orElseThrow();
        Plan plan = store.plan(id);
        store.saveLook(id, new Look(plan.version(), now, now.plusSeconds(15), "waits", List.of(), List.of()));
        store.release(claim, plan.version(), now.plusSeconds(15));
    }

    private static List<PlanId> shown(PlansAtWork plans) {
        return plans.all().stream().map(PlanFigures::id).toList();
    }

    @Test
    void aNodeShowsWhatItHasLookedAt() {
        PlanId one = submit(1);
        PlanId two = submit(2);
        look(onHere, one);
        look(onThere, two);
        assertThat(shown(here)).containsExactly(one);
        assertThat(shown(there)).containsExactly(two);
    }

    @Test
    void aNodeThatComesTooLateForALookShowsThePlanNoMore() {
        PlanId plan = submit(1);
        look(onHere, plan);
        now = now.plusSeconds(15);
        look(onThere, plan);
        assertThat(onHere.claimIfDue(plan, now, CLAIM)).isEmpty();
        assertThat(shown(here)).isEmpty();
        assertThat(shown(there)).containsExactly(plan);
    }

    @Test
    void anAlarmTooManyTakesNothingAway() {
        PlanId plan = submit(1);
        look(onHere, plan);
        assertThat(onHere.claimIfDue(plan, now, CLAIM)).as("not due").isEmpty();
        assertThat(shown(here)).containsExactly(plan);
    }

    @Test
    void whatAnotherNodeMovedOnIsShownThere() {
        PlanId plan = submit(1);
        look(onHere, plan);
        Set<PlanId> before = here.ids();
        Plan moved = onThere.append(
                        shared.plan(plan), List.of(new PlanEvent.PauseAsked("to see")), PlanFixture.ANN, now)
                .orElseThrow();
        assertThat(shown(here)).as("until it hears of that").containsExactly(plan);
        here.keepOnly(before, Map.of(plan, moved.version()));
        assertThat(shown(here)).isEmpty();
        look(onThere, plan);
        assertThat(shown(there)).containsExactly(plan);
    }

    @Test
    void whatEndedElsewhereIsShownNoMoreAndWhatCameMeanwhileStays() {
        PlanId ended = submit(1);
        look(onHere, ended);
        Set<PlanId> before = here.ids();
        PlanId came = submit(2);
        look(onHere, came);
        here.keepOnly(before, Map.of());
        assertThat(shown(here)).containsExactly(came);
    }

    @Test
    void moreThanSoManyPlansAreOnlyCounted() {
        for (int i = 1; i <= 30; i++) {
            look(onHere, submit(i));
        }
        PlanId held = PlanFixture.id(25);
        Plan _ = onHere.append(shared.plan(held), List.of(new PlanEvent.PauseAsked("to see")), PlanFixture.ANN, now)
                .orElseThrow();
        MetricSnapshots snapshots = new PlanSeries(here, 10).collect();
        assertThat(points(snapshots, "sluice_plan_state"))
                .hasSize(10)
                .anyMatch(labels -> labels.contains(held.value()));
        assertThat(points(snapshots, "sluice_node_plans_left_out")).hasSize(1);
        assertThat(sum(snapshots, "sluice_node_plans")).isEqualTo(30);
        assertThat(sum(snapshots, "sluice_node_plans_left_out")).isEqualTo(20);
    }

    @Test
    void aScrapeAmongTenThousandPlansAsksTheStoreForNoneOfThem() throws IOException {
        for (int i = 1; i <= 10_000; i++) {
            look(onHere, submit(i));
        }
        int before = asked.get();
        PlanSeries series = new PlanSeries(here, 1000);
        long best = Long.MAX_VALUE;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            text.reset();
            long began = System.nanoTime();
            PrometheusTextFormatWriter.create().write(text, series.collect(), EscapingScheme.UNDERSCORE_ESCAPING);
            best = Math.min(best, System.nanoTime() - began);
        }
        System.out.printf(
                "a scrape at a node with 10,000 plans, 1,000 of them with series: %d ms, %d KB%n",
                best / 1_000_000, text.size() / 1024);
        assertThat(asked).hasValue(before);
    }

    private static List<String> points(MetricSnapshots snapshots, String name) {
        return gauge(snapshots, name).getDataPoints().stream()
                .map(point -> point.getLabels().toString())
                .toList();
    }

    private static double sum(MetricSnapshots snapshots, String name) {
        return gauge(snapshots, name).getDataPoints().stream()
                .mapToDouble(point -> point.getValue())
                .sum();
    }

    private static GaugeSnapshot gauge(MetricSnapshots snapshots, String name) {
        return (GaugeSnapshot) snapshots.stream()
                .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
