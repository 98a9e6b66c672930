package io.sluice.provider;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    @TempDir
    Path folder;

    @Test
    void isReadFromItsPlaceEachTime() throws IOException {
        Path file = folder.resolve("token");
        Secret secret = new Secret.InFile(file);

        Files.writeString(file, "one\n");
        assertThat(secret.read()).isEqualTo("one");
        Files.writeString(file, "two\r\n");
        assertThat(secret.read()).isEqualTo("two");
        assertThat(new Secret.Env("PATH").read()).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void showsItsPlaceAndNotItself() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "hunter2");

        assertThat(new Secret.InFile(file).toString()).contains("token").doesNotContain("hunter2");
        assertThat(new Secret.Env("PATH").toString()).contains("PATH").doesNotContain(System.getenv("PATH"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a\nb", "a\r\nX-Other: b\n", "a\u0000"})
    void whatNoHeaderCanHoldIsDenied(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), content);

        assertThat(errorOf(new Secret.InFile(file))).isInstanceOf(ProviderError.Denied.class);
    }

    @Test
    void row61WhatIsNotThereIsDenied() throws IOException {
        Path long_ = Files.writeString(folder.resolve("long"), "x".repeat(Secret.MOST_BYTES + 1));

        assertThat(errorOf(new Secret.Env("SLUICE_NO_SUCH_VARIABLE"))).isInstanceOf(ProviderError.Denied.class);
        assertThat(errorOf(new Secret.InFile(folder.resolve("none")))).isInstanceOf(ProviderError.Denied.class);
        assertThat(errorOf(new Secret.InFile(long_))).isInstanceOf(ProviderError.Denied.class);
    }

    @Test
    void isWrittenAsTheNameOfAVariableOrAFile() throws JsonProcessingException {
        JsonMapper json = new JsonMapper();

        assertThat(json.readValue("{\"env\": \"TOKEN\"}", Secret.class)).isEqualTo(new Secret.Env("TOKEN"));
        assertThat(json.readValue("{\"file\": \"/run/t\"}", Secret.class))
                .isEqualTo(new Secret.InFile(Path.of("/run/t")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"hunter2\"",
                "{}",
                "{\"value\": \"hunter2\"}",
                "{\"env\": \"A\", \"file\": \"/b\"}",
                "{\"env\": \"hunter2 or so\"}",
                "{\"env\": \"\"}",
                "{\"env\": 42424242}",
                "{\"env\": [\"hunter2\"]}",
                "{\"file\": \"hunter2\\u0000\"}",
                "{\"hunter2\": null}",
                "{\"password\": {\"env\": \"hunter2\"}}",
                "[\"hunter2\"]",
                "[{\"env\": \"hunter2\"}]",
                "42424242",
                "4242.4242",
                "true"
            })
    void isNeverWrittenItself(String settings) {
        assertThatThrownBy(() -> new JsonMapper().readValue(settings, Secret.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContainingAll("{env: VARIABLE}", "{file: /path}")
                .satisfies(thrown -> assertThat(allThatItSays(thrown)).doesNotContain("hunter2", "4242", "true"));
    }

    private static String allThatItSays(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .map(Throwable::toString)
                .collect(joining());
    }

    private static ProviderError errorOf(Secret secret) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, secret::read);
        assertThat(thrown).isNotNull();
        return thrown.error();
    }
}
