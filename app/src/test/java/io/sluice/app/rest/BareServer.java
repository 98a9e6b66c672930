package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;

/** A web server with nothing behind it: every request is answered 204. */
final class BareServer implements AutoCloseable {
    static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    BareServer(Consumer<ServerConnector> shaped) {
        connector.setHost("127.0.0.1");
        shaped.accept(connector);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(204);
                callback.succeeded();
                return true;
            }
        });
        LifeCycle.start(server);
    }

    ServerConnector connector() {
        return connector;
    }

    Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Whether a request on a connection is answered. */
    static boolean answers(Socket socket) throws IOException {
        socket.getOutputStream().write(REQUEST);
        String start = new String(socket.getInputStream().readNBytes("HTTP/1.1 204".length()), US_ASCII);
        while (socket.getInputStream().available() > 0) {
            int _ = socket.getInputStream().read();
        }
        return start.equals("HTTP/1.1 204");
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
