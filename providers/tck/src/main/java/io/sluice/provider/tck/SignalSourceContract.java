package io.sluice.provider.tck;

import static io.sluice.provider.tck.SignalFixture.CLEAN;
import static io.sluice.provider.tck.SignalFixture.FAULTY;
import static io.sluice.provider.tck.SignalFixture.SILENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.provider.SignalSource;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link io.sluice.provider.SignalSource} does: each "must" sentence of the interface is a test here. */
public abstract class SignalSourceContract {
    private SignalFixture cloud;

    /** A fresh cloud as {@link SignalFixture} describes it, and the source on it. */
    protected abstract SignalFixture open();

    @BeforeEach
    void openTheCloud() {
        cloud = open();
    }

    @AfterEach
    void closeTheCloud() {
        cloud.close();
    }

    @Test
    void thereIsOneAnswerForEachQueryInTheSameOrder() {
        List<Reading> readings = read(
                query(FAULTY, Signal.REQUESTS),
                query(SILENT, Signal.REQUESTS),
                query(CLEAN, Signal.ERROR_RATE),
                query(FAULTY, Signal.ERROR_RATE),
                query(FAULTY, Signal.REQUESTS));

        assertThat(readings.get(0)).satisfies(measured(Signal.REQUESTS, 200));
        assertThat(readings.get(1)).isInstanceOf(Reading.Missing.class);
        assertThat(readings.get(2)).satisfies(measured(Signal.ERROR_RATE, 0));
        assertThat(readings.get(3)).satisfies(measured(Signal.ERROR_RATE, 5));
        assertThat(readings.get(4)).satisfies(measured(Signal.REQUESTS, 200));
        assertThat(readings).hasSize(5);
        assertThat(read()).isEmpty();
    }

    @Test
    void aFigureThatTheCloudDoesNotHaveIsMissingWithTheReason() {
        Stream<SignalQuery> ofTheSilent = cloud.signals().stream()
                .filter(signal -> signal.ofTraffic() && signal != Signal.BALANCER_ERROR_RATE)
                .map(signal -> query(SILENT, signal));
        Stream<SignalQuery> ofNobody = Stream.of(Signal.values())
                .filter(signal -> !cloud.signals().contains(signal))
                .map(signal -> query(CLEAN, signal));

        assertThat(read(Stream.concat(ofTheSilent, ofNobody).toArray(SignalQuery[]::new)))
                .isNotEmpty()
                .allSatisfy(reading -> assertThat(reading)
                        .isInstanceOfSatisfying(
                                Reading.Missing.class,
                                missing -> assertThat(missing.why()).isNotBlank()));
    }

    @Test
    void theAbsenceOfErrorsAmongCountedRequestsIsAMeasuredZero() {
        assertThat(read(query(CLEAN, Signal.ERROR_RATE))).singleElement().satisfies(measured(Signal.ERROR_RATE, 0));
    }

    @Test
    void errorsAmongCountedRequestsAreAPercentage() {
        assertThat(read(query(FAULTY, Signal.ERROR_RATE))).singleElement().satisfies(measured(Signal.ERROR_RATE, 5));
    }

    @Test
    void everySignalThatItSaysItHasIsMeasuredWhereThereWasTraffic() {
        SignalQuery[] all = cloud.signals().stream()
                .map(signal -> signal.ofRoute() ? query(signal) : query(CLEAN, signal))
                .toArray(SignalQuery[]::new);

        assertThat(read(all)).hasSameSizeAs(all).hasOnlyElementsOfType(Reading.Measured.class);
    }

    @Test
    void aFigureOfTheRouteThatTheCloudDoesNotHaveIsMissingWithTheReason() {
        SignalQuery[] ofNobody = Stream.of(Signal.values())
                .filter(signal -> signal.ofRoute() && !cloud.signals().contains(signal))
                .map(this::query)
                .toArray(SignalQuery[]::new);

        assertThat(read(ofNobody))
                .hasSameSizeAs(ofNobody)
                .allSatisfy(reading -> assertThat(reading)
                        .isInstanceOfSatisfying(
                                Reading.Missing.class,
                                missing -> assertThat(missing.why()).isNotBlank()));
    }

    @Test
    void onlyASourceOfRequestsHasASignOfLifeForTheirAbsence() {
        if (cloud.signals().contains(Signal.HEARTBEAT)) {
            assertThat(cloud.signals()).contains(Signal.REQUESTS);
        } else {
            assertThat(read(query(Signal.HEARTBEAT))).hasOnlyElementsOfType(Reading.Missing.class);
        }
    }

    @Test
    void bytesOfTheSidesAreNoMoreThanThoseOfTheRoute() {
        if (!cloud.signals().contains(Signal.PROCESSED_BYTES)) {
            assertThat(read(query(Signal.PROCESSED_BYTES))).hasOnlyElementsOfType(Reading.Missing.class);
            return;
        }
        List<Reading> readings = read(
                query(Signal.PROCESSED_BYTES),
                query(CLEAN, Signal.PROCESSED_BYTES),
                query(FAULTY, Signal.PROCESSED_BYTES));

        double ofSides = readings.subList(1, 3).stream()
                .mapToDouble(reading -> reading instanceof Reading.Measured(double value) ? value : 0)
                .sum();
        assertThat(readings.getFirst())
                .isInstanceOfSatisfying(
                        Reading.Measured.class,
                        all -> assertThat(all.value()).isPositive().isGreaterThanOrEqualTo(ofSides));
    }

    @Test
    void eachOfManyWindowsHasItsOwnFigure() {
        List<TimeWindow> parts = latest(
                Math.toIntExact(cloud.window().length().dividedBy(cloud.period())),
                cloud.window().end());
        List<TimeWindow> many =
                latest(SignalSource.MOST_IN_ONE_CALL, cloud.window().end());
        SignalQuery[] together = queriesOf(many);
        List<Reading> readings = read(together);

        assertThat(readings).hasSameSizeAs(together);
        for (int i = 0; i < together.length; i++) {
            // Figures of the moment ignore the window that they are asked under.
            if (together[i].signal() != Signal.HEALTHY_TARGETS && parts.contains(together[i].window())) {
                assertThat(readings.get(i))
                        .as(together[i].toString())
                        .isEqualTo(read(together[i]).getFirst());
            }
        }
        if (cloud.signals().contains(Signal.REQUESTS)) {
            List<Double> requests = parts.stream()
                    .map(part -> readings.get(List.of(together).indexOf(query(FAULTY, Signal.REQUESTS, part))))
                    .flatMap(reading ->
                            reading instanceof Reading.Measured(double value) ? Stream.of(value) : Stream.empty())
                    .toList();
            assertThat(requests).as("in several windows").hasSizeGreaterThan(1);
            assertThat(requests.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(200);
        }
    }

    @Test
    void manyWindowsTakeNoMoreCallsThanTwo() {
        List<TimeWindow> two = latest(2, cloud.window().end());
        read(queriesOf(two)); // Some look things up that they then know.
        int before = cloud.calls();
        read(queriesOf(two));
        int callsForTwo = cloud.calls() - before;

        read(queriesOf(latest(SignalSource.MOST_IN_ONE_CALL, cloud.window().end())));

        assertThat(cloud.calls() - before - callsForTwo).isLessThanOrEqualTo(callsForTwo);
    }

    @Test
    void aSourceThatCannotBeAskedFailsWithAnErrorThatIsNotUnknown() {
        Optional<Signal> one =
                cloud.signals().stream().filter(signal -> !signal.ofRoute()).min(Comparator.naturalOrder());
        cloud.failNext();
        if (one.isEmpty()) {
            // There is nothing that it would have to ask for.
            assertThat(read(query(CLEAN, Signal.REQUESTS))).hasOnlyElementsOfType(Reading.Missing.class);
            return;
        }

        ProviderException thrown = catchThrowableOfType(ProviderException.class, () -> read(query(CLEAN, one.get())));

        assertThat(thrown).as("the call must fail").isNotNull();
        assertThat(thrown.error()).isNotInstanceOf(ProviderError.Unknown.class);
    }

    /** The figure, or the word that there is none where the cloud does not have the signal. */
    private ThrowingConsumer<Reading> measured(Signal signal, double value) {
        return reading -> {
            if (cloud.signals().contains(signal)) {
                assertThat(reading).isEqualTo(new Reading.Measured(value));
            } else {
                assertThat(reading).isInstanceOf(Reading.Missing.class);
            }
        };
    }

    private List<Reading> read(SignalQuery... queries) {
        return cloud.source().read(Stream.of(queries).toList());
    }

    /** The last so many of the shortest windows up to an instant, oldest first. */
    private List<TimeWindow> latest(int many, Instant end) {
        return IntStream.iterate(many - 1, ago -> ago >= 0, ago -> ago - 1)
                .mapToObj(ago -> end.minus(cloud.period().multipliedBy(ago)))
                .map(last -> new TimeWindow(last.minus(cloud.period()), last))
                .toList();
    }

    private SignalQuery[] queriesOf(List<TimeWindow> windows) {
        return windows.stream()
                .flatMap(window -> cloud.signals().stream()
                        .sorted()
                        .flatMap(signal -> signal.ofRoute()
                                ? Stream.of(new SignalQuery(cloud.route(), Optional.empty(), signal, window))
                                : Stream.of(query(CLEAN, signal, window), query(FAULTY, signal, window))))
                .toArray(SignalQuery[]::new);
    }

    private SignalQuery query(Side side, Signal signal) {
        return query(side, signal, cloud.window());
    }

    private SignalQuery query(Side side, Signal signal, TimeWindow window) {
        return new SignalQuery(cloud.route(), Optional.of(side), signal, window);
    }

    private SignalQuery query(Signal signal) {
        return new SignalQuery(cloud.route(), Optional.empty(), signal, cloud.window());
    }
}
