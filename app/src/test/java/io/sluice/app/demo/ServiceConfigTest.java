package io.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceConfigTest {
    private static final Path CONFIG = Path.of("..", "config.yml");

    @TempDir
    private Path directory;

    @Test
    void leavesAProviderWithACloudOfItsOwn() throws IOException {
        Path given = Files.writeString(
                directory.resolve("given.yml"),
                "providers: {here: {endpoint: 'http://127.0.0.1:9700'}, there: {endpoint: 'http://127.0.0.1:97'}, real: {}}");
        Path changed = directory.resolve("config.yml");
        ServiceConfig.write(given, changed, directory, Flags.defaults(), URI.create("http://127.0.0.1:1236"));

        JsonNode providers =
                new ObjectMapper(new YAMLFactory()).readTree(changed.toFile()).path("providers");
        assertThat(providers.at("/here/endpoint").textValue()).isEqualTo("http://127.0.0.1:1236");
        assertThat(providers.at("/there/endpoint").textValue()).isEqualTo("http://127.0.0.1:97");
        assertThat(providers.path("real")).isEmpty();
    }

    @Test
    void changesOnlyWhatTheDemoWantsOtherwise() throws IOException {
        Path changed = directory.resolve("config.yml");
        Flags flags = Flags.of(List.of("--api-port", "1234", "--admin-port", "1235"));
        ServiceConfig.write(CONFIG, changed, directory, flags, URI.create("http://127.0.0.1:1236"));

        JsonNode before = new ObjectMapper(new YAMLFactory()).readTree(CONFIG.toFile());
        JsonNode after = new ObjectMapper(new YAMLFactory()).readTree(changed.toFile());
        assertThat(after.at("/data").textValue()).isEqualTo(directory.toString());
        assertThat(after.at("/server/applicationConnectors/0/port").intValue()).isEqualTo(1234);
        assertThat(after.at("/server/adminConnectors/0/port").intValue()).isEqualTo(1235);
        assertThat(before.path("providers").size()).isGreaterThan(1);
        assertThat(after.path("providers").findValuesAsText("endpoint"))
                .hasSize(before.path("providers").size())
                .containsOnly("http://127.0.0.1:1236");
        assertThat(after.at("/providers/sandbox/landsWithin")).isEqualTo(before.at("/providers/sandbox/landsWithin"));
        assertThat(after.at("/limits")).isEqualTo(before.at("/limits"));
    }
}
