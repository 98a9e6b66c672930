package io.sluice.app.rest;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.plan.engine.Providers;
import io.sluice.provider.ProviderFactory;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Timing;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Says which provider instances plans may name. */
@Path("/api/v1/providers")
@Produces(MediaType.APPLICATION_JSON)
public final class ProvidersResource {
    private final List<ProviderView> views;

    public ProvidersResource(Providers providers, Map<String, ProviderFactory> settings) {
        this.views = providers.byName().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> view(
                        entry.getKey(),
                        settings.get(entry.getKey()),
                        entry.getValue().timing()))
                .toList();
    }

    /** All of them. */
    public record ProvidersView(List<ProviderView> providers) {}

    /** One of them; its addresses and credentials are nobody's business. */
    public record ProviderView(
            String name, String type, String metricPeriod, String metricLag, String landsWithin, String callDeadline) {}

    private static ProviderView view(
            String name, @org.jspecify.annotations.Nullable ProviderFactory factory, Timing timing) {
        JsonTypeName type = factory == null ? null : factory.getClass().getAnnotation(JsonTypeName.class);
        return new ProviderView(
                name,
                type == null ? "unknown" : type.value(),
                DurationWords.write(timing.metricPeriod()),
                DurationWords.write(timing.metricLag()),
                DurationWords.write(timing.landsWithin()),
                DurationWords.write(timing.callDeadline()));
    }

    @GET
    @Needs(Action.READ)
    @Described(
            value = "List the provider instances that plans may name",
            answers = @Says(status = 200, when = "All of them.", gives = ProvidersView.class))
    public ProvidersView list() {
        return new ProvidersView(views);
    }
}
