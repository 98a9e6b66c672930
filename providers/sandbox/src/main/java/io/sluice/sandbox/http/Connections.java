package io.sluice.sandbox.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The keep-alive connections to one port on loopback. */
public final class Connections implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 60_000;

    private final int port;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    public Connections(int port) {
        this.port = port;
    }

    /** Sends the request on a kept connection if there is one, and keeps the connection for the next. */
    public Reply.Answer exchange(Request request) throws IOException {
        Connection kept = idle.pollFirst();
        if (kept != null) {
            try {
                return exchangeOn(kept, request);
            } catch (IOException e) {
                // The far end may have closed it while it lay idle; a fresh one tells whether the port still lives.
                kept.close();
            }
        }
        return exchangeOn(open(), request);
    }

    /** Sends the request on a connection of its own, as a new client would. */
    public Reply.Answer exchangeOnce(Request request) throws IOException {
        try (Connection connection = open()) {
            // No TIME_WAIT: a thousand of these a second would use up the ports within half a minute.
            connection.socket.setSoLinger(true, 0);
            return connection.exchange(request, port);
        }
    }

    private Reply.Answer exchangeOn(Connection connection, Request request) throws IOException {
        try {
            Reply.Answer answer = connection.exchange(request, port);
            keep(connection);
            return answer;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    private void keep(Connection connection) {
        idle.addFirst(connection);
        if (closed) {
            close();
        }
    }

    private Connection open() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MILLIS);
            return new Connection(socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        Connection connection = idle.pollFirst();
        while (connection != null) {
            connection.close();
            connection = idle.pollFirst();
        }
    }

    private record Connection(Socket socket, InputStream in, OutputStream out) implements AutoCloseable {
        Reply.Answer exchange(Request request, int port) throws IOException {
            Wire.writeRequest(out, "127.0.0.1:" + port, request);
            return Wire.readAnswer(in);
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is thrown away either way.
                return;
            }
        }
    }
}
