package io.sluice.app.rest;

import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.sluice.app.SluiceApplication;
import io.sluice.app.SluiceConfiguration;
import io.sluice.app.access.Open;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.EnumSet;

/** The service, with one more type of provider, and with two addresses at which it fails: in the API, and before it. */
public final class TestApplication extends SluiceApplication {
    static final String INSIDE = "jdbc:h2:file:/var/lib/sluice;PASSWORD=secret";

    @Override
    public void initialize(Bootstrap<SluiceConfiguration> bootstrap) {
        super.initialize(bootstrap);
        bootstrap.getObjectMapper().registerSubtypes(TestCloud.class);
    }

    @Override
    public void run(SluiceConfiguration configuration, Environment environment) throws IOException {
        super.run(configuration, environment);
        environment.jersey().register(new Broken());
        environment
                .servlets()
                .addFilter("broken", (_, _, _) -> {
                    throw new IllegalStateException(INSIDE);
                })
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/broken/before");
    }

    /** Fails. */
    @Path("/broken")
    public static final class Broken {
        @GET
        @Open("a test")
        @Produces(MediaType.TEXT_PLAIN)
        @Described(value = "Fail", answers = @Says(status = 200, when = "Never.", shows = "Text"))
        public String fail() {
            throw new IllegalStateException(INSIDE);
        }
    }
}
