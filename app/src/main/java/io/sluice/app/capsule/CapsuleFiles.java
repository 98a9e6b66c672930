package io.sluice.app.capsule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.app.store.JournalChain;
import io.sluice.app.store.StoredJson;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Capsules as one file per plan, so that a revert finds them when there is no database, and a person when there is no Sluice.
 *
 * <p>Those of ended plans are kept apart, since such a plan can still be put back.
 */
public final class CapsuleFiles {
    private static final String ENDING = ".json";
    private static final int FORMAT = 2;

    private final Path directory;
    private final Path ended;
    private final ObjectMapper mapper = StoredJson.mapper();

    /** @param directory is made if it is not there */
    public CapsuleFiles(Path directory) {
        this.directory = directory;
        this.ended = directory.resolve("ended");
        try {
            Files.createDirectories(ended);
        } catch (IOException e) {
            throw new StoreUnavailable("no directory for capsules at " + directory, e);
        }
    }

    /** A file: what it keeps, and the hash of that without spaces and line ends. */
    private record Sealed(int format, String sha256, JsonNode capsule) {}

    /**
     * Keeps a capsule in the place of the one of its plan; on return it survives the death of the process and of the machine.
     *
     * @throws StoreUnavailable if it cannot
     */
    public void keep(Capsule capsule) {
        JsonNode kept = mapper.valueToTree(capsule);
        Sealed sealed = new Sealed(FORMAT, JournalChain.sha256(kept.toString()), kept);
        try {
            DurableFile.write(
                    directory,
                    file(directory, capsule.plan()),
                    mapper.writerWithDefaultPrettyPrinter().writeValueAsString(sealed) + "\n");
        } catch (IOException e) {
            throw new StoreUnavailable("the capsule of " + capsule.plan() + " cannot be written", e);
        }
    }

    /**
     * What was kept of a plan, whether or not it has ended.
     *
     * @throws StoreUnavailable if its file cannot be read, or does not hold what was written
     */
    public Optional<Capsule> find(PlanId plan) {
        for (Path file : List.of(file(directory, plan), file(ended, plan))) {
            if (Files.exists(file)) {
                return Optional.of(read(file, plan));
            }
        }
        return Optional.empty();
    }

    /** The capsule in a file, checked in every way that needs nothing but the file. */
    private Capsule read(Path file, PlanId plan) {
        try {
            JsonNode text = mapper.readTree(Files.readString(file));
            if (text.isMissingNode()) {
                throw new IOException("it is empty");
            }
            if (text.path("format").isInt() && text.path("format").intValue() != FORMAT) {
                int format = text.path("format").intValue();
                throw new IOException("format " + format
                        + (format > FORMAT ? " is of a release to come" : " is of an earlier release"));
            }
            Sealed sealed = mapper.treeToValue(text, Sealed.class);
            if (!sealed.sha256().equals(JournalChain.sha256(sealed.capsule().toString()))) {
                throw new IOException("its checksum does not fit");
            }
            Capsule capsule = mapper.treeToValue(sealed.capsule(), Capsule.class);
            if (!capsule.plan().equals(plan)) {
                throw new IOException("it is of " + capsule.plan());
            }
            return capsule;
        } catch (JsonProcessingException e) {
            throw new StoreUnavailable("the capsule in " + file + " is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new StoreUnavailable("the capsule in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The plans under way of which there is a file, newest first; the file may be damaged. */
    public List<PlanId> plans() {
        return plans(directory);
    }

    private static List<PlanId> plans(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .flatMap(name -> PlanId.find(name.substring(0, name.length() - ENDING.length())).stream())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new StoreUnavailable("the capsules in " + directory + " cannot be listed", e);
        }
    }

    /** Whether a plan's capsule was put away, and none is there any more that says that it is under way. */
    public boolean isRetired(PlanId plan) {
        return !Files.exists(file(directory, plan)) && Files.exists(file(ended, plan));
    }

    /** Puts the capsule of a plan that has ended away; does nothing where there is none. */
    public void retire(PlanId plan) {
        try {
            if (Files.exists(file(directory, plan))) {
                Files.move(
                        file(directory, plan),
                        file(ended, plan),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new StoreUnavailable("the capsule of " + plan + " cannot be put away", e);
        }
    }

    /**
     * Removes the files of ended plans.
     *
     * @param kept how many of the newest stay in any case
     * @param before those put away since then stay, too
     */
    public void prune(int kept, Instant before) {
        for (PlanId old : plans(ended).stream().skip(kept).toList()) {
            try {
                if (Files.getLastModifiedTime(file(ended, old)).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file(ended, old));
                }
            } catch (IOException e) {
                throw new StoreUnavailable("the capsule of " + old + " cannot be removed", e);
            }
        }
    }

    private static Path file(Path directory, PlanId plan) {
        return directory.resolve(plan + ENDING);
    }
}
