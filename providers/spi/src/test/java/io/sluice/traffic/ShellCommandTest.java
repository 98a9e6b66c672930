package io.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.traffic.ShellCommand.Purpose;
import io.sluice.traffic.ShellCommand.Word;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command's text means the shell of this machine says. */
class ShellCommandTest {
    private static final String ODD = " \t\n'\"\\$`!#&|;<>()[]{}*?~=%^@:,./-_aZ0";

    @TempDir
    Path place;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "two words",
                "it's",
                "'",
                "''",
                "\"quoted\"",
                "$HOME and `id` and $(id)",
                "a\nb\n",
                "\n",
                "back\\slash\\",
                "~",
                "*",
                "A=b",
                "#no comment",
                "-n",
                "!history",
                "{a,b}",
                "a;b&c|d>e<f"
            })
    void aProgramGetsEachWordAsItIs(String word) throws Exception {
        assertThat(received(List.of(word, "between", word))).containsExactly(word, "between", word);
    }

    @Test
    void aProgramGetsAnyWordsAsTheyAre() throws Exception {
        Random random = new Random(20261124);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            words.add(random.ints(random.nextInt(12), 0, ODD.length())
                    .mapToObj(at -> ODD.substring(at, at + 1))
                    .reduce("", String::concat));
        }

        assertThat(received(words)).isEqualTo(words);
    }

    @Test
    void whatAnotherProgramPrintsIsTheEndOfAWord() throws Exception {
        ShellCommand command = new ShellCommand(
                Purpose.LOOK,
                "",
                List.of(
                        new Word.Text("printf"),
                        new Word.Text("%s\\0"),
                        new Word.Printed("a \"$b` \\", List.of("printf", "%s", "it's a  token"))),
                Optional.empty());

        assertThat(run(command)).isEqualTo("a \"$b` \\it's a  token\0");
    }

    @Test
    void itsOutputGoesToAFileOfAnyName() throws Exception {
        run(ShellCommand.of(Purpose.LOOK, "", List.of("printf", "%s", "x".repeat(200)))
                .into("it's $HOME.json"));

        assertThat(place.resolve("it's $HOME.json")).hasContent("x".repeat(200));
    }

    @Test
    void aLongCommandHasItsOptionsOnLinesOfTheirOwn() {
        ShellCommand command = ShellCommand.of(
                Purpose.CHANGE, "", List.of("aws", "elbv2", "--first", "a".repeat(60), "--second", "b".repeat(60)));

        assertThat(command.text())
                .isEqualTo("aws elbv2 \\\n  --first " + "a".repeat(60) + " \\\n  --second " + "b".repeat(60));
    }

    @Test
    void aProgramIsNeverAnAssignment() {
        assertThat(ShellCommand.of(Purpose.LOOK, "", List.of("A=b", "C=d")).text())
                .isEqualTo("'A=b' C=d");
    }

    @Test
    void whatNoProgramCanBeGivenIsRefused() {
        List<String> words = List.of("printf", "a\0b");

        assertThatThrownBy(() -> ShellCommand.of(Purpose.LOOK, "", words)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ShellCommand.of(Purpose.LOOK, "", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> received(List<String> words) throws Exception {
        List<String> all = new ArrayList<>(List.of("printf", "%s\\0"));
        all.addAll(words);
        String printed = run(ShellCommand.of(Purpose.LOOK, "", all));
        return List.of(printed.substring(0, printed.length() - 1).split("\0", -1));
    }

    private String run(ShellCommand command) throws IOException, InterruptedException {
        Path script = Files.writeString(place.resolve("script.sh"), command.text() + "\n");
        Process process = new ProcessBuilder("sh", script.toString())
                .directory(place.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = process.getInputStream()) {
            String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            return printed;
        }
    }
}
