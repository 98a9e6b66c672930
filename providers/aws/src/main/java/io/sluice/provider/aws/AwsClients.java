package io.sluice.provider.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.route53.Route53Client;

/** The clients of one instance, built when they are first needed: that takes longer than all the rest of a start. */
final class AwsClients implements AutoCloseable {
    private final AwsProviderFactory settings;
    private @Nullable AwsCredentialsProvider credentials;
    private @Nullable ElasticLoadBalancingV2Client loadBalancing;
    private @Nullable CloudWatchClient cloudWatch;
    private @Nullable Route53Client route53;
    private @Nullable CloudTrailClient cloudTrail;
    private @Nullable CloudTrailClient globalCloudTrail;

    AwsClients(AwsProviderFactory settings) {
        this.settings = settings;
    }

    synchronized ElasticLoadBalancingV2Client loadBalancing() {
        if (loadBalancing == null) {
            loadBalancing = configured(ElasticLoadBalancingV2Client.builder(), settings.endpoint())
                    .build();
        }
        return loadBalancing;
    }

    synchronized CloudWatchClient cloudWatch() {
        if (cloudWatch == null) {
            cloudWatch = configured(
                            CloudWatchClient.builder(),
                            settings.cloudwatchEndpoint().or(settings::endpoint))
                    .build();
        }
        return cloudWatch;
    }

    /** There is one Route 53 for all regions of a partition; the SDK knows it by any of them. */
    synchronized Route53Client route53() {
        if (route53 == null) {
            route53 = configured(Route53Client.builder(), settings.endpoint()).build();
        }
        return route53;
    }

    synchronized CloudTrailClient cloudTrail() {
        if (cloudTrail == null) {
            cloudTrail =
                    configured(CloudTrailClient.builder(), settings.endpoint()).build();
        }
        return cloudTrail;
    }

    /** Where calls to services without a region are recorded: Route 53 is one. */
    synchronized CloudTrailClient globalCloudTrail() {
        if (globalCloudTrail == null) {
            globalCloudTrail = configured(CloudTrailClient.builder(), settings.endpoint())
                    .region(Region.of(CloudTrail.globalRegion(settings.region())))
                    .build();
        }
        return globalCloudTrail;
    }

    private <
                    B extends
                            AwsSyncClientBuilder<B, C>
                                    & software.amazon.awssdk.awscore.client.builder.AwsClientBuilder<B, C>,
                    C>
            B configured(B builder, Optional<URI> endpoint) {
        Duration deadline = settings.timing().callDeadline();
        endpoint.ifPresent(builder::endpointOverride);
        return builder.region(Region.of(settings.region()))
                .credentialsProvider(credentials())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(deadline)
                        .socketTimeout(deadline))
                .overrideConfiguration(configuration -> configuration
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(deadline)
                        .apiCallAttemptTimeout(deadline));
    }

    private AwsCredentialsProvider credentials() {
        if (credentials == null) {
            credentials = AwsCredentials.telling(settings.credentials().open());
        }
        return credentials;
    }

    @Override
    public synchronized void close() {
        if (loadBalancing != null) {
            loadBalancing.close();
        }
        if (cloudWatch != null) {
            cloudWatch.close();
        }
        if (route53 != null) {
            route53.close();
        }
        if (cloudTrail != null) {
            cloudTrail.close();
        }
        if (globalCloudTrail != null) {
            globalCloudTrail.close();
        }
    }
}
