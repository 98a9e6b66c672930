package io.sluice.provider.aws;

import io.sluice.provider.SignalSource;
import io.sluice.provider.tck.SignalFixture;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxClient;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.sandbox.world.LoadBalancer;
import io.sluice.traffic.Route;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Load balancers of the sandbox with figures from a table. */
final class CloudWatchFixture implements SignalFixture {
    static final Instant START = Instant.parse("2026-11-24T22:00:00Z");

    private final Sandbox sandbox;
    private final CloudWatchStub stub;
    private final AwsProvider provider;

    CloudWatchFixture() {
        try {
            sandbox = Sandbox.start(SandboxSettings.anyPorts());
            stub = new CloudWatchStub();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AwsProviderFactory settings = TestSettings.at(URI.create(sandbox.controlUrl()));
        provider = AwsProvider.open(new AwsProviderFactory(
                settings.region(),
                settings.endpoint(),
                Optional.of(stub.endpoint()),
                settings.credentials(),
                settings.timing(),
                settings.settle()));
        for (String group : new String[] {FixedWorld.CHECKOUT_EU, FixedWorld.CHECKOUT_US}) {
            count("RequestCount", "Sum", group, 0, 120);
            count("RequestCount", "Sum", group, 1, 80);
            for (String percentile : new String[] {"p50", "p95", "p99"}) {
                count("TargetResponseTime", percentile, group, 0, 0.050);
                count("TargetResponseTime", percentile, group, 1, 0.120);
            }
        }
        count("HealthyHostCount", "SampleCount", FixedWorld.CHECKOUT_EU, 0, 1);
        count("HealthyHostCount", "SampleCount", FixedWorld.CHECKOUT_US, 1, 1);
        count("HTTPCode_Target_5XX_Count", "Sum", FixedWorld.CHECKOUT_US, 1, 10);
        countOf(FixedWorld.CHECKOUT, "RequestCount", 0, 380);
        countOf(FixedWorld.CHECKOUT, "HTTPCode_ELB_5XX_Count", 0, 20);
        countOf(FixedWorld.CHECKOUT, "RequestCount", 1, 0);
        for (LoadBalancer each : List.of(FixedWorld.CHECKOUT, FixedWorld.ORDERS)) {
            countOf(each, "ProcessedBytes", 0, 3_000_000);
            countOf(each, "ProcessedBytes", 1, 1_000_000);
            countOf(each, "ConsumedLCUs", 0, 0.0625);
            countOf(each, "ConsumedLCUs", 1, 0.03125);
        }
    }

    /** Counts something of a load balancer in a minute of the window. */
    void countOf(LoadBalancer loadBalancer, String metric, int minute, double value) {
        stub.put(
                loadBalancer.kind().namespace(),
                metric,
                "Sum",
                Map.of("LoadBalancer", loadBalancer.dimension()),
                START.plusSeconds(60L * minute),
                value);
    }

    /** Counts something of a target group in a minute of the window. */
    void count(String metric, String statistic, String targetGroup, int minute, double value) {
        stub.put(
                FixedWorld.CHECKOUT.kind().namespace(),
                metric,
                statistic,
                Map.of(
                        "LoadBalancer", FixedWorld.CHECKOUT.dimension(),
                        "TargetGroup", targetGroup.substring(targetGroup.lastIndexOf(':') + 1)),
                START.plusSeconds(60L * minute),
                value);
    }

    CloudWatchStub stub() {
        return stub;
    }

    @Override
    public SignalSource source() {
        return provider.signals();
    }

    @Override
    public Route route() {
        return TestSettings.route(
                "listener",
                FixedWorld.CHECKOUT_LISTENER,
                Map.of(CLEAN, FixedWorld.CHECKOUT_EU, FAULTY, FixedWorld.CHECKOUT_US, SILENT, FixedWorld.API_V1));
    }

    @Override
    public TimeWindow window() {
        return new TimeWindow(START, START.plusSeconds(120));
    }

    @Override
    public Duration period() {
        return Duration.ofMinutes(1);
    }

    @Override
    public int calls() {
        try (SandboxClient client = sandbox.client()) {
            return stub.requests().size() + client.log(0).size();
        }
    }

    @Override
    public Set<Signal> signals() {
        return EnumSet.allOf(Signal.class);
    }

    @Override
    public void failNext() {
        stub.fail();
    }

    @Override
    public void close() {
        provider.close();
        stub.close();
        sandbox.close();
    }
}
