package io.sluice.provider.all;

import io.sluice.provider.ProviderFactory;
import io.sluice.provider.SourceFactory;
import io.sluice.provider.aws.AwsProviderFactory;
import io.sluice.provider.azure.AzureProviderFactory;
import io.sluice.provider.gcp.GcpProviderFactory;
import io.sluice.provider.http.HttpSourceFactory;
import io.sluice.provider.inmemory.InMemoryProviderFactory;
import io.sluice.provider.prometheus.PrometheusSourceFactory;
import io.sluice.provider.sql.SqlSourceFactory;
import java.util.List;

/** The adapters that {@code config.yml} can name. */
public final class AllProviders {
    private AllProviders() {}

    /** To be registered with the mapper that reads the configuration; {@code type:} then picks one. */
    public static List<Class<? extends ProviderFactory>> factories() {
        return List.of(
                AwsProviderFactory.class,
                AzureProviderFactory.class,
                GcpProviderFactory.class,
                InMemoryProviderFactory.class);
    }

    /** The same for the sources of figures. */
    public static List<Class<? extends SourceFactory>> sourceFactories() {
        return List.of(HttpSourceFactory.class, PrometheusSourceFactory.class, SqlSourceFactory.class);
    }
}
