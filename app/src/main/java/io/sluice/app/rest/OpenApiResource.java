package io.sluice.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.app.access.Open;
import io.sluice.app.openapi.ApiDocument;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves the description of the API. Everybody may read it: it says what the release does and nothing of who uses it, and a tool loads
 * it before it has any token.
 */
@Path("/openapi.json")
public final class OpenApiResource {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<Collection<Class<?>>> resources;
    private final boolean asksWho;
    private volatile byte @Nullable [] document;

    /**
     * @param resources all that answer, asked once somebody wants to know
     * @param asksWho whether callers have to say who they are
     */
    public OpenApiResource(Supplier<Collection<Class<?>>> resources, boolean asksWho) {
        this.resources = resources;
        this.asksWho = asksWho;
    }

    @GET
    @Open("a description of the API says nothing of anybody")
    @Produces(MediaType.APPLICATION_JSON)
    @Described(
            value = "Show this description",
            answers = @Says(status = 200, when = "An OpenAPI document.", shows = "OpenApi"))
    public Response show() {
        byte[] written = document;
        if (written == null) {
            written = write();
            document = written;
        }
        return Response.ok(written).header("Cache-Control", "no-cache").build();
    }

    private byte[] write() {
        String version = Optional.ofNullable(OpenApiResource.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
        try {
            return JSON.writeValueAsBytes(ApiDocument.of(resources.get(), asksWho, version));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }
}
