package io.sluice.app.rest;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * Says {@code Connection: close} where a request is answered before all of its body has come. The server closes such a connection
 * anyhow; a client that was not told sends its next request into nothing, and that may be a revert.
 */
public final class UnreadBodies extends Handler.Wrapper {
    private UnreadBodies() {}

    /** Sees to it before a server takes its first request. */
    public static LifeCycle.Listener onEveryAnswer() {
        return new OnServer(server -> server.insertHandler(new UnreadBodies()));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(request, new Answer(request, response), callback);
    }

    private static final class Answer extends Response.Wrapper {
        Answer(Request request, Response response) {
            super(request, response);
        }

        @Override
        public void write(boolean last, ByteBuffer content, Callback callback) {
            if (!isCommitted() && !getRequest().consumeAvailable()) {
                getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
            }
            super.write(last, content, callback);
        }
    }
}
