package io.sluice.app.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages are made of, as files: nothing is missing, and nothing is in them that their policy forbids. */
class AssetsTest {
    private static final Path SOURCES = Path.of("src", "main", "resources", "dashboard");
    private static final Pattern IMPORT =
            Pattern.compile("(?:from|import)\\s*\\(?['\"](\\.[^'\"]+)['\"]|@import url\\(\"([^\"]+)\"\\)");
    private static final Pattern INLINE =
            Pattern.compile("\\s(style|on[a-z]+)=[\"'`$]|<style|<script(?! (src|type=\"module\" src)=)|javascript:");
    private static final Pattern ELSEWHERE =
            Pattern.compile("(https?:)?//(?!www\\.w3\\.org/|127\\.0\\.0\\.1)[a-z0-9-]+\\.[a-z]");

    private final Assets assets = Assets.load();

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void every_file_that_a_file_loads_is_served() {
        List<Path> sources = sources();
        assertThat(sources).hasSizeGreaterThan(20);
        for (Path file : sources) {
            String name = SOURCES.relativize(file).toString();
            IMPORT.matcher(text(file))
                    .results()
                    .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                    .forEach(loaded -> assertThat(assets.find(Path.of(name)
                                    .resolveSibling(loaded)
                                    .normalize()
                                    .toString()))
                            .as("%s, which %s loads", loaded, name)
                            .isPresent());
        }
    }

    @Test
    void every_page_has_its_own_script_and_style() {
        for (String page : List.of("now", "plan", "revert", "submit", "login")) {
            String shell = new String(assets.page(page, "A title").bytes(), UTF_8);
            assertThat(shell).contains("<title>A title · Sluice</title>").doesNotContain("${");
            Pattern.compile("(?:href|src)=\"/assets/" + assets.digest() + "/([^\"]+)\"")
                    .matcher(shell)
                    .results()
                    .map(MatchResult::group)
                    .map(found -> found.substring(
                            found.indexOf(assets.digest()) + assets.digest().length() + 1, found.length() - 1))
                    .forEach(name -> assertThat(assets.find(name)).as(name).isPresent());
            assertThat(shell).contains("/js/" + page + ".js", "/style/" + page + ".css");
        }
    }

    @Test
    void no_file_has_anything_inline_or_asks_anybody_else() {
        for (Path file : sources()) {
            assertThat(INLINE.matcher(text(file)).results().map(MatchResult::group))
                    .as("inline in %s", file)
                    .isEmpty();
            assertThat(ELSEWHERE.matcher(text(file)).results().map(MatchResult::group))
                    .as("others' addresses in %s", file)
                    .isEmpty();
        }
    }

    @Test
    void the_shell_is_no_file_and_neither_is_what_lies_beside() {
        assertThat(assets.find("shell.html")).isEmpty();
        assertThat(assets.find("../config.yml")).isEmpty();
        assertThat(assets.find("vendor/lit-html/package.json")).isEmpty();
    }

    @Test
    void the_digest_is_that_of_the_content() {
        assertThat(Assets.load().digest()).isEqualTo(assets.digest());
        assertThat(Asset.of("a.js", "one".getBytes(UTF_8)).tag())
                .isNotEqualTo(Asset.of("a.js", "two".getBytes(UTF_8)).tag());
    }
}
