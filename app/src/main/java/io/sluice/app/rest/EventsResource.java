package io.sluice.app.rest;

import io.sluice.app.access.Access;
import io.sluice.app.access.AccessRefused;
import io.sluice.app.access.Action;
import io.sluice.app.access.Caller;
import io.sluice.app.access.Needs;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.app.stream.Streams;
import io.sluice.app.stream.Streams.Connection;
import io.sluice.app.stream.TooManyStreams;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.glassfish.jersey.server.ChunkedOutput;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to all plans, while it happens. */
@Path("/api/v1/events")
@Produces(MediaType.SERVER_SENT_EVENTS)
public final class EventsResource {
    private static final Logger LOG = LoggerFactory.getLogger(EventsResource.class);

    private final Streams streams;

    public EventsResource(Streams streams) {
        this.streams = streams;
    }

    @GET
    @Needs(Action.READ)
    @Described(
            value = "Hear what happens to all plans",
            more =
                    "Without a last id it hears what comes. It ends after a quarter of an hour: come again with the last id.",
            answers = @Says(status = 200, when = "A stream of events.", shows = "AllEvents"))
    public void events(
            @Context HttpServletRequest request,
            @Context ContainerRequestContext asked,
            @Suspended AsyncResponse response,
            @HeaderParam("Last-Event-ID") @Nullable String header,
            @QueryParam("lastEventId") @Nullable String query) {
        Caller caller = Access.caller(asked);
        begin(() -> streams.openAll(caller.principal(), lastSeen(header, query), caller::sees, cut(request)), response);
    }

    /** As many ask first whether there is something; the answer to that never ends either otherwise. */
    @HEAD
    @Needs(Action.READ)
    public Response head(@QueryParam("lastEventId") @Nullable String query) {
        return ok().build();
    }

    /** A browser that comes again by itself says it in the header, however it came first. */
    static Optional<String> lastSeen(@Nullable String header, @Nullable String query) {
        return Optional.ofNullable(header).or(() -> Optional.ofNullable(query));
    }

    /** Breaks a connection, whatever is just being sent by it. */
    static Runnable cut(HttpServletRequest request) {
        var endPoint = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
        return endPoint::close;
    }

    /** Each client has a thread of its own, which waits for it; the server's are for requests that end. */
    static void begin(Supplier<Optional<Connection>> opened, AsyncResponse response) {
        Connection connection = open(opened)
                .orElseThrow(() -> Problem.unavailable(
                                "There are %d clients that listen, and no more can.".formatted(Streams.MOST_READERS))
                        .exception());
        Thread.ofVirtual().name("events").start(() -> {
            // A response of another kind is kept until there are 8 KB of it.
            ChunkedOutput<byte[]> events = new ChunkedOutput<>(byte[].class);
            try {
                if (response.resume(ok().entity(events).build())) {
                    connection.run(new Chunks(events));
                }
            } catch (IOException | ProcessingException e) {
                LOG.debug("somebody who listened is gone: {}", e.getMessage());
            } finally {
                connection.close();
                close(events);
            }
        });
    }

    private static Optional<Connection> open(Supplier<Optional<Connection>> opened) {
        try {
            return opened.get();
        } catch (TooManyStreams _) {
            throw AccessRefused.tooManyStreams(Streams.MOST_OF_ONE);
        }
    }

    private static void close(ChunkedOutput<byte[]> events) {
        try {
            events.close();
        } catch (IOException | ProcessingException e) {
            LOG.debug("a stream cannot be ended: {}", e.getMessage());
        }
    }

    static Response.ResponseBuilder ok() {
        return Response.ok()
                .type(MediaType.SERVER_SENT_EVENTS_TYPE)
                .header("Cache-Control", "no-store")
                .header("X-Accel-Buffering", "no"); // NGINX would keep events until it has a page of them
    }
}
