package io.sluice.app.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.app.telemetry.StoreFigures.Figures;
import io.sluice.plan.engine.CallBudget.Level;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a node says of itself and of the database, also when that is away. */
public class NodeSeriesTest {
    private static final Figures FIGURES =
            new Figures(Instant.parse("2026-11-24T12:00:00Z"), Map.of("held", 2, "baking", 40), 7);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean down = new AtomicBoolean();
    private final CountDownLatch answers = new CountDownLatch(1);

    private static NodeSeries.Parts parts() {
        return new NodeSeries.Parts(
                "sluice-a",
                "1.0",
                () -> true,
                () -> 3,
                () -> 4,
                () -> 5,
                () -> 6,
                () -> List.of(new Level("acme/eu \"quoted\\\"/change", 2.5, 10, 1)),
                () -> Map.of("oncall", Map.of("delivered", 8L, "failed", 1L)));
    }

    private static Exposition scrape(StoreFigures store) {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(new NodeSeries(parts(), store));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Exposition.parse(out.toString(StandardCharsets.UTF_8));
    }

    /** What a small service has not: accounts with bounds, and people to tell. */
    public static Exposition withBucketsAndReceivers() {
        return scrape(new StoreFigures(() -> FIGURES, System::nanoTime));
    }

    @Test
    void bucketsAndReceiversAreThereByTheirNames() {
        Exposition said = withBucketsAndReceivers();
        String bucket = "acme/eu \"quoted\\\"/change";
        assertThat(said.value("sluice_bucket_tokens", "bucket", bucket)).isEqualTo(2.5);
        assertThat(said.value("sluice_bucket_capacity_tokens", "bucket", bucket))
                .isEqualTo(10);
        assertThat(said.value("sluice_bucket_waiting", "bucket", bucket)).isEqualTo(1);
        assertThat(said.value("sluice_notices_total", "receiver", "oncall", "outcome", "delivered"))
                .isEqualTo(8);
        assertThat(said.value("sluice_claims_held")).isEqualTo(4);
        assertThat(said.value("sluice_capsule_acknowledgements_total")).isEqualTo(5);
        assertThat(said.value("sluice_plans", "state", "baking")).isEqualTo(40);
        assertThat(said.value("sluice_plans")).isEqualTo(42);
        assertThat(said.value("sluice_outbox_waiting")).isEqualTo(7);
    }

    private Figures ask() {
        asked.incrementAndGet();
        if (down.get()) {
            throw new StoreUnavailable("gone", new SQLException("broken"));
        }
        return FIGURES;
    }

    @Test
    void manyScrapesAskTheDatabaseOnce() {
        StoreFigures store = new StoreFigures(this::ask, nanos::get);
        for (int i = 0; i < 100; i++) {
            assertThat(scrape(store).value("sluice_plans")).isEqualTo(42);
        }
        assertThat(asked).hasValue(1);
        nanos.addAndGet(StoreFigures.FRESH.toNanos());
        assertThat(scrape(store).value("sluice_plans")).isEqualTo(42);
        assertThat(asked).hasValue(2);
    }

    @Test
    void withoutTheDatabaseWhatItSaidStandsForAWhileAndIsGoneThen() {
        StoreFigures store = new StoreFigures(this::ask, nanos::get);
        assertThat(scrape(store).value("sluice_database_up")).isEqualTo(1);
        down.set(true);
        nanos.addAndGet(StoreFigures.FRESH.toNanos());
        Exposition soon = scrape(store);
        assertThat(soon.value("sluice_database_up")).isZero();
        assertThat(soon.value("sluice_plans")).isEqualTo(42);
        nanos.addAndGet(StoreFigures.KEPT.toNanos());
        Exposition later = scrape(store);
        assertThat(later.has("sluice_plans")).isFalse();
        assertThat(later.has("sluice_outbox_waiting")).isFalse();
        assertThat(later.value("sluice_node_ready"))
                .as("the node speaks of itself")
                .isEqualTo(1);
        down.set(false);
        nanos.addAndGet(StoreFigures.FRESH.toNanos());
        assertThat(scrape(store).value("sluice_database_up")).isEqualTo(1);
    }

    /** It would wait here for ever otherwise. */
    @Test
    void aDatabaseThatDoesNotAnswerHoldsUpNoScrape() {
        StoreFigures store = new StoreFigures(
                () -> {
                    asked.incrementAndGet();
                    try {
                        answers.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return FIGURES;
                },
                nanos::get);
        assertThat(scrape(store).has("sluice_plans")).isFalse();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(scrape(store).value("sluice_database_up")).isZero();
        assertThat(asked).as("nobody asks again while one is asking").hasValue(1);
        answers.countDown();
    }
}
