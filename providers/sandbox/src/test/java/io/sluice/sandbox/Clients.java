package io.sluice.sandbox;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ForwardActionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;
import software.amazon.awssdk.services.route53.Route53Client;

/** The real SDK clients, pointed at an endpoint on loopback, and the shapes that the tests build with them. */
final class Clients {
    private Clients() {}

    static ElasticLoadBalancingV2Client elb(String endpoint) {
        return pointed(ElasticLoadBalancingV2Client.builder(), endpoint).build();
    }

    static CloudWatchClient cloudWatch(String endpoint) {
        return pointed(CloudWatchClient.builder(), endpoint).build();
    }

    static Route53Client route53(String endpoint) {
        return pointed(Route53Client.builder(), endpoint).build();
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B pointed(
            B builder, String endpoint) {
        return builder.endpointOverride(URI.create(endpoint))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(5)))
                // Without retries a test sees the very answer.
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
    }

    static TargetGroupTuple group(String arn, int weight) {
        return TargetGroupTuple.builder().targetGroupArn(arn).weight(weight).build();
    }

    static Action forward(TargetGroupTuple... groups) {
        return forward(config -> config.targetGroups(groups));
    }

    static Action forward(Consumer<ForwardActionConfig.Builder> config) {
        return Action.builder()
                .type(ActionTypeEnum.FORWARD)
                .forwardConfig(config)
                .build();
    }

    static Listener listener(ElasticLoadBalancingV2Client elb, String arn) {
        return elb.describeListeners(r -> r.listenerArns(arn)).listeners().getFirst();
    }

    /** The error code with which the call is refused. */
    static String refusal(Runnable call) {
        return Assertions.catchThrowableOfType(AwsServiceException.class, call::run)
                .awsErrorDetails()
                .errorCode();
    }
}
