package io.sluice.provider.tck;

import static io.sluice.provider.tck.MetricFixture.HIGH;
import static io.sluice.provider.tck.MetricFixture.LOW;
import static io.sluice.provider.tck.MetricFixture.ODD;
import static io.sluice.provider.tck.MetricFixture.SILENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link io.sluice.provider.MetricSource} does: each "must" sentence of the interface is a test here. */
public abstract class MetricSourceContract {
    private static final Reading OF_LOW = new Reading.Measured(12.5);
    private static final Reading OF_HIGH = new Reading.Measured(250);

    private MetricFixture kept;

    /** Fresh figures as {@link MetricFixture} describes them, and the source on them. */
    protected abstract MetricFixture open();

    @BeforeEach
    void openTheSource() {
        kept = open();
    }

    @AfterEach
    void closeTheSource() {
        kept.close();
    }

    // ---- what is written

    @Test
    void aMetricThatIsWellWrittenHasNoFaultAndNobodyIsAsked() {
        assertThat(kept.source().check(kept.metric())).isEmpty();
        kept.withoutNumber()
                .forEach(metric -> assertThat(kept.source().check(metric))
                        .as(metric.json())
                        .isEmpty());
        assertThat(kept.asked()).isZero();
    }

    @Test
    void anUnknownFieldIsAFaultThatPointsAtIt() {
        String json = kept.metric().json();
        Metric more = new Metric(json.substring(0, json.lastIndexOf('}')) + ",\"nonsense\":\"x\"}");

        assertThat(kept.source().check(more)).extracting(Fault::pointer).containsExactly("/nonsense");
    }

    @Test
    void aMissingFieldIsAFaultThatPointsAtIt() {
        assertThat(kept.source().check(new Metric("{}")))
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.pointer()).matches("/[a-zA-Z]+"));
    }

    @Test
    void whatIsWrittenWronglyIsAFaultThatPointsAtIt() {
        Stream.concat(
                        kept.malformed().stream(),
                        Stream.of(
                                new MetricFixture.Malformed("no object", "[]", ""),
                                new MetricFixture.Malformed("no JSON", "{", "")))
                .forEach(one -> assertThat(kept.source().check(one.metric()))
                        .as(one.why() + ": " + one.metric())
                        .isNotEmpty()
                        .allSatisfy(fault -> {
                            assertThat(fault.pointer()).isEqualTo(one.pointer());
                            assertThat(fault.message()).isNotBlank();
                        }));
        assertThat(kept.asked()).isZero();
    }

    // ---- what is read

    @Test
    void thereIsOneAnswerForEachQueryInTheSameOrder() {
        List<Reading> readings = read(query(LOW), query(SILENT), query(HIGH), query(LOW));

        assertThat(readings).hasSize(4);
        assertThat(readings.get(0)).isEqualTo(OF_LOW);
        assertThat(readings.get(1)).isInstanceOf(Reading.Missing.class);
        assertThat(readings.get(2)).isEqualTo(OF_HIGH);
        assertThat(readings.get(3)).isEqualTo(OF_LOW);
        assertThat(read()).isEmpty();
    }

    @Test
    void whatIsNotOneFiniteNumberIsMissingWithTheReason() {
        assertThat(read(query(SILENT))).singleElement().satisfies(MetricSourceContract::saysWhy);
        kept.withoutNumber()
                .forEach(metric -> assertThat(read(query(metric, LOW)))
                        .as(metric.json())
                        .singleElement()
                        .satisfies(MetricSourceContract::saysWhy));
    }

    @Test
    void aMetricThatCannotBeReadHidesNoneOfTheOthers() {
        List<MetricQuery> queries = new ArrayList<>();
        kept.withoutNumber().forEach(metric -> queries.add(query(metric, LOW)));
        int others = queries.size();
        queries.addFirst(query(HIGH));
        queries.add(query(LOW));

        List<Reading> readings = kept.source().read(queries);

        assertThat(readings).hasSize(others + 2);
        assertThat(readings.getFirst()).isEqualTo(OF_HIGH);
        assertThat(readings.getLast()).isEqualTo(OF_LOW);
        assertThat(readings.subList(1, others + 1)).hasOnlyElementsOfType(Reading.Missing.class);
    }

    @Test
    void aNameIsEscapedAsTheLanguageWantsIt() {
        assertThat(read(query(LOW), query(ODD))).containsExactly(OF_LOW, new Reading.Measured(7));
    }

    // ---- how it is asked

    @Test
    void aSourceThatCannotBeAskedFailsWithAnErrorThatIsNotUnknown() {
        kept.fail();

        ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> read(query(LOW), query(LOW)));

        assertThat(thrown).as("the call must fail").isNotNull();
        assertThat(thrown.error()).isNotInstanceOf(ProviderError.Unknown.class);
        assertThat(thrown.error().detail()).isNotBlank();
        assertThat(kept.asked()).as("it must not ask again").isLessThanOrEqualTo(1);
    }

    @Test
    void theSameQuestionIsAskedOnceInOneRead() {
        read(query(LOW), query(LOW), query(LOW));

        assertThat(kept.asked()).isEqualTo(1);
    }

    @Test
    void manyThreadsMayAskAtOnce() throws InterruptedException, ExecutionException {
        List<Future<List<Reading>>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                asked.add(threads.submit(() -> read(query(LOW), query(HIGH))));
            }
            for (Future<List<Reading>> one : asked) {
                assertThat(one.get()).containsExactly(OF_LOW, OF_HIGH);
            }
        }
    }

    private static void saysWhy(Reading reading) {
        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.why()).isNotBlank());
    }

    private List<Reading> read(MetricQuery... queries) {
        return kept.source().read(List.of(queries));
    }

    private MetricQuery query(Side side) {
        return query(kept.metric(), side);
    }

    private MetricQuery query(Metric metric, Side side) {
        return new MetricQuery(metric, kept.route(), side, kept.window());
    }
}
