package io.sluice.provider.gcp;

import com.google.api.gax.core.BackgroundResource;
import com.google.api.gax.core.FixedCredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.ClientContext;
import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.compute.v1.stub.UrlMapsStubSettings;
import io.sluice.provider.prometheus.Prometheus;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The connections of one instance, opened when they are first needed: to look for credentials takes its time. */
final class GcpClients implements AutoCloseable {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final String MONITORING = "https://monitoring.googleapis.com";

    private final GcpProviderFactory settings;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Credentials credentials;
    private @Nullable ClientContext compute;
    private @Nullable Prometheus monitoring;

    GcpClients(GcpProviderFactory settings) {
        this.settings = settings;
    }

    /** What the SDK's calls to Compute Engine are made with: its endpoint, credentials and transport. */
    synchronized ClientContext compute() {
        if (compute == null) {
            try {
                Optional<Credentials> with = credentials();
                UrlMapsStubSettings.Builder builder = UrlMapsStubSettings.newBuilder()
                        .setCredentialsProvider(
                                with.isPresent()
                                        ? FixedCredentialsProvider.create(with.get())
                                        : NoCredentialsProvider.create())
                        .setTransportChannelProvider(UrlMapsStubSettings.defaultHttpJsonTransportProviderBuilder()
                                .setExecutor(threads)
                                .build());
                settings.endpoint().ifPresent(endpoint -> builder.setEndpoint(endpoint.toString()));
                compute = ClientContext.create(builder.build());
            } catch (IOException e) {
                throw GcpErrors.credentials(e);
            }
        }
        return compute;
    }

    synchronized Prometheus monitoring() {
        if (monitoring == null) {
            URI base = settings.monitoringEndpoint().or(settings::endpoint).orElse(URI.create(MONITORING));
            URI prometheus = base.resolve("/v1/projects/" + settings.project() + "/location/global/prometheus");
            monitoring = new Prometheus(
                    prometheus, () -> headers(prometheus), settings.timing().callDeadline());
        }
        return monitoring;
    }

    private Map<String, String> headers(URI uri) {
        try {
            Optional<Credentials> with = credentials();
            Map<String, String> headers = new HashMap<>();
            if (with.isPresent()) {
                with.get().getRequestMetadata(uri).forEach((name, values) -> headers.put(name, values.getFirst()));
            }
            return headers;
        } catch (IOException e) {
            throw GcpErrors.credentials(e);
        }
    }

    private synchronized Optional<Credentials> credentials() throws IOException {
        if (credentials == null && !settings.withoutCredentials()) {
            credentials = GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
        }
        return Optional.ofNullable(credentials);
    }

    @Override
    public synchronized void close() {
        if (compute != null) {
            compute.getBackgroundResources().forEach(BackgroundResource::shutdownNow);
        }
        if (monitoring != null) {
            monitoring.close();
        }
        threads.shutdownNow();
    }
}
