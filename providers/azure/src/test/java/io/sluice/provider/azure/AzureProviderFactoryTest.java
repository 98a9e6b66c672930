package io.sluice.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.Provider;
import io.sluice.provider.ProviderFactory;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Timing;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureProviderFactoryTest {
    @Test
    void whatIsLeftOutIsAsTheCloudIs() throws Exception {
        assertThat(read("{\"type\":\"azure\",\"subscription\":\"00000000-0000-0000-0000-000000000000\"}"))
                .isInstanceOfSatisfying(AzureProviderFactory.class, settings -> {
                    assertThat(settings.timing())
                            .isEqualTo(new Timing(
                                    Duration.ofSeconds(60),
                                    Duration.ofSeconds(180),
                                    Duration.ofMinutes(15),
                                    Duration.ofSeconds(30),
                                    Duration.ofMinutes(10)));
                    assertThat(settings.credentials()).isEqualTo(AzureCredentials.DEFAULT);
                    assertThat(settings.edgeSettle()).isEqualTo(Duration.ofMinutes(20));
                    assertThat(settings.endpoint()).isEmpty();
                    assertThat(settings.tenant()).isEmpty();
                });
    }

    @Test
    void anEmulatorMayHaveItsOwnEndpointAndTimesAndNoCredentials() throws Exception {
        String json = """
                {"type": "azure", "subscription": "00000000-0000-0000-0000-000000000000",
                 "endpoint": "http://127.0.0.1:9700", "credentials": "none", "metricPeriod": "5s", "metricLag": "0s",
                 "landsWithin": "2s", "callDeadline": "5s", "changeDeadline": "20s", "settle": "0s"}""";

        assertThat(read(json)).isInstanceOfSatisfying(AzureProviderFactory.class, settings -> {
            assertThat(settings.endpoint()).contains(URI.create("http://127.0.0.1:9700"));
            assertThat(settings.credentials()).isEqualTo(AzureCredentials.NONE);
            assertThat(settings.timing().changeDeadline()).isEqualTo(Duration.ofSeconds(20));
        });
    }

    /** They are at most what one operation makes, each kind of route its own, and all from the subscription's buckets. */
    @Test
    void aChangeIsPaidForWithAllItsWritesAndTheQuestionsAfterThem() throws Exception {
        Map<Side, String> names = Map.of(new Side("left"), "eu", new Side("right"), "us");
        Route gateway = GatewayFixture.poolMembers("checkout-rule", "checkout");
        Route profile = TestSettings.route("trafficManager", AzureWorld.PORTAL_TM, "endpoint", names);
        Route edge = TestSettings.route("frontDoor", AzureWorld.SHOP_ORIGINS, "origin", names);
        try (Provider provider = read("{\"type\":\"azure\",\"subscription\":\"" + AzureWorld.SUBSCRIPTION + "\"}")
                .open("azure-prod")) {
            assertThat(provider.quotas())
                    .extracting(CallQuota::name)
                    .containsOnly(
                            "azure/" + AzureWorld.SUBSCRIPTION + "/reads",
                            "azure/" + AzureWorld.SUBSCRIPTION + "/writes");
            assertThat(calls(provider, "reads", Operation.LOOK, gateway)).isEqualTo(1);
            assertThat(calls(provider, "reads", Operation.LOOK, profile)).isEqualTo(1);
            assertThat(calls(provider, "reads", Operation.LOOK, edge)).isEqualTo(2);
            assertThat(calls(provider, "reads", Operation.LOOK, gateway, edge, profile))
                    .isEqualTo(4);
            assertThat(calls(provider, "writes", Operation.CHANGE, gateway)).isEqualTo(1);
            assertThat(calls(provider, "writes", Operation.CHANGE, profile)).isEqualTo(1);
            assertThat(calls(provider, "writes", Operation.CHANGE, edge)).isEqualTo(4);
            // A poll every five seconds, for a minute, beside the looks before and after.
            assertThat(calls(provider, "reads", Operation.CHANGE, gateway)).isEqualTo(14);
            assertThat(calls(provider, "reads", Operation.CHANGE, profile)).isEqualTo(1);
            assertThat(calls(provider, "reads", Operation.CHANGE, edge)).isEqualTo(50);
        }
    }

    private static int calls(Provider provider, String bucket, Operation operation, Route... routes) {
        return provider.quotas().stream()
                .filter(quota -> quota.name().endsWith(bucket))
                .mapToInt(quota -> quota.tokens(operation, List.of(routes)))
                .sum();
    }

    @Test
    void openingAsksNobody() throws Exception {
        read("{\"type\":\"azure\",\"subscription\":\"00000000-0000-0000-0000-000000000000\"}")
                .open("azure-prod")
                .close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                " | subscription is missing",
                "\"subscription\":\"prod\" | subscription must be an id like",
                "\"subscription\":\"00000000-0000-0000-0000-000000000000\",\"credentials\":\"none\" | Azure asks for credentials",
                "\"subscription\":\"00000000-0000-0000-0000-000000000000\",\"credentials\":\"hunter2\" | credentials are default",
                "\"subscription\":\"00000000-0000-0000-0000-000000000000\",\"endpoint\":\"http://127.0.0.1:1\""
                        + " | credentials are sent over https only",
                "\"subscription\":\"00000000-0000-0000-0000-000000000000\",\"metricPeriod\":\"5s\""
                        + " | metricPeriod must be whole minutes",
                "\"subscription\":\"00000000-0000-0000-0000-000000000000\",\"landsWithin\":\"soon\" | a duration is written",
                "\"subscription\":\"00000000-0000-0000-0000-000000000000\",\"colour\":\"red\" | colour",
            })
    void whatIsWrongIsRefusedWithASentence(@Nullable String fields, String sentence) {
        assertThatThrownBy(() -> read("{\"type\":\"azure\"" + (fields == null ? "" : "," + fields) + "}"))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining(sentence);
    }

    private static ProviderFactory read(String json) throws JsonProcessingException {
        JsonMapper mapper = new JsonMapper();
        mapper.registerSubtypes(AzureProviderFactory.class);
        return mapper.readValue(json, ProviderFactory.class);
    }
}
