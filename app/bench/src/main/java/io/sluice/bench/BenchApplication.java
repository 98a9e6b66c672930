package io.sluice.bench;

import io.dropwizard.core.setup.Bootstrap;
import io.sluice.app.SluiceApplication;
import io.sluice.app.SluiceConfiguration;

/** The service, with one more type of provider. */
public final class BenchApplication extends SluiceApplication {
    @Override
    public void initialize(Bootstrap<SluiceConfiguration> bootstrap) {
        super.initialize(bootstrap);
        bootstrap.getObjectMapper().registerSubtypes(SlowCloudSettings.class);
    }

    /** A node in a process of its own. */
    public static final class Main {
        public static void main(String[] arguments) throws Exception {
            new BenchApplication().run(arguments);
        }
    }
}
