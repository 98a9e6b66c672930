package io.sluice.app.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads H2 to the newest chunk of its file after a process was killed. H2 (2.2 to 2.5) writes the header of the file before it takes the
 * chunk that it just wrote for the last one, so the header names the chunk before. As soon as room inside the file is used again, which
 * is 45 s after its first use, the next one is not where that one foretold, and H2 opens without up to twenty commits that it had
 * acknowledged. Each of them is in the file: whole, one after the other, from the header's on.
 */
final class NewestChunk {
    private static final Logger LOG = LoggerFactory.getLogger(NewestChunk.class);

    private static final int BLOCK = 4096;
    private static final int LONGEST_HEADER = 1024;
    private static final int FOOTER = 128;
    private static final String BEGINS = "chunk:";

    private NewestChunk() {}

    private record Chunk(long id, long block, long version, long time) {}

    /** Does so if nobody has the file open; whatever is wrong with the file otherwise is told by H2 when it opens it. */
    static void find(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, READ, WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                lead(channel);
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("not looked at before it is opened: {}", file, e);
        }
    }

    private static void lead(FileChannel file) throws IOException {
        Map<String, String> header = header(file);
        if (header.isEmpty() || header.containsKey("clean")) {
            return;
        }
        long known = DataUtils.readHexLong(header, "version", 0);
        Map<Long, Chunk> chunks = chunks(file, known);
        Chunk newest = chunks.get(known);
        if (newest == null) {
            return;
        }
        for (Chunk next = newest; next != null && next.time() >= newest.time(); next = chunks.get(next.version() + 1)) {
            newest = next;
        }
        if (newest.version() > known) {
            write(file, header, newest);
            LOG.info("the last {} commits before the process was killed are there", newest.version() - known);
        }
    }

    /** The newer one of two. */
    private static Map<String, String> header(FileChannel file) throws IOException {
        Map<String, String> newer = Map.of();
        for (int i = 0; i < 2; i++) {
            Map<String, String> header = checked(read(file, (long) i * BLOCK, BLOCK));
            if (!header.isEmpty()
                    && (newer.isEmpty()
                            || DataUtils.readHexLong(header, "version", 0)
                                    > DataUtils.readHexLong(newer, "version", 0))) {
                newer = header;
            }
        }
        return newer;
    }

    /** All that are whole, by version, from one version on. */
    private static Map<Long, Chunk> chunks(FileChannel file, long from) throws IOException {
        Map<Long, Chunk> chunks = new HashMap<>();
        long blocks = file.size() / BLOCK;
        for (long block = 2; block < blocks; block++) {
            chunk(file, block, blocks)
                    .filter(chunk -> chunk.version() >= from)
                    .ifPresent(chunk -> chunks.merge(
                            chunk.version(), chunk, (one, other) -> other.time() > one.time() ? other : one));
        }
        return chunks;
    }

    private static Optional<Chunk> chunk(FileChannel file, long block, long blocks) throws IOException {
        String text = new String(read(file, block * BLOCK, LONGEST_HEADER), ISO_8859_1);
        int end = text.indexOf('\n');
        if (!text.startsWith(BEGINS) || end < 0) {
            return Optional.empty();
        }
        try {
            Map<String, String> header =
                    DataUtils.parseMap(text.substring(0, end).strip());
            long id = DataUtils.readHexLong(header, "chunk", 0);
            long version = DataUtils.readHexLong(header, "version", id);
            long next = block + DataUtils.readHexLong(header, "len", 0);
            if (next <= block || next > blocks) {
                return Optional.empty();
            }
            Map<String, String> footer = checked(read(file, next * BLOCK - FOOTER, FOOTER));
            boolean whole = DataUtils.readHexLong(footer, "chunk", -1) == id
                    && DataUtils.readHexLong(footer, "version", -1) == version;
            return whole
                    ? Optional.of(new Chunk(id, block, version, DataUtils.readHexLong(header, "time", 0)))
                    : Optional.empty();
        } catch (MVStoreException e) { // what begins as one and is none
            return Optional.empty();
        }
    }

    /** Nothing if it is not what its checksum says. */
    private static Map<String, String> checked(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1).trim(); // blanks and zeros fill its place
        int sum = text.lastIndexOf(",fletcher:");
        if (sum < 0) {
            return Map.of();
        }
        byte[] summed = text.substring(0, sum).getBytes(ISO_8859_1);
        try {
            Map<String, String> map = DataUtils.parseMap(text);
            return DataUtils.readHexLong(map, "fletcher", 0)
                            == Integer.toUnsignedLong(DataUtils.getFletcher32(summed, 0, summed.length))
                    ? map
                    : Map.of();
        } catch (MVStoreException e) {
            return Map.of();
        }
    }

    /** As H2 writes it. */
    private static void write(FileChannel file, Map<String, String> header, Chunk newest) throws IOException {
        HashMap<String, Object> changed = new HashMap<>(header);
        changed.remove("fletcher");
        changed.put("block", newest.block());
        changed.put("chunk", newest.id());
        changed.put("version", newest.version());
        StringBuilder text = new StringBuilder();
        DataUtils.appendMap(text, changed);
        byte[] plain = text.toString().getBytes(ISO_8859_1);
        DataUtils.appendMap(text, "fletcher", DataUtils.getFletcher32(plain, 0, plain.length));
        byte[] bytes = text.append('\n').toString().getBytes(ISO_8859_1);
        for (int i = 0; i < 2; i++) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK).put(0, bytes);
            while (block.hasRemaining()) {
                int _ = file.write(block, (long) i * BLOCK + block.position());
            }
        }
        file.force(true);
    }

    private static byte[] read(FileChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {}
        return bytes.array();
    }
}
