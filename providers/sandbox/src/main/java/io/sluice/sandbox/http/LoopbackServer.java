package io.sluice.sandbox.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A listening port on 127.0.0.1, with a virtual thread for each connection. */
public final class LoopbackServer implements AutoCloseable {
    /** Keep-alive connections of idle clients are not held for ever. */
    private static final int IDLE_MILLIS = 120_000;

    private static final int BACKLOG = 512;

    private static final long RETRY_NANOS = 10_000_000;

    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();

    private LoopbackServer(ServerSocket listening) {
        this.listening = listening;
    }

    /** What a port does with a connection, or with a request on it. */
    public interface ConnectionHandler {
        void handle(Socket connection) throws IOException, InterruptedException;
    }

    /** What a port does with one HTTP request. */
    public interface RequestHandler {
        Reply handle(Request request) throws InterruptedException;
    }

    /** Answers HTTP requests. */
    public static LoopbackServer http(int port, RequestHandler handler) throws PortTaken {
        return tcp(port, connection -> serve(connection, handler));
    }

    /** Hands over each connection as it is. */
    public static LoopbackServer tcp(int port, ConnectionHandler handler) throws PortTaken {
        LoopbackServer server = new LoopbackServer(bind(port));
        Thread.ofVirtual().name("accept-" + server.port()).start(() -> server.accept(handler));
        return server;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** How many connections were made to it so far. */
    public long accepted() {
        return accepted.get();
    }

    /** How many of them are open now. */
    public int connections() {
        return open.size();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    private static ServerSocket bind(int port) throws PortTaken {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            return socket;
        } catch (IOException e) {
            throw new PortTaken(port, e);
        }
    }

    private void accept(ConnectionHandler handler) {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                connection.setTcpNoDelay(true);
                connection.setSoTimeout(IDLE_MILLIS);
                open.add(connection);
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> run(connection, handler));
            } catch (IOException e) {
                // Either this port was closed, which ends the loop, or the process is out of sockets for the moment.
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private void run(Socket connection, ConnectionHandler handler) {
        try (connection) {
            handler.handle(connection);
        } catch (IOException e) {
            // The caller went away in the middle: nobody is left to tell.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(connection);
        }
    }

    private static void serve(Socket connection, RequestHandler handler) throws IOException, InterruptedException {
        BufferedInputStream in = new BufferedInputStream(connection.getInputStream());
        OutputStream out = connection.getOutputStream();
        while (true) {
            Optional<Request> request = Wire.readRequest(in, out);
            if (request.isEmpty()) {
                return;
            }
            switch (handled(request.get(), handler)) {
                case Reply.Answer answer -> Wire.writeAnswer(out, answer);
                case Reply.Cut _ -> {
                    return;
                }
                case Reply.Hang(Duration atMost) -> {
                    // Reading notices when the caller gives up; what it would send next nobody answers.
                    connection.setSoTimeout((int) Math.min(atMost.toMillis(), Integer.MAX_VALUE));
                    in.read();
                    return;
                }
            }
            if (request.get().header("connection").orElse("").equalsIgnoreCase("close")) {
                return;
            }
        }
    }

    /** A request that nobody foresaw gets a 500, so that its sender learns at once. */
    private static Reply handled(Request request, RequestHandler handler) throws InterruptedException {
        try {
            return handler.handle(request);
        } catch (RuntimeException e) {
            System.err.println("sandbox: " + request.method() + " " + request.path() + ": " + e);
            return Reply.answer(500, "text/plain", "the sandbox broke: " + e + "\n");
        }
    }

    @Override
    public void close() {
        closeQuietly(listening);
        open.forEach(LoopbackServer::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // Closing is all that was wanted, and a socket that cannot be closed is gone already.
            return;
        }
    }
}
