package io.sluice.app.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.BaselineVault;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Baselines as one file per plan, so that a revert finds them when there is no database, and a person when there is no Sluice. */
public final class BaselineFiles implements BaselineVault {
    private static final String ENDING = ".json";
    private static final int FORMAT = 1;

    private final Path directory;
    private final ObjectMapper mapper = StoredJson.mapper();

    /** @param directory is made if it is not there */
    public BaselineFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StoreUnavailable("no directory for baselines at " + directory, e);
        }
    }

    /** A file: what it keeps, and the hash of that without spaces and line ends. */
    private record Sealed(int format, String sha256, JsonNode kept) {}

    @Override
    public void keep(Plan plan, Baseline baseline) {
        JsonNode kept = mapper.valueToTree(KeptBaseline.of(plan, baseline));
        Sealed sealed = new Sealed(FORMAT, JournalChain.sha256(kept.toString()), kept);
        try {
            DurableFile.write(
                    directory,
                    file(plan.id()),
                    mapper.writerWithDefaultPrettyPrinter().writeValueAsString(sealed) + "\n");
        } catch (IOException e) {
            throw new StoreUnavailable("the baseline of " + plan.id() + " cannot be written", e);
        }
    }

    /**
     * What was kept of a plan.
     *
     * @throws StoreUnavailable if its file cannot be read, or does not hold what was written
     */
    public Optional<KeptBaseline> find(PlanId plan) {
        Path file = file(plan);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Sealed sealed = mapper.readValue(Files.readString(file), Sealed.class);
            if (sealed.format() != FORMAT) {
                throw new IOException("format " + sealed.format() + " is of a release to come");
            }
            if (!sealed.sha256().equals(JournalChain.sha256(sealed.kept().toString()))) {
                throw new IOException("its checksum does not fit");
            }
            KeptBaseline kept = mapper.treeToValue(sealed.kept(), KeptBaseline.class);
            if (!kept.plan().equals(plan)) {
                throw new IOException("it is of " + kept.plan());
            }
            return Optional.of(kept);
        } catch (JsonProcessingException e) {
            throw new StoreUnavailable("the baseline in " + file + " is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new StoreUnavailable("the baseline in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The plans of which there is a file, newest first. */
    public List<PlanId> plans() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .flatMap(name -> PlanId.find(name.substring(0, name.length() - ENDING.length())).stream())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new StoreUnavailable("the baselines in " + directory + " cannot be listed", e);
        }
    }

    /**
     * Removes the files of old plans.
     *
     * @param kept how many of the newest stay in any case
     * @param ended says whether a plan has ended; that of one under way is never removed
     */
    public void prune(int kept, Predicate<PlanId> ended) {
        for (PlanId old : plans().stream().skip(kept).filter(ended).toList()) {
            try {
                Files.deleteIfExists(file(old));
            } catch (IOException e) {
                throw new StoreUnavailable("the baseline of " + old + " cannot be removed", e);
            }
        }
    }

    private Path file(PlanId plan) {
        return directory.resolve(plan + ENDING);
    }
}
