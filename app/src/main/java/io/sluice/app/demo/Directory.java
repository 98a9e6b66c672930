package io.sluice.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where one demo keeps its files, for as long as its process lives; it begins without those of the last one. */
record Directory(Path root, FileLock lock) {
    static Directory take(Path root) {
        try {
            Files.createDirectories(root);
            Directory directory = new Directory(root, lock(root));
            delete(directory.data());
            return directory;
        } catch (IOException | UncheckedIOException e) {
            throw new DemoFailed(root + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static FileLock lock(Path root) throws IOException {
        FileChannel file = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = tryLock(file);
        if (lock == null) {
            file.close();
            throw new DemoFailed("another demo is using " + root
                    + ": stop it, or use another with -Ddemo.arguments=\"--directory DIR\"");
        }
        return lock;
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // by this very process
        }
    }

    /** The only thing that is deleted, under a name that nobody else uses: any directory may have been given. */
    Path data() {
        return root.resolve("demo-data");
    }

    Path config() {
        return root.resolve("demo-config.yml");
    }

    Path serviceLog() {
        return root.resolve("service.log");
    }

    Path sandboxLog() {
        return root.resolve("sandbox.log");
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
