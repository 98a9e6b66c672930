package io.sluice.provider.inmemory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.MetricSource;
import io.sluice.provider.tck.MetricFixture;
import io.sluice.provider.tck.MetricSourceContract;
import io.sluice.traffic.Address;
import io.sluice.traffic.Metric;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

class InMemoryMetricsContractTest extends MetricSourceContract {
    private static final Instant NOW = Instant.parse("2026-11-24T22:00:00Z");

    @Override
    protected MetricFixture open() {
        InMemoryCloud cloud = new InMemoryCloud(InstantSource.fixed(NOW));
        cloud.metric("queue of low", new Reading.Measured(12.5));
        cloud.metric("queue of high", new Reading.Measured(250));
        cloud.metric("queue of " + MetricFixture.ODD.name(), new Reading.Measured(7));
        cloud.metric("odd", new Reading.Missing("it computed no number"));
        return new Fixture(cloud);
    }

    private record Fixture(InMemoryCloud cloud) implements MetricFixture {
        @Override
        public MetricSource source() {
            return new InMemoryProvider(cloud, "contract", InMemoryProvider.QUICK)
                    .metrics()
                    .orElseThrow();
        }

        @Override
        public Route route() {
            Map<Side, Address> backends = new TreeMap<>();
            for (Side side : List.of(LOW, HIGH, SILENT, ODD)) {
                try {
                    backends.put(side, new Address(new JsonMapper().writeValueAsString(Map.of("id", side.name()))));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException(e);
                }
            }
            return new Route(new RouteRef("memory", "edge"), new Address("{}"), backends);
        }

        @Override
        public TimeWindow window() {
            return new TimeWindow(NOW.minusSeconds(60), NOW);
        }

        @Override
        public Metric metric() {
            return of("queue of {{backend.id}}");
        }

        private static Metric of(String name) {
            return new Metric("{\"name\":\"" + name + "\"}");
        }

        @Override
        public List<Metric> withoutNumber() {
            return List.of(of("odd"), of("never"), of("{{backend.unknown}}"));
        }

        @Override
        public List<Malformed> malformed() {
            return List.of(
                    new Malformed("no text", "{\"name\":7}", "/name"),
                    new Malformed("empty", of(" "), "/name"),
                    new Malformed("an unknown place", of("{{who}}"), "/name"));
        }

        @Override
        public int asked() {
            return cloud.metricLooks();
        }

        @Override
        public void fail() {
            cloud.failSignals(Optional.of(new ProviderError.Unavailable("down")));
        }

        @Override
        public void close() {}
    }
}
