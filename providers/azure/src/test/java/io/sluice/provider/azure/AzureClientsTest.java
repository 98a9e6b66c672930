package io.sluice.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.resourcemanager.network.models.ApplicationGatewayOnDemandProbe;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.Relay.Exchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all requests go through, and how they come out of it. */
class AzureClientsTest {
    private final Relay relay;
    private final AzureClients clients;

    AzureClientsTest() throws IOException {
        // Nobody is behind it: every request is answered here.
        relay = ArmRelay.to(URI.create("http://127.0.0.1:1"));
        relay.answerNext(_ -> true, Answer.json(200, "{}"));
        clients = new AzureClients(TestSettings.at(relay.endpoint()));
    }

    @AfterEach
    void close() {
        relay.close();
    }

    /**
     * The transport says in a warning that it leaves the header with the length out, and yet it goes by it: without the header a body
     * would be sent in chunks.
     */
    @Test
    void aBodyOfOursComesWithItsLength() {
        String body = "{\"name\":\"größer\"}";
        HttpRequest request =
                new HttpRequest(HttpMethod.PUT, relay.endpoint() + "/x").setBody(BinaryData.fromString(body));

        clients.pipeline().sendSync(request, Context.NONE).close();

        assertThat(relay.exchanges()).singleElement().satisfies(AzureClientsTest::hasItsLength);
        assertThat(relay.exchanges().getFirst().body()).isEqualTo(body);
    }

    @Test
    void aBodyOfTheSdksModelsComesWithItsLengthToo() {
        clients.network()
                .getApplicationGateways()
                .backendHealthOnDemandWithResponseAsync(
                        "g", "agw", new ApplicationGatewayOnDemandProbe().withPath("/größer"), null)
                .block(clients.callDeadline());

        assertThat(relay.exchanges()).singleElement().satisfies(AzureClientsTest::hasItsLength);
        assertThat(relay.exchanges().getFirst().body()).isEqualTo("{\"path\":\"/größer\"}");
    }

    private static void hasItsLength(Exchange request) {
        assertThat(request.headers())
                .containsEntry("content-length", String.valueOf(request.body().getBytes(StandardCharsets.UTF_8).length))
                .doesNotContainKey("transfer-encoding");
    }

    @Test
    void theClientOfNetworksIsBuiltOnce() {
        assertThat(clients.network()).isSameAs(clients.network());
        assertThat(relay.exchanges()).as("and asks nobody for that").isEmpty();
    }
}
