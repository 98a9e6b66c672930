package io.sluice.plan.file;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.plan.Figure;
import io.sluice.traffic.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanSchemaTest {
    private final JsonNode schema = json(PlanFile.schema());

    @Test
    void every_field_is_described() {
        List<String> fields = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        rules(schema)
                .forEach(rule -> rule.path("properties").properties().forEach(field -> {
                    fields.add(field.getKey());
                    JsonNode own = field.getValue();
                    JsonNode named =
                            own.has("$ref") ? schema.at(own.get("$ref").asText().substring(1)) : own;
                    if (!own.has("description") && !named.has("description")) {
                        silent.add(field.getKey());
                    }
                }));

        assertThat(fields).contains("apiVersion", "ramp", "maxIncreasePercent", "atWindowEnd", "why");
        assertThat(silent).isEmpty();
    }

    @Test
    void every_pattern_has_the_words_that_messages_use() {
        List<JsonNode> patterned = schema.findParents("pattern");

        assertThat(patterned).hasSizeGreaterThan(5).allMatch(rule -> rule.has("title"));
    }

    @Test
    void gates_may_name_the_signals_that_can_be_read_per_side_and_costs() {
        Set<String> signals = schema.at("/$defs/signal/enum")
                .valueStream()
                .map(JsonNode::asText)
                .collect(toSet());

        assertThat(signals)
                .isEqualTo(Stream.concat(
                                Arrays.stream(Signal.values())
                                        .filter(signal -> !signal.ofRoute())
                                        .map(Signal::word),
                                Arrays.stream(Figure.Cost.Per.values()).map(Figure.Cost.Per::word))
                        .collect(toSet()));
    }

    /** The schema and everything in it. */
    private static Stream<JsonNode> rules(JsonNode rule) {
        return Stream.concat(Stream.of(rule), rule.valueStream().flatMap(PlanSchemaTest::rules));
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(broken);
        }
    }
}
