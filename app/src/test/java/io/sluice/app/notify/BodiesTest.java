package io.sluice.app.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of receiver is sent, to a letter; {@code docs/notifications.md} shows the same files. */
class BodiesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("webhook.json", NoticeEvent.of(Samples.reverting("oncall"))),
                Arguments.of("slack.json", SlackMessage.of(Samples.reverting("chat"))),
                Arguments.of("teams.json", TeamsCard.of(Samples.drifted("teams"))),
                Arguments.of("pagerduty-trigger.json", PagerDutyEvent.of(Samples.drifted("page"), KEY)),
                Arguments.of("pagerduty-resolve.json", PagerDutyEvent.of(Samples.resumed("page"), KEY)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void isWhatItWas(String file, String body) throws IOException {
        assertThat(pretty(body)).isEqualTo(golden(file));
    }

    @Test
    void mailIsWhatItWas() throws IOException {
        Telling telling = Samples.reverting("mail").telling();
        assertThat(NoticeMail.subject(telling) + "\n\n" + NoticeMail.body(telling))
                .isEqualTo(golden("email.txt"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void theDocumentShowsIt(String file, String body) throws IOException {
        assertThat(body).isNotEmpty();
        assertThat(Files.readString(Path.of("..", "docs", "notifications.md"))).contains(golden(file));
    }

    @Test
    void whereTheServiceIsKnownAMessageLeadsToItsPlan() throws IOException {
        String url = "https://sluice.example.com/api/v1/plans/pl_01KAZ7Q1V5T5B1V0B7D5J3C2XE";
        Message linked = Samples.linked(Samples.drifted("any"));
        assertThat(JSON.readTree(NoticeEvent.of(linked)).at("/data/plan/url").textValue())
                .isEqualTo(url);
        assertThat(JSON.readTree(SlackMessage.of(linked))
                        .at("/blocks/1/elements/1/text")
                        .textValue())
                .isEqualTo("<" + url + "|the plan>");
        assertThat(JSON.readTree(TeamsCard.of(linked))
                        .at("/attachments/0/content/actions/0/url")
                        .textValue())
                .isEqualTo(url);
        assertThat(JSON.readTree(PagerDutyEvent.of(linked, KEY))
                        .at("/client_url")
                        .textValue())
                .isEqualTo(url);
        assertThat(NoticeMail.body(linked.telling())).endsWith("\nlink      " + url + "\n");
        assertThat(NoticeJson.read(NoticeJson.text(linked.telling()))).isEqualTo(linked.telling());
    }

    @Test
    void whatIsKeptIsReadAgainAlsoWithFieldsOfALaterRelease() {
        Telling telling = Samples.drifted("chat").telling();
        String kept = NoticeJson.text(telling);
        assertThat(NoticeJson.read(kept)).isEqualTo(telling);
        assertThat(NoticeJson.read("{\"colour\": \"red\", " + kept.substring(1)))
                .isEqualTo(telling);
    }

    @Test
    void aSentenceCallsNobodyInSlack() throws IOException {
        String body = SlackMessage.of(Samples.hostile("chat"));
        JsonNode slack = JSON.readTree(body);
        assertThat(body).doesNotContain("<").contains("&lt;!channel&gt; &amp; [click]");
        assertThat(slack.at("/blocks/0/text/text").textValue()).hasSizeLessThan(3_000);
    }

    /** Each of the three is longer once it is escaped, and is cut at another place. */
    @ParameterizedTest
    @ValueSource(strings = {"&", "<", "a&", "ab>"})
    void aMessageFitsSlackHoweverMuchOfItIsEscaped(String part) throws IOException {
        JsonNode slack = JSON.readTree(SlackMessage.of(Samples.saying("chat", part.repeat(4_000 / part.length()))));
        assertThat(List.of(
                        slack.get("text").textValue(),
                        slack.at("/blocks/0/text/text").textValue()))
                .allSatisfy(
                        text -> assertThat(text).hasSizeBetween(2_890, 2_900).matches("(?s)([^&]|&amp;|&lt;|&gt;)*…"));
    }

    @Test
    void aSentenceIsPlainTextInTeams() throws IOException {
        JsonNode card = JSON.readTree(TeamsCard.of(Samples.hostile("teams"))).at("/attachments/0/content");
        assertThat(card.get("body"))
                .allSatisfy(part -> assertThat(part.get("type").textValue()).isEqualTo("RichTextBlock"));
        assertThat(card.at("/body/1/inlines/0/text").textValue()).startsWith("<!channel> & [click]");
    }

    @Test
    void aSummaryFitsPagerDuty() throws IOException {
        JsonNode event = JSON.readTree(PagerDutyEvent.of(Samples.hostile("page"), KEY));
        assertThat(event.at("/payload/summary").textValue()).hasSize(1_024).endsWith("…");
    }

    @Test
    void aSubjectIsOneLine() {
        assertThat(NoticeMail.subject(Samples.hostile("mail").telling()))
                .doesNotContain("\n", "\r")
                .hasSize(150);
        assertThat(NoticeMail.body(Samples.hostile("mail").telling())).doesNotContain("\nBcc:", "\r");
    }

    @Test
    void noCharacterIsCutInHalf() {
        assertThat(Texts.clipped("aaa\uD83D\uDD34b", 5)).isEqualTo("aaa…");
        assertThat(Texts.clipped("aaaaa", 5)).isEqualTo("aaaaa");
    }

    private static String pretty(String json) throws IOException {
        return JSON.readTree(json).toPrettyString() + "\n";
    }

    private static String golden(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(BodiesTest.class.getResourceAsStream("/notices/" + file), file)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
