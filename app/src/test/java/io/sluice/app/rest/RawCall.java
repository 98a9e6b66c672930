package io.sluice.app.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A connection that says whatever a test writes, where an HTTP client would be too polite to. */
final class RawCall implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;

    RawCall(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new AssertionError("no connection", e);
        }
    }

    /** One request with every line as it stands, and its answer. */
    static Reply ask(int port, String... lines) {
        try (RawCall call = new RawCall(port)) {
            call.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return call.reply();
        }
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError("cannot write", e);
        }
    }

    /** Writes until the other end has had enough, or so many bytes were sent. */
    long pour(byte[] piece, long most) {
        long sent = 0;
        try {
            OutputStream out = socket.getOutputStream();
            while (sent < most && socket.getInputStream().available() == 0) {
                out.write(piece);
                sent += piece.length;
            }
        } catch (IOException _) {
            // It closed the connection: that is what the caller wants to know.
        }
        return sent;
    }

    /** What is answered up to the end of its body. */
    Reply reply() {
        try {
            InputStream in = socket.getInputStream();
            List<String> head = new ArrayList<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                head.add(line);
            }
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            head.stream()
                    .skip(1)
                    .forEach(line -> headers.computeIfAbsent(
                                    line.substring(0, line.indexOf(':')), _ -> new ArrayList<>())
                            .add(line.substring(line.indexOf(':') + 1).strip()));
            int length = Integer.parseInt(
                    headers.getOrDefault("Content-Length", List.of("0")).getFirst());
            return new Reply(
                    Integer.parseInt(head.getFirst().substring(9, 12)),
                    HttpHeaders.of(headers, (_, _) -> true),
                    new String(in.readNBytes(length), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** Whether the other end has closed the connection. */
    boolean ends() {
        try {
            return socket.getInputStream().read() == -1;
        } catch (IOException _) {
            return true;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next == -1) {
                throw new IOException("ended after \"" + line + "\"");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is over anyhow.
        }
    }
}
