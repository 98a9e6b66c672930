package io.sluice.provider.inmemory;

import io.sluice.provider.SignalSource;
import io.sluice.provider.tck.SignalFixture;
import io.sluice.provider.tck.SignalSourceContract;
import io.sluice.traffic.Address;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class InMemorySignalsContractTest extends SignalSourceContract {
    private static final Instant NOW = Instant.parse("2026-11-24T22:00:00Z");

    @Override
    protected SignalFixture open() {
        InMemoryCloud cloud = new InMemoryCloud(InstantSource.fixed(NOW));
        cloud.route("edge", Map.of("clean", 1, "faulty", 1, "silent", 0));
        cloud.measure("clean", Signal.REQUESTS, InMemorySignalsContractTest::requests);
        cloud.measure("faulty", Signal.REQUESTS, InMemorySignalsContractTest::requests);
        cloud.measure("faulty", Signal.ERROR_RATE, new Reading.Measured(5));
        cloud.measureRoute("edge", Signal.PROCESSED_BYTES, new Reading.Measured(2_000_000));
        for (Signal signal : Signal.values()) {
            cloud.measure("silent", signal, new Reading.Missing("no requests"));
        }
        return new Fixture(cloud);
    }

    /** 140 in the first half of the minute, and 60 in the second. */
    private static Reading requests(TimeWindow window) {
        double first = window.start().isBefore(NOW.minusSeconds(30)) ? 140 : 0;
        double second = window.end().isAfter(NOW.minusSeconds(30)) ? 60 : 0;
        return new Reading.Measured(first + second);
    }

    private record Fixture(InMemoryCloud cloud) implements SignalFixture {
        @Override
        public SignalSource source() {
            return new InMemoryProvider(cloud, "contract", InMemoryProvider.QUICK).signals();
        }

        @Override
        public Route route() {
            return new Route(
                    new RouteRef("memory", "edge"),
                    new Address("{\"route\":\"edge\"}"),
                    Map.of(CLEAN, backend(CLEAN), FAULTY, backend(FAULTY), SILENT, backend(SILENT)));
        }

        private static Address backend(Side side) {
            return new Address("{\"backend\":\"" + side + "\"}");
        }

        @Override
        public TimeWindow window() {
            return new TimeWindow(NOW.minusSeconds(60), NOW);
        }

        @Override
        public Duration period() {
            return Duration.ofSeconds(30);
        }

        /** It is asked without one. */
        @Override
        public int calls() {
            return 0;
        }

        @Override
        public Set<Signal> signals() {
            return EnumSet.allOf(Signal.class);
        }

        @Override
        public void failNext() {
            cloud.failSignals(Optional.of(new ProviderError.Unavailable("down")));
        }

        @Override
        public void close() {}
    }
}
