package io.sluice.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Somebody on loopback who reads the head of each request and then answers whatever bytes a test wants. */
final class Peer implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> open = new ArrayList<>();
    private final List<String> heads = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();

    /** What is answered, until it ends or nobody listens any more. */
    interface Script {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    Peer(Script script) throws IOException {
        this(script, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    Peer(Script script, ServerSocket server) {
        this.script = script;
        this.server = server;
        // What fails here is a socket that the other side, or the test, has closed.
        var _ = threads.submit(this::accept);
    }

    static Peer answering(String text) throws IOException {
        return new Peer(out -> out.write(text.getBytes(ISO_8859_1)));
    }

    int port() {
        return server.getLocalPort();
    }

    /** The heads of the requests so far. */
    synchronized List<String> heads() {
        return List.copyOf(heads);
    }

    /** Bytes that the other side's system has taken. */
    long sent() {
        return sent.get();
    }

    private Void accept() throws IOException {
        while (!server.isClosed()) {
            Socket socket = server.accept();
            synchronized (this) {
                open.add(socket);
            }
            var _ = threads.submit(() -> serve(socket));
        }
        return null;
    }

    private Void serve(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            synchronized (this) {
                heads.add(head.toString());
            }
            script.answer(new Counted(socket.getOutputStream(), sent));
        }
        return null;
    }

    private static final class Counted extends OutputStream {
        private final OutputStream out;
        private final AtomicLong sent;

        Counted(OutputStream out, AtomicLong sent) {
            this.out = out;
            this.sent = sent;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            sent.incrementAndGet();
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            sent.addAndGet(length);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
