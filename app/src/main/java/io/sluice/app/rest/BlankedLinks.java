package io.sluice.app.rest;

import io.sluice.app.access.LogText;
import io.sluice.app.links.ApproveLinks;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * A log of requests that has every line and no link: the address of one is a secret, and whoever reads logs is not who it was sent
 * to. Nothing is left out, or a request could hide by what it has in its address; and what commands a terminal is shown as its number.
 */
public final class BlankedLinks extends ContainerLifeCycle implements RequestLog {
    /** Wherever it stands: what is misspelled, or came through a proxy that takes no path away, may hold a link too. */
    private static final Pattern LINK =
            Pattern.compile("((?:/|%2f)" + ApproveLinks.PATH + "(?:/|%2f))[^/?&#;]+", Pattern.CASE_INSENSITIVE);

    /** What an identity provider sends a browser back with; anywhere in it may be a code. */
    private static final Pattern CALLBACK =
            Pattern.compile("(?:/|%2f)login(?:/|%2f)callback", Pattern.CASE_INSENSITIVE);

    private final RequestLog log;

    private BlankedLinks(RequestLog log) {
        this.log = log;
        addBean(log); // it starts and stops with this one
    }

    /** Sees to it before a server takes its first request. */
    public static LifeCycle.Listener inEveryRequestLog() {
        return new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle starting) {
                if (starting instanceof Server server && server.getRequestLog() != null) {
                    server.setRequestLog(new BlankedLinks(server.getRequestLog()));
                }
            }
        };
    }

    @Override
    public void log(Request request, Response response) {
        log.log(new Blanked(request), response);
    }

    /** A text that may be logged, {@code [link]} in the place of each. */
    public static String blanked(String text) {
        return LINK.matcher(text).replaceAll("$1[link]");
    }

    /** A request as the log may show it. */
    private static final class Blanked extends Request.Wrapper {
        Blanked(Request request) {
            super(request);
        }

        @Override
        public HttpURI getHttpURI() {
            HttpURI uri = super.getHttpURI();
            String path = uri.getPath();
            String query = uri.getQuery();
            HttpURI.Mutable blanked = HttpURI.build(uri);
            if (path != null) {
                blanked.path(blanked(path));
            }
            if (query != null) {
                blanked.query(path != null && CALLBACK.matcher(path).find() ? "[sign-in]" : blanked(query));
            }
            return blanked.asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            HttpFields.Mutable headers = HttpFields.build();
            for (HttpField header : super.getHeaders()) {
                String value = LogText.plain(String.valueOf(header.getValue()));
                headers.add(header.getName(), header.getHeader() == HttpHeader.REFERER ? blanked(value) : value);
            }
            return headers;
        }
    }
}
