package io.sluice.app.capsule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.store.JournalChain;
import io.sluice.app.store.StoredJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that each hold one thing, its format, and the hash of it without spaces and line ends, so that what is torn, damaged or of
 * another release is found and never acted on.
 *
 * @param format which files of this release have
 * @param name of the field that the thing is in
 */
record SealedFiles<T>(Class<T> type, int format, String name, ObjectMapper mapper) {
    static final String ENDING = ".json";

    SealedFiles(Class<T> type, int format, String name) {
        this(type, format, name, StoredJson.mapper());
    }

    /** Writes a file in the place of the one of its name; on return it is on the disk. */
    void write(Path directory, String file, T content) throws IOException {
        JsonNode kept = mapper.valueToTree(content);
        ObjectNode sealed = mapper.createObjectNode();
        sealed.put("format", format);
        sealed.put("sha256", JournalChain.sha256(kept.toString()));
        sealed.set(name, kept);
        DurableFile.write(
                directory,
                directory.resolve(file + ENDING),
                mapper.writerWithDefaultPrettyPrinter().writeValueAsString(sealed) + "\n");
    }

    /**
     * What a file holds.
     *
     * @throws IOException if it cannot be read, or does not hold what was written; says why in one line
     */
    T read(Path file) throws IOException {
        try {
            JsonNode sealed = mapper.readTree(Files.readString(file));
            if (sealed.isMissingNode()) {
                throw new IOException("it is empty");
            }
            JsonNode written = sealed.path("format");
            if (written.isInt() && written.intValue() != format) {
                throw new IOException("format " + written
                        + (written.intValue() > format ? " is of a release to come" : " is of an earlier release"));
            }
            if (!written.isInt() || sealed.size() != 3 || !sealed.has(name)) {
                throw new IOException("it is no file of a " + name);
            }
            if (!sealed.path("sha256")
                    .asText()
                    .equals(JournalChain.sha256(sealed.path(name).toString()))) {
                throw new IOException("its checksum does not fit");
            }
            return mapper.treeToValue(sealed.path(name), type);
        } catch (JsonProcessingException e) {
            throw new IOException("it is damaged: " + e.getOriginalMessage(), e);
        }
    }

    /** The names of such files without their ending. */
    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .toList();
        }
    }
}
