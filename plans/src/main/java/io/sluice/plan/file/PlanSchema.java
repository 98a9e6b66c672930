package io.sluice.plan.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The shape of a plan as JSON Schema, and what it says about a tree. */
final class PlanSchema {
    private final String text;
    private final JsonNode json;
    private final Schema schema;

    private PlanSchema(String text) throws IOException {
        this.text = text;
        this.json = new JsonMapper().readTree(text);
        this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(json);
    }

    static PlanSchema load() {
        try (InputStream resource =
                Objects.requireNonNull(PlanSchema.class.getResourceAsStream("plan.schema.json"), "plan.schema.json")) {
            return new PlanSchema(new String(resource.readAllBytes(), UTF_8));
        } catch (IOException damagedJar) {
            throw new UncheckedIOException(damagedJar);
        }
    }

    String text() {
        return text;
    }

    void check(JsonNode tree, Faults faults) {
        for (Error error : schema.validate(tree)) {
            SchemaFault fault = new SchemaFault(error, rule(error));
            faults.add(fault.pointer(), fault.message());
        }
    }

    /** The part of the schema that the failed keyword stands in; of a name, the definition of such names. */
    private JsonNode rule(Error error) {
        JsonPointer keyword =
                JsonPointer.compile(error.getSchemaLocation().getFragment().toString());
        JsonNode rule = json.at(keyword.head());
        return error.getKeyword().equals("propertyNames")
                ? json.at(rule.at("/propertyNames/$ref").asText().substring(1))
                : rule;
    }
}
