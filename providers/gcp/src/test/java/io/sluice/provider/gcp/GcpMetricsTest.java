package io.sluice.provider.gcp;

import static io.sluice.provider.tck.SignalFixture.CLEAN;
import static io.sluice.provider.tck.SignalFixture.FAULTY;
import static io.sluice.provider.tck.SignalFixture.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.MetricSource;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.TimeWindow;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A metric by an expression, of what really went through the sandbox. */
class GcpMetricsTest {
    private static final Metric ERRORS = new Metric("{\"query\":\"sum(increase("
            + "loadbalancing_googleapis_com:https_backend_request_count{monitored_resource=\\\"https_lb_rule\\\","
            + "backend_target_name=\\\"{{backend.name}}\\\",response_code_class=\\\"500\\\"}[{{window}}s]))\"}");

    @Test
    void aBackendServiceGoesByItsNameAndManyWindowsAreOneCall() {
        try (MonitoringFixture cloud = new MonitoringFixture()) {
            MetricSource metrics = cloud.cloud().opened().metrics().orElseThrow();
            TimeWindow whole = cloud.window();
            cloud.cloud().relay().forget();

            assertThat(metrics.read(List.of(
                            new MetricQuery(ERRORS, cloud.route(), FAULTY, whole),
                            new MetricQuery(ERRORS, cloud.route(), CLEAN, whole),
                            new MetricQuery(ERRORS, cloud.route(), SILENT, whole))))
                    .satisfiesExactly(
                            one -> assertThat(one).isEqualTo(new Reading.Measured(10)),
                            one -> assertThat(one).isInstanceOf(Reading.Missing.class),
                            one -> assertThat(one).isInstanceOf(Reading.Missing.class));

            int before = cloud.calls();
            int seconds = Math.toIntExact(whole.length().toSeconds());
            List<Reading> parts = metrics.read(IntStream.range(0, seconds)
                    .mapToObj(second -> new TimeWindow(
                            whole.start().plusSeconds(second), whole.start().plusSeconds(second + 1)))
                    .map(window -> new MetricQuery(ERRORS, cloud.route(), FAULTY, window))
                    .toList());
            assertThat(cloud.calls() - before).isEqualTo(1);
            assertThat(parts.stream()
                            .mapToDouble(part -> part instanceof Reading.Measured(double value) ? value : 0)
                            .sum())
                    .isEqualTo(10);
        }
    }
}
