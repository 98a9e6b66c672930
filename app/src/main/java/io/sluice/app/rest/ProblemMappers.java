package io.sluice.app.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.sluice.app.access.AccessRefused;
import io.sluice.plan.engine.StoreUnavailable;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a request runs into into a {@link Problem}; nothing else ever leaves, and no stack trace. */
public final class ProblemMappers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);

    private ProblemMappers() {}

    /** Makes problems the only way to fail, and instants the same text everywhere. */
    public static void register(JerseyEnvironment jersey, ObjectMapper mapper) {
        mapper.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        jersey.register(new OfProblems());
        jersey.register(new OfAccess());
        jersey.register(new OfStore());
        jersey.register(new OfFramework());
        jersey.register(new OfRest());
    }

    /** What a resource said. */
    static final class OfProblems implements ExceptionMapper<ProblemException> {
        @Override
        public Response toResponse(ProblemException exception) {
            return exception.problem().response();
        }
    }

    /** Who asks is not let in. */
    static final class OfAccess implements ExceptionMapper<AccessRefused> {
        @Override
        public Response toResponse(AccessRefused refused) {
            Response.ResponseBuilder response = Response.fromResponse(
                    Problem.of(refused.status(), refused.kind(), refused.title(), refused.detail())
                            .response());
            refused.headers().forEach(response::header);
            return response.build();
        }
    }

    /** The store cannot be asked. */
    static final class OfStore implements ExceptionMapper<StoreUnavailable> {
        @Context
        private @Nullable Request request;

        @Override
        public Response toResponse(StoreUnavailable exception) {
            LOG.warn("the store is not available: {}", exception.getMessage());
            boolean onlyShows = request != null && Set.of("GET", "HEAD").contains(request.getMethod());
            return Problem.unavailable(
                            onlyShows
                                    ? "The database does not answer, so this cannot be shown now; nothing was changed by asking."
                                    : "The database does not answer; what was asked for may or may not have happened.")
                    .response();
        }
    }

    /** What the framework refuses before a resource hears of it. */
    static final class OfFramework implements ExceptionMapper<WebApplicationException> {
        @Override
        public Response toResponse(WebApplicationException exception) {
            Response refusal = exception.getResponse();
            int status = refusal.getStatus();
            String title = refusal.getStatusInfo().getReasonPhrase();
            Response problem = Problem.ofStatus(status, title, null).response();
            String allowed = refusal.getHeaderString("Allow");
            return allowed == null
                    ? problem
                    : Response.fromResponse(problem)
                            .header("Allow", withHead(allowed))
                            .build();
        }

        /** Whatever can be got can be asked for without its body, which the framework does and does not say. */
        private static String withHead(String allowed) {
            SortedSet<String> methods = new TreeSet<>(List.of(allowed.split("\\s*,\\s*")));
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return String.join(",", methods);
        }
    }

    /** Everything else is our fault: it is in the log, under a number that the client can name. */
    static final class OfRest implements ExceptionMapper<Throwable> {
        @Override
        public Response toResponse(Throwable exception) {
            String number = UUID.randomUUID().toString();
            LOG.error("request failed, error {}", number, exception);
            return Problem.of(500, "internal", "Our fault", "It is in the log as error " + number + ".")
                    .response();
        }
    }
}
