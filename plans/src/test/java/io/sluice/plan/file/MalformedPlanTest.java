package io.sluice.plan.file;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.plan.file.PlanFile.Format;
import io.sluice.traffic.Fault;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no single sound document is refused before anything in it is believed. */
class MalformedPlanTest {
    private static final String SOUND = SamplePlan.sound().toString();

    @ParameterizedTest(name = "{0}")
    @MethodSource("json")
    void json_that_is_none(String row, byte[] body, String message) {
        assertThat(malformed(body, Format.JSON).message()).as(row).contains(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("yaml")
    void yaml_that_is_refused(String row, String body, String message) {
        assertThat(malformed(body.getBytes(UTF_8), Format.YAML).message())
                .as(row)
                .contains(message);
    }

    static Stream<Arguments> json() {
        return Stream.of(
                json("row 1: an empty body", "", "the file is empty"),
                json("row 1: nothing but space", " \n\t ", "the file is empty"),
                json("row 1: null", "null", "a plan is an object with named fields, not nothing"),
                json("row 1: a list", "[]", "not a list"),
                json("row 1: a text", "\"x\"", "not the text \"x\""),
                json("row 1: a number", "42", "not the number 42"),
                json("row 2: truncated", SOUND.substring(0, SOUND.length() - 1), "line 1, column"),
                json("row 2: truncated within a text", SOUND.substring(0, 5), "line 1, column"),
                json("row 2: a trailing comma", "{\"a\": 1,}", "line 1, column 9"),
                json("row 2: two documents", SOUND + SOUND, "a file holds one document"),
                json("row 2: rubbish after the document", SOUND + "]", "line 1"),
                json("row 2: a byte order mark", "\uFEFF" + SOUND, "byte order mark"),
                arguments("row 2: UTF-16 with its mark", SOUND.getBytes(UTF_16), "is not UTF-8"),
                arguments("row 2: UTF-16 without", SOUND.getBytes(UTF_16LE), "it may be UTF-16"),
                arguments("row 2: invalid UTF-8", new byte[] {'{', '"', (byte) 0xC3, 0x28, '"'}, "is not UTF-8"),
                arguments("row 2: a surrogate in UTF-8", surrogateInUtf8(), "is not UTF-8"),
                arguments("row 2: cut within a letter", Arrays.copyOf("{\"é".getBytes(UTF_8), 3), "is not UTF-8"),
                json("row 2: an escaped lone surrogate", "{\"name\": \"\\ud800\"}", "lone surrogate"),
                json("row 2: an escaped lone surrogate in a key", "{\"\\udc00\": 1}", "lone surrogate"),
                json("row 3: a raw control character", "{\"name\": \"a\u0007b\"}", "line 1, column 12"),
                json("row 3: a raw NUL", "{\"name\": \"a\0b\"}", "NUL"),
                json("row 4: a key twice", "{\"weight\": 10, \"weight\": 90}", "Duplicate field 'weight'"),
                json("row 4: a key twice, spelled otherwise", "{\"weight\": 10, \"w\\u0065ight\": 90}", "Duplicate"),
                json("row 9: 1,001 levels", "[".repeat(1001), "at most 32 levels"),
                json("row 9: 100,000 levels", "{\"a\":".repeat(40_000), "at most 32 levels"),
                json(
                        "row 10: a number of 10,000 digits",
                        "{\"a\": " + "1".repeat(10_000) + "}",
                        "at most 40 characters"),
                json("row 12: an exponent without bounds", "{\"a\": 1e99999999999}", "line 1"),
                json("row 12: NaN", "{\"a\": NaN}", "line 1, column"),
                json("row 12: Infinity", "{\"a\": Infinity}", "line 1, column"),
                json("row 12: +5", "{\"a\": +5}", "line 1, column"),
                json("row 12: 0x10", "{\"a\": 0x10}", "line 1, column"),
                json("row 12: 08", "{\"a\": 08}", "line 1, column"),
                json("a comment", "{\"a\": 1 /* one */}", "line 1, column"),
                json("single quotes", "{'a': 1}", "line 1, column"),
                json("yaml sent as json", "name: x", "line 1, column"));
    }

    static Stream<Arguments> yaml() {
        return Stream.of(
                arguments("row 1: nothing but a comment", "# later\n", "the file is empty"),
                arguments("row 1: null", "~", "not nothing"),
                arguments("row 1: an empty document", "---\n", "not nothing"),
                arguments("row 1: a text", "hello", "not the text \"hello\""),
                arguments("row 11: an alias bomb", bomb(), "line 1, column 4: anchors (&) are not allowed"),
                arguments("row 11: an alias", "a: 1\nb: *a\n", "line 2, column 4: aliases (*) are not allowed"),
                arguments("row 11: an alias as a key", "*a : 1\n", "aliases (*)"),
                arguments("row 11: an anchor on a key", "&a b: 1\n", "anchors (&)"),
                arguments(
                        "row 11: a Java tag",
                        "a: !!javax.script.ScriptEngineManager [x]\n",
                        "tags (!) are not allowed"),
                arguments("row 11: a plain tag", "a: !!str 5\n", "tags (!)"),
                arguments("row 11: the non-specific tag", "a: ! 5\n", "tags (!)"),
                arguments("row 11: a tag on an object", "a: !x {b: 1}\n", "tags (!)"),
                arguments("row 11: a directive", "%YAML 1.1\n---\na: 1\n", "directives (%) are not allowed"),
                arguments("row 11: a tag directive", "%TAG ! tag:x,2000:\n---\na: 1\n", "directives (%)"),
                arguments(
                        "row 11: a merge key",
                        "a: {<<: {b: 1}}\n",
                        "line 1, column 5: merge keys (<<) are not allowed"),
                arguments("row 11: two documents", "a: 1\n---\nb: 2\n", "line 2, column 1: a second document begins"),
                arguments("row 11: tabs", "a:\n\tb: 1\n", "line 2, column 1"),
                arguments(
                        "row 11: 60 levels in brackets", "a: " + "[".repeat(60) + "]".repeat(60), "at most 32 levels"),
                arguments("row 11: 60 levels in lines", "- ".repeat(60) + "x", "at most 32 levels"),
                arguments("row 9: 100,000 levels", "[".repeat(100_000), "at most 32 levels"),
                arguments("row 4: a key twice", "a: 1\nb: 2\na: 3\n", "line 3, column 1: \"a\" is given twice"),
                arguments("row 4: a key twice, quoted", "a: 1\n\"a\": 3\n", "\"a\" is given twice"),
                arguments("a key that is a list", "? [a]\n: 1\n", "a key is a single word"),
                arguments("row 10: a number of 10,000 digits", "a: " + "1".repeat(10_000), "at most 40 characters"),
                arguments("row 12: an exponent without bounds", "a: 1e99999999999", "at most 40 characters"),
                arguments("row 2: an escaped lone surrogate", "a: \"\\ud800\"\n", "surrogate"),
                arguments("row 3: a raw control character", "a: x\u0007y\n", "characters that YAML does not allow"),
                arguments("row 2: truncated", "a: {b: 1", "line 1, column"),
                arguments("row 2: a trailing bracket", "a: 1\n}\n", "line 2, column 1"));
    }

    @Test
    void a_key_given_twice_is_named_by_its_pointer() {
        assertThat(malformed("a:\n- b: 1\n  b: 2\n".getBytes(UTF_8), Format.YAML)
                        .pointer())
                .isEqualTo("/a/0/b");
        assertThat(malformed("{\"a\": [{\"b\": 1, \"b\": 2}]}".getBytes(UTF_8), Format.JSON)
                        .pointer())
                .isEqualTo("/a/0/b");
    }

    @Test
    void row_8_a_file_of_10_mb_is_not_read() {
        byte[] body = new byte[10_000_000];

        assertThat(PlanFile.parse(body, Format.JSON)).isEqualTo(new ParsedPlan.TooLarge(PlanFile.MOST_BYTES));
        assertThat(PlanFile.parse(body, Format.YAML, 1_000)).isEqualTo(new ParsedPlan.TooLarge(1_000));
    }

    @Test
    void a_file_of_exactly_the_most_bytes_is_read() {
        String body = SOUND + " ".repeat(PlanFile.MOST_BYTES - SOUND.getBytes(UTF_8).length);

        assertThat(SamplePlan.json(body, Format.JSON)).isInstanceOf(ParsedPlan.Accepted.class);
        assertThat(SamplePlan.json(body + " ", Format.JSON)).isInstanceOf(ParsedPlan.TooLarge.class);
    }

    private static Fault malformed(byte[] body, Format format) {
        return switch (PlanFile.parse(body, format)) {
            case ParsedPlan.Malformed malformed -> malformed.fault();
            case ParsedPlan other -> throw new AssertionError("not malformed: " + other);
        };
    }

    private static Arguments json(String row, String body, String message) {
        return arguments(row, body.getBytes(UTF_8), message);
    }

    private static byte[] surrogateInUtf8() {
        return new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'};
    }

    private static String bomb() {
        StringBuilder bomb = new StringBuilder("a: &a [x, x]\n");
        for (char level = 'b'; level < 'z'; level++) {
            bomb.append("%1$c: &%1$c [*%2$c, *%2$c]\n".formatted(level, (char) (level - 1)));
        }
        return bomb.toString();
    }
}
