package io.sluice.sandbox;

import static io.sluice.sandbox.Clients.forward;
import static io.sluice.sandbox.Clients.group;
import static io.sluice.sandbox.Clients.listener;
import static io.sluice.sandbox.Clients.refusal;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_EU;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_LISTENER;
import static io.sluice.sandbox.world.FixedWorld.CHECKOUT_US;
import static io.sluice.sandbox.world.FixedWorld.SEARCH_LISTENER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ElasticLoadBalancingV2Exception;

/** Faults strike the calls they were ordered for, and the request log shows what became of those. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
    @TempDir
    private static Path directory;

    private Path logFile;
    private Sandbox sandbox;
    private SandboxClient client;
    private ElasticLoadBalancingV2Client elb;
    private long logged;

    @BeforeAll
    void start() throws IOException {
        logFile = directory.resolve("requests.jsonl");
        sandbox = Sandbox.start(SandboxSettings.anyPorts().withLog(logFile));
        client = sandbox.client();
        elb = Clients.elb(sandbox.controlUrl());
    }

    @AfterAll
    void stop() {
        elb.close();
        client.close();
        sandbox.close();
    }

    @BeforeEach
    void reset() {
        client.reset();
        logged = client.log(0).getLast().get("seq").asLong();
    }

    @Test
    void throttlingSkipsThenStrikesThenIsOver() {
        client.faults("{\"fault\":\"throttle\",\"action\":\"ModifyListener\",\"skip\":1,\"times\":2}");
        weigh(1);
        assertThatThrownBy(() -> weigh(2)).isInstanceOfSatisfying(ElasticLoadBalancingV2Exception.class, e -> {
            assertThat(e.isThrottlingException()).isTrue();
            assertThat(e.statusCode()).isEqualTo(400);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Rate exceeded");
        });
        assertThat(refusal(() -> weigh(3))).isEqualTo("ThrottlingException");
        assertThat(usWeight()).isEqualTo(1);
        weigh(4);
        assertThat(usWeight()).isEqualTo(4);
    }

    @Test
    void beyondItsBucketACallIsThrottledAsTheCloudDoesAndLogged() {
        client.limit("elbv2", "Modify*", 2, 0.001);
        weigh(1);
        weigh(2);

        assertThat(refusal(() -> weigh(3))).isEqualTo("ThrottlingException");

        assertThat(usWeight()).isEqualTo(2);
        assertThat(client.log(logged))
                .filteredOn(line -> line.path("action").asText().equals("ModifyListener"))
                .extracting(line ->
                        line.path("fault").asText() + line.path("status").asInt())
                .containsExactly("200", "200", "limit400");
        assertThat(client.limits().path("limits").path(0).path("refused").asInt())
                .isEqualTo(1);
        client.reset();
        weigh(4);
        assertThat(usWeight()).isEqualTo(4);
    }

    @Test
    void aFaultForOneArnLeavesTheOthersAlone() {
        client.faults(
                "{\"fault\":\"error\",\"status\":503,\"arn\":\"" + CHECKOUT_LISTENER + "\",\"times\":\"forever\"}");
        assertThat(refusal(() -> listener(elb, CHECKOUT_LISTENER))).isEqualTo("ServiceUnavailable");
        assertThat(refusal(() -> weigh(1))).isEqualTo("ServiceUnavailable");
        assertThat(listener(elb, SEARCH_LISTENER).listenerArn()).isEqualTo(SEARCH_LISTENER);
        client.clearFaults();
        assertThat(usWeight()).isZero();
    }

    @Test
    void aLostReplyHasBeenApplied() {
        client.faults("{\"fault\":\"loseReply\",\"action\":\"ModifyListener\"}");
        assertThatThrownBy(() -> weigh(5)).isInstanceOf(SdkClientException.class);
        assertThat(usWeight()).isEqualTo(5);
        JsonNode line = calls("ModifyListener").getFirst();
        assertThat(line.get("fault").asText()).isEqualTo("loseReply");
        assertThat(line.get("reply").asText()).isEqualTo("cut");
        assertThat(line.get("applied").asBoolean()).isTrue();
        assertThat(line.get("weights").toString()).isEqualTo("{\"checkout-eu\":100,\"checkout-us\":5}");
    }

    @Test
    void aLostRequestHasNot() {
        client.faults("{\"fault\":\"loseRequest\",\"action\":\"ModifyListener\"}");
        assertThatThrownBy(() -> weigh(5)).isInstanceOf(SdkClientException.class);
        assertThat(usWeight()).isZero();
        assertThat(calls("ModifyListener").getFirst().get("applied").asBoolean())
                .isFalse();
    }

    @Test
    void aLateWriteLandsAfterANewerOne() {
        client.faults("{\"fault\":\"late\",\"action\":\"ModifyListener\",\"afterMillis\":500}");
        assertThatThrownBy(() -> weigh(50)).isInstanceOf(SdkClientException.class);
        weigh(0);
        assertThat(usWeight()).isZero();
        Deadline.until("the late write lands", () -> usWeight() == 50);

        Deadline.until("it is in the log", () -> calls("ModifyListener").size() == 3);
        List<JsonNode> lines = calls("ModifyListener");
        assertThat(lines).extracting(line -> line.get("kind").asText()).containsExactly("call", "call", "landed");
        assertThat(lines).extracting(line -> line.get("applied").asBoolean()).containsExactly(false, true, true);
        assertThat(lines.getLast().get("of")).isEqualTo(lines.getFirst().get("seq"));
        assertThat(lines.getLast().get("revision").asLong())
                .isGreaterThan(lines.get(1).get("revision").asLong());
    }

    @Test
    void noWriteIsLaterThanPromised() {
        assertThatThrownBy(() -> client.faults("{\"fault\":\"late\",\"afterMillis\":2001}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--lands-within");
    }

    @Test
    void aDelayedAnswerComesLate() {
        client.faults("{\"fault\":\"delay\",\"action\":\"DescribeListeners\",\"afterMillis\":300}");
        Instant before = Instant.now();
        listener(elb, CHECKOUT_LISTENER);
        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aStaleReadShowsWhatWas() {
        weigh(10);
        client.faults("{\"fault\":\"stale\",\"action\":\"DescribeListeners\",\"ageMillis\":60000}");
        assertThat(usWeight()).isZero();
        assertThat(usWeight()).isEqualTo(10);
    }

    @Test
    void aHangingCallIsLeftToTheCallersDeadline() {
        client.faults("{\"fault\":\"hang\",\"action\":\"ModifyListener\"}");
        assertThatThrownBy(() -> elb.modifyListener(r -> r.listenerArn(CHECKOUT_LISTENER)
                        .port(81)
                        .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(300)))))
                .isInstanceOf(SdkClientException.class);
        assertThat(listener(elb, CHECKOUT_LISTENER).port()).isEqualTo(80);
    }

    @Test
    void aStrangerChangesWeightsButIsHeldToTheRules() {
        client.strangerSetsWeights("checkout", Map.of("checkout-eu", 70, "checkout-us", 30));
        assertThat(usWeight()).isEqualTo(30);
        assertThat(client.log(logged).getFirst().get("service").asText()).isEqualTo("stranger");
        assertThatThrownBy(() -> client.strangerSetsWeights("checkout", Map.of("checkout-eu", 1000)))
                .hasMessageContaining("ValidationError");
    }

    @Test
    void backendsTurnBadOnceTheirGroupHasEnoughWeight() {
        client.faults("{\"backend\":{\"targetGroup\":\"checkout-us\",\"errorPercent\":30},\"whenWeightPercent\":20}");
        weigh(11);
        assertThat(errorPercent("checkout-us")).isZero();
        weigh(25);
        Deadline.until("the side turns bad", () -> errorPercent("checkout-us") == 30);
    }

    @Test
    void backendsTurnBadOnceTheyHaveHadEnoughRequests() {
        client.faults("{\"backend\":{\"targetGroup\":\"checkout-eu\",\"latencyMillis\":40},\"whenRequests\":20}");
        client.load("checkout", 200);
        Deadline.until(
                "the side turns slow",
                () -> backend("checkout-eu").get("latencyMillis").asInt() == 40);
        assertThat(client.requests("checkout-eu")).isGreaterThanOrEqualTo(20);
    }

    @Test
    void changesComeAtTheirTime() {
        client.faults("""
                [{"backend": {"targetGroup": "checkout-eu", "healthy": false}, "afterMillis": 1},
                 {"weights": {"arn": "checkout", "weights": {"checkout-eu": 1, "checkout-us": 1}}, "afterMillis": 1}]
                """);
        Deadline.until(
                "both came",
                () -> usWeight() == 1 && !backend("checkout-eu").get("healthy").asBoolean());
    }

    @Test
    void aScriptWithAMistakeChangesNothing() {
        assertThatThrownBy(() -> client.faults("[{\"fault\":\"throttle\"},{\"fault\":\"throttle\",\"time\":3}]"))
                .hasMessageContaining("time");
        assertThat(client.faults().get("faults")).isEmpty();
    }

    @Test
    void refusalsAndReadsAreLoggedToo() {
        assertThat(refusal(() -> weigh(1000))).isEqualTo("ValidationError");
        usWeight();
        JsonNode refused = calls("ModifyListener").getFirst();
        assertThat(refused.get("applied").asBoolean()).isFalse();
        assertThat(refused.get("error").asText()).isEqualTo("ValidationError");
        JsonNode read = calls("DescribeListeners").getFirst();
        assertThat(read.has("applied")).isFalse();
        assertThat(read.get("arn").asText()).isEqualTo(CHECKOUT_LISTENER);
    }

    @Test
    void theFileHasTheSameLines() throws IOException {
        weigh(7);
        List<String> lines = Files.readAllLines(logFile);
        assertThat(lines.getLast()).isEqualTo(client.log(logged).getLast().toString());
    }

    @Test
    void aFaultCarriesItsServicesNamespaceAndRequestId() {
        client.faults("{\"fault\":\"throttle\",\"action\":\"DescribeListeners\"}");
        assertThatThrownBy(this::usWeight)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.requestId()).isNotBlank());
    }

    private void weigh(int us) {
        elb.modifyListener(r -> r.listenerArn(CHECKOUT_LISTENER)
                .defaultActions(forward(group(CHECKOUT_EU, 100), group(CHECKOUT_US, us))));
    }

    private int usWeight() {
        return listener(elb, CHECKOUT_LISTENER).defaultActions().getFirst().forwardConfig().targetGroups().stream()
                .filter(one -> one.targetGroupArn().equals(CHECKOUT_US))
                .findFirst()
                .orElseThrow()
                .weight();
    }

    private List<JsonNode> calls(String action) {
        return client.log(logged).stream()
                .filter(line -> line.path("action").asText().equals(action))
                .toList();
    }

    private JsonNode backend(String targetGroup) {
        return client.call("GET", "/sandbox/backends/" + targetGroup, "");
    }

    private double errorPercent(String targetGroup) {
        return backend(targetGroup).get("errorPercent").asDouble();
    }
}
