package io.sluice.plan.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.plan.PlanSpec;
import io.sluice.traffic.Fault;
import java.util.List;
import java.util.Optional;

/** A plan as people write it: read strictly, and either accepted whole or refused with every fault at once. */
public final class PlanFile {
    /** Room for about 500 steps and 100 routes with comments; a larger file is a mistake or an attack. */
    public static final int MOST_BYTES = 256 * 1024;

    private static final PlanSchema SCHEMA = PlanSchema.load();

    private PlanFile() {}

    /** The languages that a plan may be written in; both mean the same tree. */
    public enum Format {
        JSON,
        YAML
    }

    /** The JSON Schema (2020-12) of the file, as served to editors. */
    public static String schema() {
        return SCHEMA.text();
    }

    public static ParsedPlan parse(byte[] body, Format format) {
        return parse(body, format, MOST_BYTES);
    }

    public static ParsedPlan parse(byte[] body, Format format, int mostBytes) {
        if (body.length > mostBytes) {
            return new ParsedPlan.TooLarge(mostBytes);
        }
        JsonNode tree;
        try {
            tree = read(PlanText.decode(body), format);
        } catch (MalformedPlan malformed) {
            return new ParsedPlan.Malformed(malformed.fault());
        }
        Faults faults = new Faults();
        WrittenNumbers.check(tree, faults);
        if (faults.any()) {
            // Nothing after this may touch such a number: writing 1e999999999 out takes a gigabyte.
            return new ParsedPlan.Invalid(faults.list());
        }
        WrittenText.check(tree, faults);
        SCHEMA.check(tree, faults);
        Optional<PlanSpec> spec = PlanBinding.bind(tree, faults);
        if (faults.any() || spec.isEmpty()) {
            return new ParsedPlan.Invalid(faults.list());
        }
        String canonical = CanonicalJson.write(tree);
        return new ParsedPlan.Accepted(spec.get(), canonical, CanonicalJson.digest(canonical));
    }

    /**
     * Reads back a plan that was accepted before, possibly by an older release: what a schema has become stricter about
     * since then is not held against it.
     *
     * @param canonical as {@link ParsedPlan.Accepted} gave it
     * @throws IllegalArgumentException if it is no such text
     */
    public static ParsedPlan.Accepted read(String canonical) {
        try {
            JsonNode tree = read(PlanText.decode(canonical.getBytes(UTF_8)), Format.JSON);
            Faults faults = new Faults();
            Optional<PlanSpec> spec = PlanBinding.bind(tree, faults);
            if (faults.any() || spec.isEmpty()) {
                throw unreadable(faults.list());
            }
            return new ParsedPlan.Accepted(spec.get(), canonical, CanonicalJson.digest(canonical));
        } catch (MalformedPlan malformed) {
            throw unreadable(List.of(malformed.fault()));
        }
    }

    /**
     * The plan that one run of a recurring plan is: the same without when it comes again, and from when on.
     *
     * @param canonical of the recurring plan, as {@link ParsedPlan.Accepted} gave it
     */
    public static ParsedPlan.Accepted oneRunOf(String canonical) {
        try {
            JsonNode tree = read(PlanText.decode(canonical.getBytes(UTF_8)), Format.JSON);
            if (tree.path("schedule") instanceof ObjectNode schedule) {
                schedule.remove(List.of("every", "startAt"));
            }
            return read(CanonicalJson.write(tree));
        } catch (MalformedPlan malformed) {
            throw unreadable(List.of(malformed.fault()));
        }
    }

    private static IllegalArgumentException unreadable(List<Fault> faults) {
        return new IllegalArgumentException("a stored plan cannot be read back: " + faults);
    }

    private static JsonNode read(String text, Format format) throws MalformedPlan {
        JsonNode tree = switch (format) {
            case JSON -> JsonDocument.read(text);
            case YAML -> YamlDocument.read(text);
        };
        if (!tree.isObject()) {
            throw new MalformedPlan("a plan is an object with named fields, not " + PlainWords.kind(tree));
        }
        if (!UTF_8.newEncoder().canEncode(tree.toString())) {
            throw new MalformedPlan("an escape (\\u) names half a character, a lone surrogate");
        }
        return tree;
    }
}
