package io.sluice.app.rest;

import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * What every answer tells browsers, whoever makes it: the API, a page, a file, the admin port, or the web server itself.
 *
 * <p>What is here suits answers that are no pages: nothing in them is run, shown in a frame or read by another site. Whoever answers
 * with a page sets its own policy over it. Answers of the API are kept nowhere; files say themselves how long they may be.
 */
public final class SecurityHeaders extends Handler.Wrapper {
    private static final String API = "/api/";
    private static final String NO_STORE = "no-store";

    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Content-Security-Policy",
                    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private SecurityHeaders() {}

    /** Sees to it before a server takes its first request. */
    public static LifeCycle.Listener onEveryAnswer() {
        return new OnServer(server -> server.insertHandler(new SecurityHeaders()));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable headers = response.getHeaders();
        ALWAYS.forEach(headers::put);
        String path = request.getHttpURI().getCanonicalPath();
        if (path != null && path.startsWith(API)) {
            headers.put(HttpHeader.CACHE_CONTROL, NO_STORE);
        }
        return super.handle(request, response, callback);
    }

    /** On a refusal, which begins with no headers at all, and may come from before any handler. */
    static void onRefusal(HttpFields.Mutable headers) {
        ALWAYS.forEach(headers::put);
        headers.put(HttpHeader.CACHE_CONTROL, NO_STORE);
    }
}
