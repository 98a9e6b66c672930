package io.sluice.plan.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Seeds of walks that once found a fault; each line has one, and what it found. */
final class KeptSeeds {
    private KeptSeeds() {}

    static List<Long> all() {
        try (InputStream lines = KeptSeeds.class.getResourceAsStream("/kept-seeds.txt")) {
            if (lines == null) {
                throw new IllegalStateException("kept-seeds.txt is missing");
            }
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Long.parseLong(line.split(" ", 2)[0]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
