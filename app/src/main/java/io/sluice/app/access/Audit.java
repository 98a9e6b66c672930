package io.sluice.app.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.plan.Proof;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who was refused, and who logged in with the break-glass credential, one line of JSON each, to the logger {@code audit};
 * what was done is in the journals. It is ASCII with everything else escaped, so nobody writes a line of their own in it.
 */
final class Audit implements ContainerResponseFilter {
    private static final Logger LOG = LoggerFactory.getLogger("audit");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** Whoever knocks without end must not fill the disk; how many lines are missing stands in the next one. */
    private static final double LINES_PER_SECOND = 10;

    private static final int LINES_AT_ONCE = 100;

    private final UnaryOperator<String> shown;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Bucket lines;
    private final AtomicLong leftOut = new AtomicLong();

    @Context
    private @Nullable HttpServletRequest connection;

    /**
     * The filter.
     *
     * @param shown a path as a log may have it
     * @param nanoTime a monotonic clock
     */
    Audit(UnaryOperator<String> shown, InstantSource clock, LongSupplier nanoTime) {
        this.shown = shown;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.lines = new Bucket(LINES_PER_SECOND, LINES_AT_ONCE, nanoTime.getAsLong());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        int status = response.getStatus();
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            if (lines.take(nanoTime.getAsLong()).isPresent()) {
                leftOut.incrementAndGet();
            } else {
                LOG.warn("{}", line(request, "refused", status));
            }
        } else if (Access.isLogin(request)
                && Access.find(request).filter(Sessions::isBreakGlass).isPresent()) {
            LOG.error("{}", line(request, "loggedIn", status));
        }
    }

    private String line(ContainerRequestContext request, String what, int status) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", clock.instant().toString());
        line.put(what, status);
        Access.find(request).ifPresent(caller -> {
            line.put("by", caller.principal().name());
            caller.principal().how().ifPresent(how -> line.put("how", word(how)));
        });
        line.put("method", clipped(request.getMethod()));
        line.put("path", clipped(shown.apply("/" + request.getUriInfo().getPath(false))));
        if (connection != null) {
            line.put("from", String.valueOf(connection.getRemoteAddr()));
        }
        long missing = leftOut.getAndSet(0);
        if (missing > 0) {
            line.put("leftOut", missing);
        }
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers can be written", e);
        }
    }

    static String word(Proof how) {
        return how.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String clipped(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }
}
