package io.sluice.app.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.outbound.OutboundAnswer;
import io.sluice.outbound.OutboundAnswer.Body;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.HookAnswer.Says;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers over HTTP mean. */
class HookReplyTest {
    private static HookAnswer read(int status, String body) {
        return HookReply.of(new OutboundAnswer(status, Optional.empty(), new Body.Text(body)));
    }

    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "200 | ''                                                 | PASS    | ''",
                "204 | ''                                                 | PASS    | ''",
                "200 | {\"verdict\": \"pass\"}                            | PASS    | ''",
                "200 | {\"verdict\": \"fail\", \"reason\": \"3 of 40\"}   | FAIL    | 3 of 40",
                "200 | {\"verdict\": \"wait\", \"reason\": \"12 of 40\"}  | WAIT    | 12 of 40",
                "200 | {\"verdict\": \"unknown\"}                         | UNKNOWN | ''",
                "202 | ''                                                 | WAIT    | ''",
                "202 | accepted                                           | WAIT    | ''",
                "202 | {\"verdict\": \"fail\"}                            | FAIL    | ''",
                "200 | OK                                                 | SILENT  | answered 200 with a body that has no verdict: pass, fail, wait or unknown",
                "200 | <html>Please log in</html>                         | SILENT  | answered 200 with a body that has no verdict: pass, fail, wait or unknown",
                "200 | {\"verdict\": \"PASS\"}                            | SILENT  | answered 200 with a body that has no verdict: pass, fail, wait or unknown",
                "200 | {\"verdict\": true}                                | SILENT  | answered 200 with a body that has no verdict: pass, fail, wait or unknown",
                "200 | {\"verdict\": \"fail\", \"verdict\": \"pass\"}     | SILENT  | answered 200 with a body that has no verdict: pass, fail, wait or unknown",
                "200 | {\"verdict\": \"pass\"} {}                         | SILENT  | answered 200 with a body that has no verdict: pass, fail, wait or unknown",
                "301 | ''                                                 | SILENT  | 'answered 301, and redirects are not followed'",
                "400 | {\"reason\": \"no such test\"}                     | REFUSED | answered 400: no such test",
                "404 | {\"verdict\": \"pass\"}                            | REFUSED | answered 404",
                "408 | ''                                                 | SILENT  | answered 408",
                "425 | ''                                                 | SILENT  | answered 425",
                "429 | ''                                                 | SILENT  | answered 429",
                "500 | {\"verdict\": \"pass\"}                            | SILENT  | answered 500",
                "503 | ''                                                 | SILENT  | answered 503",
            })
    void anAnswerMeansWhatItSays(int status, String body, Says says, String reason) {
        assertThat(read(status, body)).isEqualTo(HookAnswer.of(says, reason));
    }

    @Test
    void whenItWantsToBeAskedAgainIsHeard() {
        OutboundAnswer later = new OutboundAnswer(202, Optional.of(Duration.ofSeconds(30)), new Body.Text(""));

        assertThat(HookReply.of(later).again()).contains(Duration.ofSeconds(30));
    }

    @Test
    void aBodyThatWasNotReadIsNoPass() {
        OutboundAnswer packed =
                new OutboundAnswer(200, Optional.empty(), new Body.Unreadable("the answer is packed as gzip"));

        assertThat(HookReply.of(packed)).isEqualTo(HookAnswer.of(Says.SILENT, "the answer is packed as gzip"));
    }

    @Test
    void aReasonIsOneLineThatAPersonCanRead() {
        String reason = read(
                        200, "{\"verdict\": \"fail\", \"reason\": \" a\\n\\u0000b\\u202e" + "c".repeat(1000) + "\"}")
                .reason();

        assertThat(reason).hasSize(300).startsWith("a b c").endsWith("c…");
    }

    @Test
    void aFigureIsANumberThatThereIs() {
        assertThat(read(200, "{\"verdict\": \"fail\", \"value\": 0.3, \"unit\": \"percent\"}"))
                .isEqualTo(new HookAnswer(Says.FAIL, "", Optional.of(0.3), Optional.of("percent"), Optional.empty()));
        assertThat(read(200, "{\"verdict\": \"fail\", \"value\": 1e999, \"unit\": 7}"))
                .isEqualTo(HookAnswer.of(Says.FAIL, ""));
    }
}
