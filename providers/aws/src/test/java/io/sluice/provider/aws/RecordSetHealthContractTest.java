package io.sluice.provider.aws;

import io.sluice.provider.SignalSource;
import io.sluice.provider.tck.SignalFixture;
import io.sluice.provider.tck.SignalSourceContract;
import io.sluice.provider.tck.Trouble;
import io.sluice.traffic.Route;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A source that knows nothing but health checks: no requests, no errors, no latency. */
class RecordSetHealthContractTest extends SignalSourceContract {
    @Override
    protected SignalFixture open() {
        return new Fixture();
    }

    private static final class Fixture implements SignalFixture {
        private final RecordSetFixture cloud = new RecordSetFixture();

        Fixture() {
            cloud.replace(
                    cloud.route(),
                    records -> Stream.concat(
                                    records.stream(),
                                    Stream.of(records.getFirst().toBuilder()
                                            .setIdentifier("asia")
                                            .weight(0L)
                                            .healthCheckId(null)
                                            .build()))
                            .toList());
        }

        @Override
        public SignalSource source() {
            return cloud.opened().signals();
        }

        @Override
        public Route route() {
            return TestSettings.recordSet(
                    "orders-db.sluice.example", "A", Map.of(CLEAN, "eu", FAULTY, "us", SILENT, "asia"));
        }

        @Override
        public TimeWindow window() {
            Instant end = Instant.parse("2026-11-24T22:00:00Z");
            return new TimeWindow(end.minusSeconds(60), end);
        }

        @Override
        public Duration period() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int calls() {
            return cloud.relay().actions().size();
        }

        @Override
        public Set<Signal> signals() {
            return Set.of(Signal.HEALTHY_TARGETS);
        }

        @Override
        public void failNext() {
            cloud.onNextLook(route(), Trouble.THROTTLED);
        }

        @Override
        public void close() {
            cloud.close();
        }
    }
}
