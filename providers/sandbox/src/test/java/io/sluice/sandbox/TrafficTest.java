package io.sluice.sandbox;

import static io.sluice.sandbox.Clients.forward;
import static io.sluice.sandbox.Clients.group;
import static io.sluice.sandbox.world.FixedWorld.API_RULE;
import static io.sluice.sandbox.world.FixedWorld.API_V1;
import static io.sluice.sandbox.world.FixedWorld.API_V2;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_EU;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_US;
import static io.sluice.sandbox.world.FixedWorld.ORDERS_EU;
import static io.sluice.sandbox.world.FixedWorld.ORDERS_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.ORDERS_US;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_LISTENER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.http.Connections;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;

/** Requests really go where the weights say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrafficTest {
    private Sandbox sandbox;
    private SandboxClient client;
    private ElasticLoadBalancingV2Client elb;
    private Connections checkout;
    private Connections search;
    private Connections orders;

    @BeforeAll
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.anyPorts());
        client = sandbox.client();
        elb = Clients.elb(sandbox.controlUrl());
        checkout = connections("checkout");
        search = connections("search");
        orders = connections("orders");
    }

    @AfterAll
    void stop() {
        checkout.close();
        search.close();
        orders.close();
        elb.close();
        client.close();
        sandbox.close();
    }

    @BeforeEach
    void reset() {
        client.reset();
    }

    @Test
    void twoThousandRequestsSplitByTheWeights() {
        weigh(19, 1);
        client.load("checkout", 1_000);
        Deadline.until(
                "2,000 requests", () -> client.requests("checkout-eu") + client.requests("checkout-us") >= 2_000);
        long us = client.requests("checkout-us");
        long all = client.requests("checkout-eu") + us;
        assertThat(100.0 * us / all).isCloseTo(5.0, Offset.offset(0.5));
    }

    @Test
    void newWeightsHoldFromTheNextRequestOn() throws IOException {
        send(checkout, 50);
        assertThat(client.requests("checkout-us")).isZero();
        weigh(0, 1);
        send(checkout, 50);
        assertThat(client.requests("checkout-eu")).isEqualTo(50);
        assertThat(client.requests("checkout-us")).isEqualTo(50);
    }

    @Test
    void aListenerThatSaysYesAndDoesNothingShowsItsWeightsAndSendsNobodyThere() throws IOException {
        client.follow("checkout", false);
        weigh(0, 1);
        send(checkout, 50);
        assertThat(client.requests("checkout-eu")).isEqualTo(50);
        assertThat(client.requests("checkout-us")).isZero();

        client.follow("checkout", true);
        send(checkout, 50);
        assertThat(client.requests("checkout-us")).isEqualTo(50);
        assertThatThrownBy(() -> client.follow("nobody", false)).hasMessageContaining("no listener or rule nobody");
    }

    @Test
    void aPathOfARuleGoesTheRulesWay() throws IOException {
        assertThat(checkout.exchange(Request.get("/api/items")).text()).isEqualTo("api-v1\n");
        assertThat(checkout.exchange(Request.get("/apiary")).text()).isEqualTo("checkout-eu\n");
    }

    @Test
    void aClientWithACookieStaysEvenAtWeightZeroButNotOnceItsGroupIsOut() throws IOException {
        Reply.Answer first = checkout.exchange(Request.get("/api/items"));
        String given = first.headers().getOrDefault("set-cookie", "");
        assertThat(given).startsWith("AWSALBTG=").contains("Max-Age=600");
        Request again =
                new Request("GET", "/api/items", Map.of("cookie", given.substring(0, given.indexOf(';'))), new byte[0]);

        sticky(0, 1);
        assertThat(checkout.exchange(again).text()).isEqualTo("api-v1\n");
        assertThat(checkout.exchange(Request.get("/api/items")).text()).isEqualTo("api-v2\n");

        elb.modifyRule(r -> r.ruleArn(API_RULE)
                .actions(forward(c -> c.targetGroups(group(API_V2, 1))
                        .targetGroupStickinessConfig(s -> s.enabled(true).durationSeconds(600)))));
        assertThat(checkout.exchange(again).text()).isEqualTo("api-v2\n");
    }

    @Test
    void loadWithStickyClientsLagsBehindTheWeights() {
        client.call(
                "POST",
                "/sandbox/load",
                "{\"listener\":\"checkout\",\"path\":\"/api/x\",\"rps\":300,\"stickyPercent\":50}");
        Deadline.until("all sticky clients have their cookie", () -> client.requests("api-v1") >= 300);
        long before = client.requests("api-v1");
        sticky(0, 1);
        Deadline.until("the others move", () -> client.requests("api-v2") >= 100);
        assertThat(client.requests("api-v1")).isGreaterThan(before + 50);
    }

    @Test
    void connectionsThroughTheNetworkLoadBalancerSplitByTheWeights() throws IOException {
        elb.modifyListener(
                r -> r.listenerArn(ORDERS_LISTENER).defaultActions(forward(group(ORDERS_EU, 3), group(ORDERS_US, 1))));
        for (int i = 0; i < 40; i++) {
            orders.exchangeOnce(Request.get("/"));
        }
        assertThat(client.requests("orders-eu")).isEqualTo(30);
        assertThat(client.requests("orders-us")).isEqualTo(10);
    }

    @Test
    void aConnectionStaysWhereItWentWhenTheWeightsMove() throws IOException {
        try (Connections kept = connections("orders")) {
            assertThat(kept.exchange(Request.get("/")).text()).isEqualTo("orders-eu\n");
            elb.modifyListener(r ->
                    r.listenerArn(ORDERS_LISTENER).defaultActions(forward(group(ORDERS_EU, 0), group(ORDERS_US, 1))));
            assertThat(kept.exchange(Request.get("/")).text()).isEqualTo("orders-eu\n");
            assertThat(kept.exchangeOnce(Request.get("/")).text()).isEqualTo("orders-us\n");
        }
    }

    @Test
    void aGroupWithoutTargetsIsA503OfTheLoadBalancer() throws IOException {
        client.backends("checkout-eu", "{\"targets\": 0}");
        assertThat(checkout.exchange(Request.get("/")).status()).isEqualTo(503);
        assertThat(client.requests("checkout-eu")).isZero();
        client.backends("orders-eu", "{\"targets\": 0}");
        assertThatThrownBy(() -> orders.exchangeOnce(Request.get("/"))).isInstanceOf(IOException.class);
    }

    @Test
    void aGroupWithOnlySickTargetsStillGetsItsShare() throws IOException {
        client.backends("checkout-eu", "{\"healthy\": false}");
        assertThat(checkout.exchange(Request.get("/")).text()).isEqualTo("checkout-eu\n");
    }

    @Test
    void backendsFailAsOftenAsTheyAreTold() throws IOException {
        client.backends("search-eu", "{\"errorPercent\": 20, \"errorStatus\": 502, \"latencyMillis\": 0}");
        int failed = 0;
        for (int i = 0; i < 100; i++) {
            failed += search.exchange(Request.get("/")).status() == 502 ? 1 : 0;
        }
        assertThat(failed).isEqualTo(20);
        assertThat(client.errors("search-eu")).isEqualTo(20);
        assertThat(client.requests("search-eu")).isEqualTo(100);
    }

    @Test
    void aFixedResponseReachesNoBackend() throws IOException {
        elb.modifyListener(r -> r.listenerArn(SEARCH_LISTENER)
                .defaultActions(Action.builder()
                        .type(ActionTypeEnum.FIXED_RESPONSE)
                        .fixedResponseConfig(c -> c.statusCode("418").messageBody("short and stout"))
                        .build()));
        Reply.Answer answer = search.exchange(Request.get("/"));
        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.text()).isEqualTo("short and stout");
        assertThat(client.requests("search-eu")).isZero();
    }

    private void weigh(int eu, int us) {
        elb.modifyListener(r -> r.listenerArn(CHECKOUT_LISTENER)
                .defaultActions(forward(group(CHECKOUT_EU, eu), group(CHECKOUT_US, us))));
    }

    private void sticky(int one, int two) {
        elb.modifyRule(r -> r.ruleArn(API_RULE)
                .actions(forward(c -> c.targetGroups(group(API_V1, one), group(API_V2, two))
                        .targetGroupStickinessConfig(s -> s.enabled(true).durationSeconds(600)))));
    }

    private static void send(Connections to, int requests) throws IOException {
        for (int i = 0; i < requests; i++) {
            assertThat(to.exchange(Request.get("/")).status()).isEqualTo(200);
        }
    }

    private Connections connections(String listener) {
        return new Connections(URI.create(sandbox.listenerUrl(listener)).getPort());
    }
}
