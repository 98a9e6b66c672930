package io.sluice.app.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sluice.app.access.Action;
import io.sluice.app.access.Endpoints;
import io.sluice.app.access.Endpoints.Endpoint;
import io.sluice.app.access.Needs;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document of all resources that there are. */
class ApiDocumentTest {
    private static final ObjectNode DOCUMENT = ApiDocument.of(Endpoints.resources(), true, "1");

    private static final Schema DIALECT = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    @Test
    void everyMethodOfEveryResourceIsInIt_andNothingElse() {
        List<String> described = DOCUMENT.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(call -> call.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .toList();

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        Endpoints.all().stream().map(Endpoint::toString).toList());
    }

    @Test
    void everyCallSaysWhatItNeeds_andHowToShowIt() {
        for (Endpoint endpoint : Endpoints.all()) {
            JsonNode call = call(endpoint);
            assertThat(call.path("x-needs").asText())
                    .as("%s", endpoint)
                    .isEqualTo(endpoint.needs().map(Action::word).orElse(""));
            assertThat(call.path("security").isEmpty())
                    .as("%s", endpoint)
                    .isEqualTo(endpoint.needs().isEmpty());
            assertThat(call.path("responses").has("401"))
                    .as("%s", endpoint)
                    .isEqualTo(endpoint.needs().isPresent() || endpoint.path().equals("/login"));
            if (endpoint.needs().isPresent()) {
                assertThat(call.at("/security/1").has("csrf"))
                        .as("%s", endpoint)
                        .isEqualTo(!endpoint.method().equals("GET"));
            }
        }
        assertThat(DOCUMENT.at("/paths/~1api~1v1~1revert/post/responses").has("429"))
                .as("orders to put back are never counted")
                .isFalse();
    }

    @Test
    void whereNobodyIsAsked_nothingIsSaidOfHowToShowIt() {
        ObjectNode open = ApiDocument.of(Endpoints.resources(), false, "1");

        assertThat(open.findValues("security")).isEmpty();
        assertThat(open.at("/components").has("securitySchemes")).isFalse();
        assertThat(open.at("/paths/~1api~1v1~1plans/get/responses").has("401")).isFalse();
    }

    @Test
    void everyCallCanBeToldFromOthers_andSaysWhatItDoes() {
        List<JsonNode> calls =
                Endpoints.all().stream().map(ApiDocumentTest::call).toList();

        assertThat(calls).extracting(call -> call.path("operationId").asText()).doesNotHaveDuplicates();
        assertThat(calls).allSatisfy(call -> {
            assertThat(call.path("summary").asText()).isNotBlank();
            assertThat(call.path("responses").properties())
                    .anySatisfy(response -> assertThat(response.getKey()).matches("[23]\\d\\d"));
        });
    }

    @Test
    void everySchemaIsJsonSchemaOf2020() {
        List<JsonNode> schemas = Stream.concat(
                        DOCUMENT.findValues("schema").stream(),
                        DOCUMENT.at("/components/schemas").properties().stream().map(java.util.Map.Entry::getValue))
                .toList();

        assertThat(schemas).hasSizeGreaterThan(100);
        for (JsonNode schema : schemas) {
            assertThat(DIALECT.validate(schema)).as("%s", schema).isEmpty();
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        DOCUMENT.findValues("$ref").forEach(reference -> references.add(reference.asText()));

        assertThat(references).hasSizeGreaterThan(200).allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(DOCUMENT.at(JsonPointer.compile(reference.substring(1))).isMissingNode())
                    .as("%s", reference)
                    .isFalse();
        });
    }

    @Test
    void whatTheSourcesSayOfAFieldIsThere() {
        assertThat(DOCUMENT.at("/components/schemas/Plan/properties/progress/description")
                        .asText())
                .startsWith("percent of its steps");
    }

    @Test
    void whoDescribesNothingIsRefused() {
        assertThatThrownBy(() -> ApiDocument.of(List.of(Silent.class), true, "1"))
                .hasMessageContaining("@Described");
        assertThatThrownBy(() -> ApiDocument.of(List.of(Vague.class), true, "1"))
                .hasMessageContaining("colour");
    }

    @Path("/silent")
    static class Silent {
        @GET
        @Needs(Action.READ)
        public String silent() {
            return "";
        }
    }

    @Path("/vague/{colour}")
    static class Vague {
        @GET
        @Needs(Action.READ)
        @Described("Something")
        public String vague(@PathParam("colour") String colour) {
            return colour;
        }
    }

    private static JsonNode call(Endpoint endpoint) {
        return DOCUMENT.path("paths")
                .path(endpoint.path())
                .path(endpoint.method().toLowerCase(Locale.ROOT));
    }
}
