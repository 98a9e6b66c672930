package io.sluice.provider.all;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AllProvidersTest {
    @Test
    void eachIsARecordWithANameOfItsOwn() {
        assertThat(names(AllProviders.factories())).containsExactly("aws", "azure", "gcp", "inmemory");
        assertThat(AllProviders.factories()).allMatch(Class::isRecord);
    }

    @Test
    void soIsEachSource() {
        assertThat(names(AllProviders.sourceFactories())).containsExactly("http", "prometheus", "sql");
        assertThat(AllProviders.sourceFactories()).allMatch(Class::isRecord);
    }

    private static List<String> names(List<? extends Class<?>> factories) {
        return factories.stream()
                .map(factory -> Optional.ofNullable(factory.getAnnotation(JsonTypeName.class))
                        .map(JsonTypeName::value)
                        .orElse("none"))
                .toList();
    }
}
