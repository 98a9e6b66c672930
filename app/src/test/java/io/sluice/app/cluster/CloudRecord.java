package io.sluice.app.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The sandbox's own log of what it was asked and what took effect: the judge over what the nodes believe. */
final class CloudRecord {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final List<Entry> entries = new ArrayList<>();
    private long read;

    CloudRecord(Path file) {
        this.file = file;
    }

    /**
     * One call, or a late landing of one.
     *
     * @param client the access key it was signed with, by which nodes are told apart; empty for nobody's
     * @param arns what it is about
     * @param weights absent for a call that sets none
     * @param appliedAt absent for a call that changed nothing
     */
    record Entry(
            Instant arrivedAt,
            String client,
            List<String> arns,
            JsonNode weights,
            Optional<Instant> appliedAt,
            long revision) {
        boolean isAbout(Lane lane) {
            return arns.contains(lane.arn());
        }

        /** What the call would give to the second side of a lane; empty if it is not to change that lane's weights. */
        OptionalInt percent(Lane lane) {
            return weights.isMissingNode() || !isAbout(lane)
                    ? OptionalInt.empty()
                    : OptionalInt.of(lane.percent(weights));
        }
    }

    /**
     * A change of a lane's weights that took effect.
     *
     * @param percent of the lane's second side
     * @param arrivedAt when the call came that made it
     */
    record Effect(int percent, String client, Instant arrivedAt, Instant at) {}

    /** Everything up to now. */
    synchronized List<Entry> entries() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(read);
            byte[] more = new byte[Math.toIntExact(log.length() - read)];
            log.readFully(more);
            int whole = more.length;
            while (whole > 0 && more[whole - 1] != '\n') {
                whole--; // a line that is just being written
            }
            new String(more, 0, whole, StandardCharsets.UTF_8)
                    .lines()
                    .map(CloudRecord::entry)
                    .forEach(entries::add);
            read += whole;
            return List.copyOf(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(String text) {
        try {
            JsonNode line = JSON.readTree(text);
            List<String> arns = new ArrayList<>();
            line.path("arns").forEach(arn -> arns.add(arn.asText()));
            return new Entry(
                    Instant.parse(line.path("arrivedAt").asText(line.get("at").asText())),
                    line.path("accessKey").asText(),
                    List.copyOf(arns),
                    line.path("weights"),
                    Optional.ofNullable(line.get("appliedAt")).map(at -> Instant.parse(at.asText())),
                    line.path("revision").asLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The calls to change a lane's weights, in the order in which they arrived. */
    List<Entry> calls(Lane lane) {
        return entries().stream()
                .filter(entry ->
                        entry.percent(lane).isPresent() && !entry.client().isEmpty())
                .sorted(Comparator.comparing(Entry::arrivedAt))
                .toList();
    }

    /** The splits that a lane had one after the other; one that was asked for again is no other. */
    List<Effect> effects(Lane lane) {
        List<Effect> effects = new ArrayList<>();
        Stream<Entry> applied = entries().stream()
                .filter(entry ->
                        entry.appliedAt().isPresent() && entry.percent(lane).isPresent())
                .sorted(Comparator.comparingLong(Entry::revision));
        applied.forEach(entry -> {
            int percent = entry.percent(lane).orElseThrow();
            int before = effects.isEmpty() ? 0 : effects.getLast().percent();
            if (percent != before) {
                effects.add(new Effect(
                        percent,
                        entry.client(),
                        entry.arrivedAt(),
                        entry.appliedAt().orElseThrow()));
            }
        });
        return effects;
    }

    /** What a lane shows of its second side now. */
    int shown(Lane lane) {
        List<Effect> effects = effects(lane);
        return effects.isEmpty() ? 0 : effects.getLast().percent();
    }
}
