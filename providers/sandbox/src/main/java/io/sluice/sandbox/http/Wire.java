package io.sluice.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 as bytes: both ends of every connection of the sandbox read and write it here. */
final class Wire {
    /** Largest request line or header line; the SDKs' longest, the signature, is about 500 characters. */
    private static final int MAX_LINE = 16 * 1024;

    /** More headers than any client of ours sends. */
    private static final int MAX_HEADERS = 100;

    /** A GetMetricData call with 500 queries is about 150 KB. */
    private static final int MAX_BODY = 4 * 1024 * 1024;

    /** Concern one connection, and must not be passed on to the next. */
    private static final Set<String> OF_ONE_HOP =
            Set.of("content-length", "transfer-encoding", "connection", "keep-alive", "expect");

    private Wire() {}

    /** Reads a request, or nothing when the peer closed the connection between two of them. */
    static Optional<Request> readRequest(InputStream in, OutputStream out) throws IOException {
        String line = readLine(in);
        if (line == null || line.isEmpty()) {
            return Optional.empty();
        }
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        if (first < 0 || last <= first) {
            throw new IOException("not an HTTP request: " + line);
        }
        Map<String, String> headers = readHeaders(in);
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        byte[] body = readBody(in, headers, false);
        return Optional.of(new Request(line.substring(0, first), line.substring(first + 1, last), headers, body));
    }

    static void writeRequest(OutputStream out, String host, Request request) throws IOException {
        write(out, head(host, request), request.body());
    }

    /** What a request is on the wire, head and body. */
    static long bytes(String host, Request request) {
        return (long) head(host, request).length() + request.body().length;
    }

    private static StringBuilder head(String host, Request request) {
        StringBuilder head = new StringBuilder(256);
        head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
        if (!request.headers().containsKey("host")) {
            head.append("host: ").append(host).append("\r\n");
        }
        appendHeaders(head, request.headers());
        if (request.body().length > 0 || !request.method().equals("GET")) {
            head.append("content-length: ").append(request.body().length).append("\r\n");
        }
        return head.append("\r\n");
    }

    static Reply.Answer readAnswer(InputStream in) throws IOException {
        String line = readLine(in);
        if (line == null) {
            throw new EOFException("the peer closed the connection instead of answering");
        }
        if (line.length() < 12) {
            throw new IOException("not an HTTP answer: " + line);
        }
        int status = Integer.parseInt(line.substring(9, 12));
        Map<String, String> headers = readHeaders(in);
        return new Reply.Answer(status, headers, readBody(in, headers, status != 204 && status != 304));
    }

    static void writeAnswer(OutputStream out, Reply.Answer answer) throws IOException {
        write(out, head(answer), answer.body());
    }

    /** What an answer is on the wire, head and body. */
    static long bytes(Reply.Answer answer) {
        return (long) head(answer).length() + answer.body().length;
    }

    private static StringBuilder head(Reply.Answer answer) {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ")
                .append(answer.status())
                .append(' ')
                .append(reason(answer.status()))
                .append("\r\n");
        appendHeaders(head, answer.headers());
        head.append("content-length: ").append(answer.body().length).append("\r\n");
        return head.append("\r\n");
    }

    private static void write(OutputStream out, StringBuilder head, byte[] body) throws IOException {
        byte[] headBytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] message = new byte[headBytes.length + body.length];
        System.arraycopy(headBytes, 0, message, 0, headBytes.length);
        System.arraycopy(body, 0, message, headBytes.length, body.length);
        // One write, so that head and body leave in one packet.
        out.write(message);
        out.flush();
    }

    private static void appendHeaders(StringBuilder head, Map<String, String> headers) {
        headers.forEach((name, value) -> {
            if (!OF_ONE_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        });
    }

    private static Map<String, String> readHeaders(InputStream in) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int count = 0; count <= MAX_HEADERS; count++) {
            String line = readLine(in);
            if (line == null) {
                throw new EOFException("the peer closed the connection in the middle of the headers");
            }
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        throw new IOException("more than " + MAX_HEADERS + " headers");
    }

    private static byte[] readBody(InputStream in, Map<String, String> headers, boolean untilClosed)
            throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return readChunks(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return untilClosed ? in.readNBytes(MAX_BODY) : new byte[0];
        }
        return readExactly(in, Integer.parseInt(length));
    }

    private static byte[] readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = readLine(in);
            if (line == null) {
                throw new EOFException("the peer closed the connection in the middle of a chunk");
            }
            int extension = line.indexOf(';');
            int size = Integer.parseInt(extension < 0 ? line : line.substring(0, extension), 16);
            body.writeBytes(readExactly(in, size));
            readLine(in);
            if (size == 0) {
                return body.toByteArray();
            }
            if (body.size() > MAX_BODY) {
                throw new IOException("a body of more than " + MAX_BODY + " bytes");
            }
        }
    }

    private static byte[] readExactly(InputStream in, int length) throws IOException {
        if (length < 0 || length > MAX_BODY) {
            throw new IOException("a body of " + length + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the peer closed the connection in the middle of the body");
        }
        return body;
    }

    private static @Nullable String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (line.length() < MAX_LINE) {
            int next = in.read();
            if (next < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        throw new IOException("a header line of more than " + MAX_LINE + " characters");
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            default -> "Status";
        };
    }
}
