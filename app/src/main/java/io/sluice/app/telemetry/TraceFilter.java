package io.sluice.app.telemetry;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.sluice.app.telemetry.Traces.Part;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Traces requests, each as a part of the trace that its {@code traceparent} names. */
public final class TraceFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final TextMapGetter<HttpServletRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServletRequest request) {
            return Collections.list(request.getHeaderNames());
        }

        @Override
        public @Nullable String get(@Nullable HttpServletRequest request, String name) {
            return request == null ? null : request.getHeader(name);
        }
    };

    private final transient Traces traces;

    TraceFilter(Traces traces) {
        this.traces = traces;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain others)
            throws IOException, ServletException {
        try (Part _ = traces.request(RequestWatch.known(request.getMethod()), request, HEADERS)) {
            others.doFilter(request, response);
        }
    }
}
