package io.sluice.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.app.cli.CommandFailed.Exit;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which service is asked, and with which token. */
class PlaceTest {
    @TempDir
    private Path home;

    @BeforeEach
    void posix() {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "skipped: files here have no owner who alone may read them");
    }

    private Path config(String permissions, String... lines) throws IOException {
        return write(".config/sluice/config", permissions, lines);
    }

    private Path write(String name, String permissions, String... lines) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, String.join("\n", lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Place place(Map<String, String> environment, String... server) throws CommandFailed {
        Common common = new Common();
        common.server = server.length == 0 ? Optional.empty() : Optional.of(server[0]);
        return Place.of(TestShell.pipe(home, environment), common);
    }

    private void assertRefused(String why, Map<String, String> environment, String... server) {
        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(() -> place(environment, server))
                .withMessageContaining(why)
                .satisfies(failure -> assertThat(failure.exit()).isEqualTo(Exit.USAGE))
                .satisfies(failure -> assertThat(failure.lines()).doesNotContain("s3cret"));
    }

    @Test
    void isThisMachineWhereNobodySaysOtherwise() throws Exception {
        Place place = place(Map.of());

        assertThat(place.server()).hasToString("http://127.0.0.1:8080");
        assertThat(place.token()).isEmpty();
    }

    @Test
    void theArgumentCountsMoreThanTheEnvironmentAndThatMoreThanTheFile() throws Exception {
        config("rw-r--r--", "# ours", "server: https://file.example.com/");
        Map<String, String> environment = Map.of("SLUICE_SERVER", "https://environment.example.com");

        assertThat(place(Map.of()).server()).hasToString("https://file.example.com");
        assertThat(place(environment).server()).hasToString("https://environment.example.com");
        assertThat(place(environment, "https://argument.example.com/x").server())
                .hasToString("https://argument.example.com/x");
    }

    @Test
    void theTokenOfTheEnvironmentCountsMoreThanThatOfTheFile() throws Exception {
        config("rw-------", "server=https://sluice.example.com", "token='s3cret'");

        assertThat(place(Map.of()).token()).contains("s3cret");
        assertThat(place(Map.of("SLUICE_TOKEN", " other\n")).token()).contains("other");
    }

    @Test
    void aTokenMayStandInAFileOfItsOwnAndTheSettingsElsewhere() throws Exception {
        write("settings/sluice/config", "rw-r--r--", "tokenFile: token");
        write("settings/sluice/token", "r--------", "s3cret", "");

        assertThat(place(Map.of("XDG_CONFIG_HOME", home.resolve("settings").toString()))
                        .token())
                .contains("s3cret");

        config("rw-r--r--", "tokenFile: ~/settings/sluice/token");
        assertThat(place(Map.of()).token()).contains("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void aTokenThatOthersMayUseIsRefusedWithALine(String permissions) throws Exception {
        Path config = config(permissions, "token: s3cret");
        assertRefused(config + " holds a token and others may use it: chmod 600 " + config, Map.of());

        config("rw-r--r--", "tokenFile: token");
        Path token = write(".config/sluice/token", permissions, "s3cret");
        assertRefused(token + " holds a token and others may use it", Map.of());
    }

    @Test
    void aTokenGoesToTheServerThatItsFileNamesAndToNoOther() throws Exception {
        Path config = config("rw-------", "server: https://sluice.example.com", "token: s3cret");

        Place other = place(Map.of(), "https://elsewhere.example.com");

        assertThat(other.token()).isEmpty();
        assertThat(other.tokenFrom())
                .isEqualTo("no token was sent: that of %s is for https://sluice.example.com".formatted(config));
        assertThat(place(Map.of("SLUICE_SERVER", "https://elsewhere.example.com"))
                        .token())
                .isEmpty();
        assertThat(place(Map.of(), "https://sluice.example.com/").token()).contains("s3cret");
    }

    @Test
    void aTokenGoesNowhereInTheClear() throws Exception {
        config("rw-------", "token: s3cret");

        assertRefused("is sent over https only", Map.of(), "http://10.0.0.1:8080");
        assertRefused("is sent over https only", Map.of("SLUICE_TOKEN", "s3cret"), "http://127.0.0.1.example.com");
        assertThat(place(Map.of(), "http://localhost:8080").token()).contains("s3cret");
        assertThat(place(Map.of(), "http://[::1]:8080").token()).contains("s3cret");
    }

    @Test
    void whatMakesNoSenseIsRefusedWithALine() throws Exception {
        assertRefused("the server is the URL of a service", Map.of(), "elsewhere");
        assertRefused("the server is the URL of a service", Map.of("SLUICE_SERVER", "ftp://x"));
        assertRefused("one word", Map.of("SLUICE_TOKEN", "s3cret\r\nX-Other: 1"));

        config("rw-------", "sever: https://x");
        assertRefused("nobody knows [sever]", Map.of());
        config("rw-------", "token: s3cret", "tokenFile: token");
        assertRefused("leave one of them out", Map.of());
        config("rw-------", "tokenFile: nowhere");
        assertRefused("cannot read", Map.of());
        config("rw-------", "tokenFile: token");
        write(".config/sluice/token", "rw-------", "two", "lines");
        assertRefused("holds a token in one line", Map.of());
    }
}
