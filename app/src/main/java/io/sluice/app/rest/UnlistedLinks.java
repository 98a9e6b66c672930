package io.sluice.app.rest;

import io.sluice.app.links.ApproveLinks;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * A log of requests that leaves out those for links: their address is a secret, and whoever reads logs is not who it was sent to.
 * What was done by a link is in the plan's journal.
 */
public final class UnlistedLinks extends ContainerLifeCycle implements RequestLog {
    private final RequestLog others;

    private UnlistedLinks(RequestLog others) {
        this.others = others;
        addBean(others); // it starts and stops with this one
    }

    /** Sees to it before a server takes its first request. */
    public static LifeCycle.Listener inEveryRequestLog() {
        return new LifeCycle.Listener() {
            @Override
            public void lifeCycleStarting(LifeCycle starting) {
                if (starting instanceof Server server && server.getRequestLog() != null) {
                    server.setRequestLog(new UnlistedLinks(server.getRequestLog()));
                }
            }
        };
    }

    @Override
    public void log(Request request, Response response) {
        // Wherever it stands: what is misspelled, or came through a proxy that takes no path away, may hold a link too.
        if (!request.getHttpURI().asString().contains("/" + ApproveLinks.PATH + "/")) {
            others.log(request, response);
        }
    }
}
