package io.sluice.provider.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.Provider;
import io.sluice.provider.ProviderFactory;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Cost;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Timing;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcpProviderFactoryTest {
    @Test
    void whatIsLeftOutIsAsTheCloudIs() throws Exception {
        assertThat(read("{\"type\":\"gcp\",\"project\":\"my-project-7\"}"))
                .isInstanceOfSatisfying(GcpProviderFactory.class, settings -> {
                    assertThat(settings.timing())
                            .isEqualTo(new Timing(
                                    Duration.ofSeconds(60),
                                    Duration.ofSeconds(240),
                                    Duration.ofMinutes(5),
                                    Duration.ofSeconds(10),
                                    Duration.ofSeconds(60)));
                    assertThat(settings.settle()).isEqualTo(Duration.ofSeconds(60));
                    assertThat(settings.withoutCredentials()).isFalse();
                    assertThat(settings.endpoint()).isEmpty();
                });
    }

    @Test
    void anEmulatorMayHaveItsOwnEndpointTimesAndNoCredentials() throws Exception {
        String json = """
                {"type": "gcp", "project": "sluice-sandbox", "endpoint": "http://127.0.0.1:9700",
                 "monitoringEndpoint": "http://127.0.0.1:9800/", "credentials": "none",
                 "metricPeriod": "5s", "metricLag": "0s", "landsWithin": "2s", "changeDeadline": "20s", "settle": "0s"}""";

        assertThat(read(json)).isInstanceOfSatisfying(GcpProviderFactory.class, settings -> {
            assertThat(settings.endpoint()).contains(URI.create("http://127.0.0.1:9700"));
            assertThat(settings.monitoringEndpoint()).contains(URI.create("http://127.0.0.1:9800/"));
            assertThat(settings.withoutCredentials()).isTrue();
            assertThat(settings.timing().changeDeadline()).isEqualTo(Duration.ofSeconds(20));
        });
    }

    @Test
    void openingCallsNobodyAndNamesWhatAMinuteAllows() throws Exception {
        try (Provider provider =
                read("{\"type\":\"gcp\",\"project\":\"my-project-7\"}").open("gcp-prod")) {
            assertThat(provider.quotas())
                    .extracting(CallQuota::name)
                    .containsExactly(
                            "gcp/my-project-7/reads", "gcp/my-project-7/mutations", "gcp/my-project-7/operation-reads");
            assertThat(provider.quotas())
                    .allSatisfy(quota -> assertThat(quota.burst() + 60 * quota.perSecond())
                            .as("in any minute, the one after a rest too")
                            .isLessThanOrEqualTo(1500));
            assertThat(provider.quotas())
                    .allSatisfy(quota -> assertThat((60
                                                    * quota.costs()
                                                            .getOrDefault(Operation.CHANGE, new Cost(0, 0))
                                                            .perRoute()
                                            - quota.burst())
                                    / quota.perSecond())
                            .as("seconds that sixty reverts wait after a rest")
                            .isLessThan(5));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{} | project is missing",
                "{\"project\":\"P\"} | project must be the id of one, like my-project-7, not P",
                "{\"project\":\"my-project-7\",\"landsWithin\":\"soon\"} | a duration is written 90s, 30m, 12h or 2d, not soon",
                "{\"project\":\"my-project-7\",\"metricPeriod\":\"5s\"} | metricPeriod must be whole minutes",
                "{\"project\":\"my-project-7\",\"credentials\":\"none\"} | credentials: none is for an emulator",
                "{\"project\":\"my-project-7\",\"credentials\":\"AIzaSecret\"} | credentials are default or none",
                "{\"project\":\"my-project-7\",\"endpoint\":\"http://127.0.0.1:9700/\"} | a scheme, a host and a port",
                "{\"project\":\"my-project-7\",\"changeDeadline\":\"1s\"} | durations out of range",
                "{\"project\":\"my-project-7\",\"colour\":\"red\"} | colour",
            })
    void whatIsWrongIsRefusedWithASentence(String json, String sentence) {
        assertThatThrownBy(() ->
                        read(json.replaceFirst("\\{\"?", "{\"type\":\"gcp\",\"").replace(",\"}", "}")))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining(sentence);
    }

    private static ProviderFactory read(String json) throws JsonProcessingException {
        JsonMapper mapper = new JsonMapper();
        mapper.registerSubtypes(GcpProviderFactory.class);
        return mapper.readValue(json, ProviderFactory.class);
    }
}
