package io.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class DigestTest {
    private static final JsonNode CONTENT = json("{'b':1.5,'a':{'d':[2,1],'c':'x'}}");
    private static final JsonNode OTHER_ORDER = json("{'a':{'c':'x','d':[2,1]},'b':1.5}");

    @Test
    void the_order_of_fields_does_not_count() {
        assertThat(Digest.of(OTHER_ORDER)).isEqualTo(Digest.of(CONTENT));
    }

    @Test
    void the_order_of_a_list_and_every_value_do() {
        assertThat(Digest.of(json("{'b':1.5,'a':{'d':[1,2],'c':'x'}}"))).isNotEqualTo(Digest.of(CONTENT));
        assertThat(Digest.of(json("{'b':1.5,'a':{'d':[2,1],'c':'y'}}"))).isNotEqualTo(Digest.of(CONTENT));
        assertThat(Digest.of(json("{'b':1.5,'a':{'d':[2,1]}}"))).isNotEqualTo(Digest.of(CONTENT));
    }

    @Test
    void what_is_canonical_counts_as_it_stands() {
        assertThat(Digest.ofCanonical(OTHER_ORDER)).isNotEqualTo(Digest.ofCanonical(CONTENT));
    }

    /** Baselines of plans that are under way hold them. */
    @Test
    void both_stay_what_they_are_for_ever() {
        assertThat(Digest.of(CONTENT)).isEqualTo("3a8b42ca3760f44969ddc8108522bbd5");
        assertThat(Digest.ofCanonical(CONTENT)).isEqualTo("0f0acae0078ce35d5470ff05325cadc1");
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
