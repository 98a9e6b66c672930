package io.sluice.app.rest;

import io.dropwizard.core.setup.Bootstrap;
import io.sluice.app.SluiceApplication;
import io.sluice.app.SluiceConfiguration;

/** The service, with one more type of provider. */
public final class TestApplication extends SluiceApplication {
    @Override
    public void initialize(Bootstrap<SluiceConfiguration> bootstrap) {
        super.initialize(bootstrap);
        bootstrap.getObjectMapper().registerSubtypes(TestCloud.class);
    }
}
