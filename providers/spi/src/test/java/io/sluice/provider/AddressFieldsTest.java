package io.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressFieldsTest {
    @Test
    void readsTheFieldsItKnows() {
        AddressFields fields = read("{\"pool\": \"blue\"}");

        assertThat(fields.find("pool")).contains("blue");
        assertThat(fields.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"pool\":\"a\",\"colour\":\"b\"} | /at/colour",
                "{\"pool\":7} |                      /at/pool",
                "{\"po~o/l\":\"a\"} |                /at/po~0o~1l",
                "{\"pool\":\"a\"} {} |               /at",
                "[] |                                /at",
                "{\"pool\" |                         /at",
            })
    void pointsAtWhatItDoesNotUnderstand(String json, String pointer) {
        assertThat(read(json).faults()).extracting(Fault::pointer).isEqualTo(List.of(pointer));
    }

    @Test
    void aFieldGivenTwiceIsAFault() {
        assertThat(read("{\"pool\":\"a\",\"pool\":\"b\"}").faults()).hasSize(1);
    }

    @Test
    void aFieldIsMissingWhereNothingElseIsSaidOfIt() {
        assertThat(missing("{}")).containsExactly("/at/pool");
        assertThat(missing("{\"colour\":\"b\"}")).containsExactly("/at/pool");
        assertThat(missing("{\"pool\":\"a\"}")).isEmpty();
        assertThat(missing("{\"pool\":7}")).isEmpty();
        assertThat(missing("[]")).isEmpty();
    }

    @Test
    void fieldsOfAFamilyMayHaveAnyName() {
        AddressFields read = AddressFields.read(
                new Address("{\"pool\":\"a\",\"tag.b\":\"c\",\"tag.\":\"d\",\"tagged\":\"e\",\"tag.f\":7}"),
                "",
                Set.of("pool"),
                "tag.");

        assertThat(read.values()).containsOnlyKeys("pool", "tag.b");
        assertThat(read.faults()).extracting(Fault::pointer).containsExactlyInAnyOrder("/tag.", "/tagged", "/tag.f");
        assertThat(read.faults())
                .first()
                .satisfies(fault -> assertThat(fault.message()).isEqualTo("unknown field; known here: pool, tag.…"));
    }

    @Test
    void anAdaptersOwnFieldsAreAddedToWhatWasWritten() {
        Address more = AddressFields.with(new Address("{\"pool\":\"a\"}"), Map.of("pool", "b", "name", "c\"d"));

        assertThat(AddressFields.read(more, "", Set.of("pool", "name")).values())
                .isEqualTo(Map.of("pool", "a", "name", "c\"d"));
        assertThat(AddressFields.with(new Address("[]"), Map.of("a", "b"))).isEqualTo(new Address("[]"));
    }

    private static List<String> missing(String json) {
        return read(json).missing("/at", "pool", "a pool").stream()
                .map(Fault::pointer)
                .toList();
    }

    private static AddressFields read(String json) {
        return AddressFields.read(new Address(json), "/at", Set.of("pool"));
    }
}
