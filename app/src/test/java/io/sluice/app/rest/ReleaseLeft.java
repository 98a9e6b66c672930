package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What a release left when it was stopped: the data directory of its node, and what it had said of the plans in there.
 *
 * @param name of the release
 * @param told the routes of its cloud, its plans by the state that each was brought into, and what else it knew
 * @param files of its data directory
 */
record ReleaseLeft(String name, JsonNode told, Map<String, byte[]> files) {
    /** Seen from the module, where tests run. */
    private static final Path PLACE = Path.of("src/test/resources/releases");

    private static final String TOLD = "told.json";
    private static final String DATA = "data/";

    /** All that are kept. */
    static List<ReleaseLeft> all() {
        try (Stream<Path> files = Files.list(PLACE)) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .map(ReleaseLeft::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReleaseLeft read(Path zip) {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
            JsonNode told = Service.JSON.readTree(Objects.requireNonNull(files.remove(TOLD), TOLD));
            return new ReleaseLeft(zip.getFileName().toString().replace(".zip", ""), told, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps what a service left that has been stopped. */
    static void write(String release, ObjectNode told, Path data) {
        try (Stream<Path> left = Files.walk(data);
                ZipOutputStream out = new ZipOutputStream(
                        Files.newOutputStream(Files.createDirectories(PLACE).resolve(release + ".zip")))) {
            out.putNextEntry(new ZipEntry(TOLD));
            out.write(told.toPrettyString().getBytes(UTF_8));
            for (Path file : left.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(DATA + data.relativize(file)));
                out.write(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the files into a data directory in the place of all that is there. */
    void unpack(Path data) {
        try (Stream<Path> before = Files.walk(data)) {
            for (Path file : before.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path place = data.resolve(file.getKey().substring(DATA.length()));
                Files.createDirectories(place.getParent());
                Files.write(place, file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The plan that was brought into a state. */
    String plan(String state) {
        return told.at("/plans/" + state + "/id").asText();
    }

    @Override
    public String toString() {
        return name;
    }
}
