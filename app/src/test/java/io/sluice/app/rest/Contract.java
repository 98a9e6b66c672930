package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Locale;

/** What a running service says of its own answers, and whether they keep to it. */
final class Contract {
    private final ObjectNode document;

    private Contract(ObjectNode document) {
        this.document = document;
        // What is added to an answer is to be found in the description, too; what clients must put up with is another
        // thing.
        document.at("/components/schemas").forEach(schema -> {
            if (schema instanceof ObjectNode object
                    && object.has("properties")
                    && !object.has("additionalProperties")
                    && !object.path("description").asText().contains("Later releases")) {
                object.put("additionalProperties", false);
            }
        });
    }

    static Contract of(Service service) {
        Reply reply = service.get("/openapi.json");
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return new Contract((ObjectNode) reply.json());
    }

    /** Holds an answer to what the description says of this call: its status, its type and all that is in it. */
    Reply holds(String call, Reply reply) {
        int space = call.indexOf(' ');
        JsonNode response = document.path("paths")
                .path(call.substring(space + 1))
                .path(call.substring(0, space).toLowerCase(Locale.ROOT))
                .path("responses")
                .path(Integer.toString(reply.status()));
        if (response.has("$ref")) {
            response = document.at(response.path("$ref").asText().substring(1));
        }
        assertThat(response.isMissingNode()).as("%s answered %s", call, reply).isFalse();
        response.path("headers")
                .properties()
                .forEach(header -> assertThat(reply.header(header.getKey()))
                        .as("%s", header.getKey())
                        .isNotEmpty());
        JsonNode content = response.path("content");
        String type = reply.header("Content-Type").replaceFirst(";.*", "");
        if (content.isMissingNode()) {
            assertThat(reply.body()).as("%s", call).isEmpty();
        } else {
            assertThat(content.has(type)).as("%s answered %s", call, reply).isTrue();
            JsonNode schema = content.path(type).path("schema");
            check(
                    schema,
                    type.endsWith("json")
                            ? reply.json()
                            : Service.JSON.getNodeFactory().textNode(reply.body()));
        }
        return reply;
    }

    /** The same of an answer that is no refusal. */
    Reply good(String call, Reply reply) {
        assertThat(reply.status()).as("%s answered %s", call, reply).isLessThan(400);
        return holds(call, reply);
    }

    /** Holds an event to what the description says of this stream. */
    void holds(String stream, Heard.Event event) {
        check(document.at("/components/schemas/" + stream + "/x-events/" + event.type()), event.json());
    }

    private void check(JsonNode schema, JsonNode answer) {
        assertThat(schema.isMissingNode()).isFalse();
        ObjectNode whole = document.objectNode();
        whole.setAll((ObjectNode) schema.deepCopy());
        whole.set("components", document.path("components"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(whole)
                        .validate(
                                answer,
                                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .as("%s against %s", answer, schema)
                .isEmpty();
    }
}
