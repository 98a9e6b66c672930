package io.sluice.app.capsule;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are there whole or not at all, and that stay once they are there, whatever dies when. */
final class DurableFile {
    private static final Logger LOG = LoggerFactory.getLogger(DurableFile.class);

    private static final String BEGINNING = "unfinished";
    private static final String ENDING = ".tmp";

    private DurableFile() {}

    static boolean isUnfinished(String name) {
        return name.startsWith(BEGINNING) && name.endsWith(ENDING);
    }

    /** Removes what a process left that died while it wrote; for a start, while nobody writes. */
    static void removeUnfinished(Path directory) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, BEGINNING + "*" + ENDING)) {
            for (Path file : left) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    LOG.warn("{}, which a write left behind, cannot be removed: {}", file, e.toString());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Writes a file in the place of the one of its name. */
    static void write(Path directory, Path file, String text) throws IOException {
        Path unfinished = Files.createTempFile(directory, BEGINNING, ENDING);
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
