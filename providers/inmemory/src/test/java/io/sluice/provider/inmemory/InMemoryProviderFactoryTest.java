package io.sluice.provider.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.provider.Provider;
import io.sluice.provider.ProviderFactory;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InMemoryProviderFactoryTest {
    @Test
    void opensWhatTheConfigurationSays() throws Exception {
        JsonMapper mapper = new JsonMapper();
        mapper.registerSubtypes(InMemoryProviderFactory.class);

        ProviderFactory factory = mapper.readValue(
                "{\"type\":\"inmemory\",\"routes\":{\"edge\":{\"blue\":9,\"green\":1}}}", ProviderFactory.class);

        Side eu = new Side("eu");
        Route route = new Route(
                new RouteRef("lab", "edge"),
                new Address("{\"route\":\"edge\"}"),
                Map.of(eu, new Address("{\"backend\":\"blue\"}")));
        try (Provider provider = factory.open("lab")) {
            assertThat(provider.traffic().observe(Set.of(route)).get(route))
                    .isInstanceOfSatisfying(
                            Sight.Seen.class,
                            seen -> assertThat(seen.route().weights().share(eu)).isEqualTo(9000));
            assertThat(provider.traffic().canonicalKey(route)).isEqualTo("inmemory:lab/edge");
        }
    }
}
