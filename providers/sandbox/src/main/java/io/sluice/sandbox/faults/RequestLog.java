package io.sluice.sandbox.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The record of all that was asked of the control plane: only ever added to, one JSON line each.
 *
 * <p>Tests use it as their oracle: what the service believes it did, it must be able to find here.
 */
public final class RequestLog implements AutoCloseable {
    /** The file has all lines; memory has these, for {@code GET /sandbox/log}. */
    private static final int KEPT = 20_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InstantSource clock;
    private final Optional<BufferedWriter> file;
    private final Deque<ObjectNode> kept = new ArrayDeque<>();
    private long seq;

    private RequestLog(InstantSource clock, Optional<BufferedWriter> file) {
        this.clock = clock;
        this.file = file;
    }

    public static RequestLog open(InstantSource clock, Optional<Path> path) throws IOException {
        if (path.isEmpty()) {
            return new RequestLog(clock, Optional.empty());
        }
        BufferedWriter writer = Files.newBufferedWriter(
                path.get(), StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new RequestLog(clock, Optional.of(writer));
    }

    /** A line to be filled in; nothing is written before {@link #write}. */
    public static ObjectNode line() {
        return JSON.createObjectNode();
    }

    /** Numbers the line, stamps it and writes it through to the disk. */
    public synchronized long write(ObjectNode content) {
        Instant now = clock.instant();
        ObjectNode line = JSON.createObjectNode();
        line.put("seq", ++seq);
        line.put("at", now.toString());
        line.put("atMillis", now.toEpochMilli());
        line.setAll(content);
        kept.addLast(line);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        file.ifPresent(writer -> append(writer, line));
        return seq;
    }

    public synchronized List<ObjectNode> after(long seqBefore) {
        return kept.stream()
                .filter(line -> line.get("seq").asLong() > seqBefore)
                .toList();
    }

    private static void append(BufferedWriter writer, ObjectNode line) {
        try {
            writer.write(line.toString());
            writer.newLine();
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the request log cannot be written, and without it no test can trust us", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
