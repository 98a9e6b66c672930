package io.sluice.provider.gcp;

import static io.sluice.provider.gcp.TestSettings.GLOBAL;

import io.sluice.provider.SignalSource;
import io.sluice.provider.tck.SignalFixture;
import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.Trouble;
import io.sluice.traffic.Route;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The sandbox after 400 real requests to the URL map of the API, half to each side, ten of which one side failed. */
final class MonitoringFixture implements SignalFixture {
    private static final int REQUESTS = 400;

    private final SandboxFixture cloud = new SandboxFixture();
    private final TimeWindow window;

    MonitoringFixture() {
        cloud.strangerSets(
                cloud.neighbour(),
                Map.of(
                        TrafficFixture.LEFT, 1,
                        TrafficFixture.RIGHT, 1));
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (HttpClient client = HttpClient.newHttpClient()) {
            cloud.order("/sandbox/backends/gcp-api-us", "{\"errorPercent\": 5}");
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(cloud.sandbox().listenerUrl("api")))
                    .build();
            for (int i = 0; i < REQUESTS; i++) {
                client.send(request, HttpResponse.BodyHandlers.discarding());
                if (i == REQUESTS / 2) {
                    // The rest is of another second.
                    letPass(Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS));
                }
            }
            Instant end = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
            window = new TimeWindow(start, end);
            // Published each second.
            letPass(end.plusSeconds(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void letPass(Instant until) {
        while (Instant.now().isBefore(until)) {
            LockSupport.parkNanos(
                    Duration.between(Instant.now(), until).plusMillis(1).toNanos());
        }
    }

    SandboxFixture cloud() {
        return cloud;
    }

    @Override
    public SignalSource source() {
        return cloud.opened().signals();
    }

    @Override
    public Route route() {
        return TestSettings.route(
                "{\"urlMap\":\"" + GLOBAL + "urlMaps/api\"}",
                Map.of(
                        CLEAN, GLOBAL + "backendServices/api-eu",
                        FAULTY, GLOBAL + "backendServices/api-us",
                        SILENT, GLOBAL + "backendServices/shop-v1"));
    }

    @Override
    public TimeWindow window() {
        return window;
    }

    @Override
    public Duration period() {
        return Duration.ofSeconds(1);
    }

    @Override
    public int calls() {
        return cloud.relay().exchanges().size();
    }

    @Override
    public Set<Signal> signals() {
        return EnumSet.complementOf(EnumSet.of(Signal.BALANCER_ERROR_RATE, Signal.CAPACITY_UNITS, Signal.HEARTBEAT));
    }

    @Override
    public void failNext() {
        cloud.relay().order(exchange -> exchange.path().contains("/prometheus/"), Trouble.NO_ANSWER, () -> {});
    }

    @Override
    public void close() {
        cloud.close();
    }
}
