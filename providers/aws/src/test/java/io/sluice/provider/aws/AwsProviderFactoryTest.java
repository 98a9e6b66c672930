package io.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.ProviderFactory;
import io.sluice.traffic.Timing;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsProviderFactoryTest {
    @Test
    void whatIsLeftOutIsAsTheCloudIs() throws Exception {
        assertThat(read("{\"type\":\"aws\",\"region\":\"eu-west-1\"}"))
                .isInstanceOfSatisfying(AwsProviderFactory.class, settings -> {
                    assertThat(settings.timing())
                            .isEqualTo(new Timing(
                                    Duration.ofSeconds(60),
                                    Duration.ofSeconds(180),
                                    Duration.ofMinutes(5),
                                    Duration.ofSeconds(10),
                                    Duration.ofMinutes(2)));
                    assertThat(settings.credentials()).isEqualTo(new AwsCredentials.Default());
                    assertThat(settings.endpoint()).isEmpty();
                });
    }

    @Test
    void anEmulatorMayHaveItsOwnEndpointTimesAndDummyCredentials() throws Exception {
        String json = """
                {"type": "aws", "region": "eu-west-1", "endpoint": "http://127.0.0.1:9700",
                 "credentials": {"accessKeyId": "test", "secretAccessKey": "shown-nowhere"},
                 "metricPeriod": "5s", "metricLag": "0s", "landsWithin": "2s", "settle": "0s"}""";

        assertThat(read(json)).isInstanceOfSatisfying(AwsProviderFactory.class, settings -> {
            assertThat(settings.endpoint()).contains(URI.create("http://127.0.0.1:9700"));
            assertThat(settings.timing().metricPeriod()).isEqualTo(Duration.ofSeconds(5));
            assertThat(settings.timing().landsWithin()).isEqualTo(Duration.ofSeconds(2));
            assertThat(settings.toString()).doesNotContain("shown-nowhere");
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{} | region is missing",
                "{\"region\":\"Ireland\"} | region must be one like eu-west-1, not Ireland",
                "{\"region\":\"eu-west-1\",\"landsWithin\":\"soon\"} | a duration is written 90s, 30m, 12h or 2d, not soon",
                "{\"region\":\"eu-west-1\",\"metricPeriod\":\"5s\"} | metricPeriod must be whole minutes",
                "{\"region\":\"eu-west-1\",\"credentials\":{\"accessKeyId\":\"a\",\"secretAccessKey\":\"b\"}}"
                        + " | credentials are not kept here",
                "{\"region\":\"eu-west-1\",\"credentials\":{}} | credentials are a profile",
                "{\"region\":\"eu-west-1\",\"colour\":\"red\"} | colour",
            })
    void whatIsWrongIsRefusedWithASentence(String json, String sentence) {
        assertThatThrownBy(() ->
                        read(json.replaceFirst("\\{\"?", "{\"type\":\"aws\",\"").replace(",\"}", "}")))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining(sentence);
    }

    private static ProviderFactory read(String json) throws JsonProcessingException {
        JsonMapper mapper = new JsonMapper();
        mapper.registerSubtypes(AwsProviderFactory.class);
        return mapper.readValue(json, ProviderFactory.class);
    }
}
