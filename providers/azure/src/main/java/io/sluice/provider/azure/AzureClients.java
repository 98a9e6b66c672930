package io.sluice.provider.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.management.AzureEnvironment;
import com.azure.core.management.profile.AzureProfile;
import com.azure.resourcemanager.network.fluent.NetworkManagementClient;
import com.azure.resourcemanager.network.implementation.NetworkManagementClientBuilder;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all calls of one instance go through, built when it is first needed.
 *
 * <p>The pipeline is put together here instead of taken from a manager's {@code configure()}: that one repeats requests,
 * PUTs among them, registers resource providers by itself, and speaks no plain HTTP. Managers are opened on this one with
 * {@code authenticate(pipeline(), profile())}.
 */
final class AzureClients {
    private static final String USER_AGENT = "sluice";

    /**
     * Between two questions of the SDK's after an operation where Azure does not say it, a {@code Retry-After} of 0 being no
     * word; of itself the SDK takes 30 seconds, as long as a whole look may last.
     */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final AzureProviderFactory settings;
    private @Nullable HttpPipeline pipeline;
    private @Nullable NetworkManagementClient network;

    AzureClients(AzureProviderFactory settings) {
        this.settings = settings;
    }

    /** Signs requests and sends each of them once. */
    synchronized HttpPipeline pipeline() {
        if (pipeline == null) {
            Duration deadline = callDeadline();
            // Over plain HTTP the client would ask for HTTP/2 with every request.
            HttpClient.Builder transport =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(deadline);
            List<HttpPipelinePolicy> policies = new ArrayList<>();
            policies.add(new UserAgentPolicy(USER_AGENT));
            policies.add(new RequestIdPolicy());
            policies.add(new EndpointOnly(endpoint()));
            Optional<TokenCredential> credential = settings.credentials().open(settings.tenant());
            credential.ifPresent(
                    one -> policies.add(new BearerTokenAuthenticationPolicy(one, endpoint() + "/.default")));
            pipeline = new HttpPipelineBuilder()
                    .httpClient(new JdkHttpClientBuilder(transport)
                            .responseTimeout(deadline)
                            .readTimeout(deadline)
                            .writeTimeout(deadline)
                            .build())
                    .policies(policies.toArray(HttpPipelinePolicy[]::new))
                    .build();
        }
        return pipeline;
    }

    /** The SDK's client of networks, for what is read and not written back: see {@link Arm} for the rest. */
    synchronized NetworkManagementClient network() {
        if (network == null) {
            // The manager's client is the same one with the SDK's own interval.
            network = new NetworkManagementClientBuilder()
                    .pipeline(pipeline())
                    .environment(profile().getEnvironment())
                    .endpoint(endpoint())
                    .subscriptionId(settings.subscription())
                    .defaultPollInterval(POLL_INTERVAL)
                    .buildClient();
        }
        return network;
    }

    /** How long a look may take in all. */
    Duration callDeadline() {
        return settings.timing().callDeadline();
    }

    /** The subscription, and where its resource manager is, for managers of the SDK. */
    AzureProfile profile() {
        Map<String, String> endpoints = new HashMap<>(AzureEnvironment.AZURE.getEndpoints());
        endpoints.put("resourceManagerEndpointUrl", endpoint() + "/");
        return new AzureProfile(
                settings.tenant().orElse(null), settings.subscription(), new AzureEnvironment(endpoints));
    }

    /** Of Azure Resource Manager, without a slash at its end. */
    String endpoint() {
        String endpoint =
                settings.endpoint().map(Object::toString).orElseGet(AzureEnvironment.AZURE::getResourceManagerEndpoint);
        return endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    }
}
