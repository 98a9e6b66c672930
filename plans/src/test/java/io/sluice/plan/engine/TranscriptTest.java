package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole plans as stories: a script and what follows from it, see {@link Transcript}. With {@code -Dtranscripts.update=true}
 * what follows is written into the files, for a person to read.
 */
class TranscriptTest {
    private static final Path STORIES = Path.of("src/test/resources/transcripts");

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void theStoryGoesAsItIsWritten(String story) throws IOException {
        Path file = STORIES.resolve(story);
        String written = Files.readString(file);
        String played = Transcript.play(written);
        if (Boolean.getBoolean("transcripts.update")) {
            Files.writeString(file, played);
        } else {
            assertThat(played).isEqualTo(written);
        }
    }

    static List<String> stories() throws IOException {
        try (Stream<Path> files = Files.list(STORIES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
