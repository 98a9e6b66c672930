package io.sluice.provider.all;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AllProvidersTest {
    @Test
    void eachIsARecordWithANameOfItsOwn() {
        List<String> names = AllProviders.factories().stream()
                .map(factory -> Optional.ofNullable(factory.getAnnotation(JsonTypeName.class))
                        .map(JsonTypeName::value)
                        .orElse("none"))
                .toList();

        assertThat(names).containsExactly("aws", "azure", "gcp", "inmemory");
        assertThat(AllProviders.factories()).allMatch(Class::isRecord);
    }
}
