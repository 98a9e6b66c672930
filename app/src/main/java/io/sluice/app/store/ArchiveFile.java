package io.sluice.app.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.plan.PlanSpec;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Ended plans in a file: gzip'd lines of JSON, a head, one for each plan with its whole journal, and an end that counts them. Beside it
 * lies its checksum, as {@code sha256sum} writes it.
 */
public final class ArchiveFile {
    private static final int FORMAT = 1;

    private final Path file;
    private final ObjectMapper json = StoredJson.mapper();

    public ArchiveFile(Path file) {
        this.file = file;
    }

    private record Head(int sluiceArchive) {}

    private record End(long plans, long lines) {}

    /** What a look through it came to. */
    public record Result(long plans, long lines, long faults) {}

    private Path checksum() {
        return file.resolveSibling(file.getFileName() + ".sha256");
    }

    /** Writes it whole, synced, and its checksum after it; a file of this name must not be there. */
    void write(Iterator<ArchivedPlan> plans) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            writeTo(unfinished, plans);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        Files.writeString(checksum(), hash() + "  " + file.getFileName() + "\n");
        sync(checksum());
        sync(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    /** With its checksum: what is in it is somewhere else, too. */
    void delete() throws IOException {
        Files.deleteIfExists(checksum());
        Files.deleteIfExists(file);
    }

    private void writeTo(Path unfinished, Iterator<ArchivedPlan> plans) throws IOException {
        long count = 0;
        long lines = 0;
        try (OutputStream out = Files.newOutputStream(
                        unfinished,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(new GZIPOutputStream(out), UTF_8))) {
            line(writer, new Head(FORMAT));
            while (plans.hasNext()) {
                ArchivedPlan plan = plans.next();
                line(writer, plan);
                count++;
                lines += plan.journal().size();
            }
            line(writer, new End(count, lines));
        }
        sync(unfinished);
    }

    private void line(BufferedWriter writer, Object value) throws IOException {
        writer.write(json.writeValueAsString(value));
        writer.write('\n');
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private String hash() throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Reads it back and holds each plan against its journal, and each journal against its hashes.
     *
     * @param specReader reads a spec from the canonical text of its file
     * @param faults is told each
     * @throws IOException if it cannot be read
     */
    public Result verify(Function<String, PlanSpec> specReader, Consumer<String> faults) throws IOException {
        PlanProof proof = new PlanProof(specReader, new JournalCodec());
        long plans = 0;
        long lines = 0;
        long found = 0;
        if (!Files.exists(checksum()) || !Files.readString(checksum()).startsWith(hash() + "  ")) {
            faults.accept(file + ": the file is not the one that was written, or its checksum is gone");
            found++;
        }
        Optional<End> end = Optional.empty();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            Optional<Head> head = Optional.ofNullable(reader.readLine()).map(line -> read(line, Head.class));
            if (head.filter(known -> known.sluiceArchive() == FORMAT).isEmpty()) {
                throw new IOException(file + " is no archive that this release can read");
            }
            for (String line = reader.readLine(); line != null && end.isEmpty(); line = reader.readLine()) {
                if (line.startsWith("{\"plans\":")) {
                    end = Optional.of(read(line, End.class));
                } else {
                    ArchivedPlan plan = read(line, ArchivedPlan.class);
                    PlanProof.Looked looked = proof.look(plan.claimed(), plan.journal());
                    plans++;
                    lines += looked.lines();
                    Optional<String> fault = looked.fault()
                            .or(() -> proof.besides(
                                    plan.claimed().row(),
                                    plan.labels(),
                                    plan.routes().keySet()));
                    if (fault.isPresent()) {
                        faults.accept(plan.id() + ": " + fault.get());
                        found++;
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no archive that this release can read: " + e.getMessage(), e);
        }
        if (!end.equals(Optional.of(new End(plans, lines))) && found == 0) {
            faults.accept(file + ": it does not end as it was written");
            found++;
        }
        return new Result(plans, lines, found);
    }

    private <T> T read(String line, Class<T> type) {
        try {
            return json.readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
