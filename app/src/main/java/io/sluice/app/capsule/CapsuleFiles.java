package io.sluice.app.capsule;

import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Capsules as one file per plan, so that a revert finds them when there is no database, and a person when there is no Sluice.
 *
 * <p>Those of ended plans are kept apart, since such a plan can still be put back.
 */
public final class CapsuleFiles {
    private static final int FORMAT = 2;

    private static final Logger LOG = LoggerFactory.getLogger(CapsuleFiles.class);

    private final Path directory;
    private final Path ended;
    private final SealedFiles<Capsule> sealed = new SealedFiles<>(Capsule.class, FORMAT, "capsule");

    /**
     * The canonical keys of the routes of plans under way, which never change: a revert of a thousand plans would read a thousand files
     * for each before its first call.
     */
    private final Map<PlanId, Set<String>> keys = new ConcurrentHashMap<>();

    /** @param directory is made if it is not there */
    public CapsuleFiles(Path directory) {
        this(directory, directory.resolve("ended"));
        try {
            Files.createDirectories(ended);
            DurableFile.removeUnfinished(directory);
            DurableFile.removeUnfinished(ended);
        } catch (IOException e) {
            throw new StoreUnavailable("no directory for capsules at " + directory, e);
        }
    }

    /** Those that are there, for whoever only reads. */
    public static CapsuleFiles of(Path directory) {
        return new CapsuleFiles(directory, directory.resolve("ended"));
    }

    private CapsuleFiles(Path directory, Path ended) {
        this.directory = directory;
        this.ended = ended;
    }

    /**
     * Keeps a capsule in the place of the one of its plan; on return it survives the death of the process and of the machine.
     *
     * @throws StoreUnavailable if it cannot
     */
    public void keep(Capsule capsule) {
        try {
            sealed.write(directory, capsule.plan().value(), capsule);
            keys.put(capsule.plan(), Set.copyOf(capsule.routeKeys().values()));
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
            Capsule capsule = sealed.read(file);
            if (!capsule.plan().equals(plan)) {
                throw new IOException("it is of " + capsule.plan());
            }
            return capsule;
        } catch (IOException e) {
            throw new StoreUnavailable("the capsule in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The plans under way of which there is a file, newest first; the file may be damaged. */
    public List<PlanId> plans() {
        return plans(directory);
    }

    /**
     * What else is in the directory and does not belong there, in the order of the names: files that are not called as a capsule is, and
     * folders. Empty where nobody but Sluice was at it.
     */
    public List<String> strangers() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.equals(ended))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !DurableFile.isUnfinished(name))
                    .filter(name -> !name.endsWith(SealedFiles.ENDING)
                            || PlanId.find(name.substring(0, name.length() - SealedFiles.ENDING.length()))
                                    .isEmpty())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StoreUnavailable("the capsules in " + directory + " cannot be listed", e);
        }
    }

    private static List<PlanId> plans(Path directory) {
        try {
            return SealedFiles.names(directory).stream()
                    .flatMap(name -> PlanId.find(name).stream())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new StoreUnavailable("the capsules in " + directory + " cannot be listed", e);
        }
    }

    /**
     * The plans whose capsules were put away at a time or after it, newest first.
     *
     * @throws StoreUnavailable if the files cannot be listed
     */
    public List<PlanId> endedSince(Instant since) {
        return plans(ended).stream()
                .filter(plan -> {
                    try {
                        return !Files.getLastModifiedTime(file(ended, plan))
                                .toInstant()
                                .isBefore(since);
                    } catch (IOException e) {
                        throw new StoreUnavailable("the capsule of " + plan + " cannot be looked at", e);
                    }
                })
                .toList();
    }

    /** Whether a plan's capsule was put away, and none is there any more that says that it is under way. */
    public boolean isRetired(PlanId plan) {
        return !Files.exists(file(directory, plan)) && Files.exists(file(ended, plan));
    }

    /** The plan under way that came after a capsule's and has one of its routes, as far as this node knows. */
    Optional<Owner> ownerAfter(Capsule capsule) {
        for (PlanId later : plans()) {
            if (later.compareTo(capsule.plan()) > 0) {
                Set<String> theirs = keys(later);
                for (Map.Entry<String, String> route : capsule.routeKeys().entrySet()) {
                    if (theirs.contains(route.getValue())) {
                        return Optional.of(new Owner(route.getKey(), later));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** None of one whose file was damaged before anybody here has read it. */
    private Set<String> keys(PlanId plan) {
        Set<String> known = keys.get(plan);
        if (known != null) {
            return known;
        }
        Optional<Set<String>> read =
                sound(plan).map(capsule -> Set.copyOf(capsule.routeKeys().values()));
        read.ifPresent(found -> keys.put(plan, found));
        return read.orElse(Set.of());
    }

    /** The same as {@link #find}, but one that cannot be used is in the log and not there. */
    Optional<Capsule> sound(PlanId plan) {
        try {
            return find(plan);
        } catch (StoreUnavailable e) {
            LOG.error("{}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Puts the capsule of a plan that has just ended away; does nothing where there is none. */
    public void retire(PlanId plan) {
        try {
            if (Files.exists(file(directory, plan))) {
                // When it ended, for whoever asks for what ended lately.
                Files.setLastModifiedTime(file(directory, plan), FileTime.from(Instant.now()));
                Files.move(
                        file(directory, plan),
                        file(ended, plan),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                keys.remove(plan);
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
        return directory.resolve(plan + SealedFiles.ENDING);
    }
}
