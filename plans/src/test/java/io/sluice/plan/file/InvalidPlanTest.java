package io.sluice.plan.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.Fault;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row damages the sound plan in one place and expects one fault. */
class InvalidPlanTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "texts",
        "shapes",
        "shares",
        "steps",
        "durations",
        "routesAndSides",
        "gates",
        "figures",
        "judges",
        "costs",
        "schedules",
        "recipients",
        "hooks"
    })
    void one_fault_for_one_damage(String row, String damaged, String value, String pointer, String message) {
        assertThat(faults(SamplePlan.with(damaged, value)))
                .as(row)
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.pointer()).isEqualTo(pointer);
                    assertThat(fault.message()).contains(message);
                });
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                at("row 3: NUL in a text", "/description", "\"a\\u0000b\"", "U+0000, which does not show"),
                at("row 3: a control character in a text", "/owner", "\"a\\u001b[31m\"", "U+001B"),
                at("row 3: a control character in an address", "/routes/0/listener", "\"a\\tb\"", "U+0009"),
                row(
                        "row 3: a control character in a key of an address",
                        "/routes/0/a\tb",
                        "1",
                        "/routes/0/a\tb",
                        "U+0009"),
                at("row 38: a line break in an owner", "/owner", "\"a\\r\\nb\"", "U+000D"),
                at("row 34: an empty name", "/name", "\"\"", "must be 1 to 63 lower-case letters"),
                at("row 34: a name of 64 letters", "/name", "\"" + "a".repeat(64) + "\"", "must be 1 to 63"),
                at("row 34: a name of 100 kB", "/name", "\"" + "a".repeat(100_000) + "\"", "aaa…\""),
                at("row 34: a name with spaces", "/name", "\"a b\"", "must be 1 to 63"),
                at("row 34: an emoji", "/name", "\"🚀\"", "must be 1 to 63"),
                at("row 34: a letter that is not ASCII, composed", "/name", "\"caf\u00e9\"", "must be 1 to 63"),
                at("row 34: a letter that is not ASCII, decomposed", "/name", "\"cafe\u0301\"", "must be 1 to 63"),
                at("row 34: a Cyrillic look-alike", "/routes/0/name", "\"еdge\"", "must be 1 to 63"),
                at("row 34: dots", "/name", "\"..\"", "must be 1 to 63"),
                at("row 34: markup", "/name", "\"<script>\"", "must be 1 to 63"),
                at("row 34: an upper-case letter", "/name", "\"Checkout\"", "must be 1 to 63"),
                at("row 34: a right-to-left override", "/description", "\"a\\u202eb\"", "U+202E"),
                at("row 34: a zero-width space", "/owner", "\"a\\u200bb\"", "U+200B"),
                at("row 34: an invisible tag character", "/owner", "\"a\\udb40\\udc41\"", "U+E0041"),
                at("a description of 2001 letters", "/description", "\"" + "a".repeat(2001) + "\"", "at most 2000"),
                at("an empty owner", "/owner", "\"\"", "must not be empty"),
                row("a label key with a space", "/labels/a b", "\"x\"", "/labels/a b", "is not a good name"),
                at("a label that is a number", "/labels/team", "7", "put it in quotes"),
                at("a label value of 64 letters", "/labels/team", "\"" + "a".repeat(64) + "\"", "must be 1 to 63"));
    }

    static Stream<Arguments> recipients() {
        return Stream.of(
                at("a receiver without a list", "/notify", "{\"receiver\": \"chat\"}", "must be a list"),
                row(
                        "a recipient without a receiver",
                        "/notify",
                        "[{\"minSeverity\": \"info\"}]",
                        "/notify/0/receiver",
                        "is missing"),
                row(
                        "a severity that is none",
                        "/notify",
                        "[{\"receiver\": \"chat\", \"minSeverity\": \"fatal\"}]",
                        "/notify/0/minSeverity",
                        "info, warning, critical"),
                row(
                        "a URL in a plan",
                        "/notify",
                        "[{\"receiver\": \"chat\", \"url\": \"https://example.com\"}]",
                        "/notify/0/url",
                        "is not a field here"));
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                at("row 5: an unknown field", "/colour", "1", "is not a field here; the fields are apiVersion"),
                at("row 5: a field in the wrong case", "/OnDrift", "\"hold\"", "did you mean onDrift?"),
                at("row 5: a field with a typo", "/lables", "{}", "did you mean labels?"),
                at("row 5: an unknown field of a step", "/steps/3/setWeight/bakes", "\"1m\"", "did you mean bake?"),
                row(
                        "row 5: a field of a route in the wrong case",
                        "/routes/0",
                        "{\"name\": \"edge\", \"Provider\": \"aws\"," + "\"backends\": {\"eu\": {}, \"us\": {}}}",
                        "/routes/0/provider",
                        "is \"Provider\" meant for it?"),
                at("row 6: percent as text", "/steps/3/setWeight/percent", "\"10\"", "not the text \"10\""),
                at("row 6: percent as true", "/steps/3/setWeight/percent", "true", "must be a percentage"),
                at("row 6: percent as a list", "/steps/3/setWeight/percent", "[10]", "not a list"),
                at("row 6: percent as an object", "/steps/3/setWeight/percent", "{}", "not an object"),
                at("row 6: a short percent as text", "/steps/0/setWeight", "\"10\"", "must be a number or an object"),
                at("row 6: a flag as text", "/evictSticky", "\"yes\"", "must be true or false"),
                at("row 6: a backend as text", "/routes/0/backends/us", "\"b\"", "must be a backend"),
                at("row 6: a list as an object", "/steps", "{}", "must be a list"),
                at(
                        "row 6: nothing where an object belongs",
                        "/steps/1/pause",
                        "null",
                        "must be an object, not nothing"),
                at("row 65: another version", "/apiVersion", "\"sluice/v2\"", "must be sluice/v1"),
                at("no such end", "/atEnd", "\"cancel\"", "must be one of keep, revert"),
                at("row 65: an unknown word", "/onStuck", "\"explode\"", "must be one of hold, revert"),
                at("a word with a typo", "/onStuck", "\"Hold\"", "did you mean hold?"),
                row("a name that is missing", "/name", "", "/name", "is missing"));
    }

    static Stream<Arguments> shares() {
        String percent = "/steps/3/setWeight/percent";
        return Stream.of(
                at("row 12: −1", percent, "-1", "must be at least 0, not -1"),
                at("row 12: 101", percent, "101", "must be at most 100, not 101"),
                at("row 12: 1e309", percent, "1e309", "far too large"),
                at("row 12: 1e-400", percent, "1e-400", "far too fine"),
                at("row 12: 1e999999999", percent, "1e999999999", "far too large"),
                at("row 12: 1e999999999 in an address", "/routes/0/listener", "1e999999999", "far too large"),
                at("row 12: 2147483648", percent, "2147483648", "must be at most 100"),
                at("row 12: 33.333", percent, "33.333", "at most two decimals, not 33.333"),
                at("row 12: 33.333, short", "/steps/0/setWeight", "33.333", "at most two decimals"),
                at("row 14: more than a target group's greatest weight", percent, "1000", "must be at most 100"),
                at("row 14: more than a URL map's", percent, "1001", "must be at most 100"),
                at("row 13: shares of 99", "/expect", "{\"eu\": 99, \"us\": 0}", "adds up to 99 %, not 100 %"),
                at("row 13: shares of 101", "/expect", "{\"eu\": 100, \"us\": 1}", "adds up to 101 %"),
                at("row 13: shares of nothing", "/expect", "{\"eu\": 0, \"us\": 0}", "adds up to 0 %"),
                at("row 13: one side in a split", "/expect", "{\"eu\": 100}", "must have at least 2 fields"),
                row(
                        "row 13: a whole split adds up to 99.99",
                        "/steps/3",
                        "{\"setWeights\": {\"weights\": {\"eu\": 0, \"us\": 99.99}}}",
                        "/steps/3/setWeights/weights",
                        "adds up to 99.99 %"));
    }

    static Stream<Arguments> steps() {
        return Stream.of(
                at("row 15: no steps", "/steps", "[]", "must not be empty"),
                at(
                        "row 15: a step with an id, of which there could be two",
                        "/steps/3/setWeight/id",
                        "\"a\"",
                        "is not a field"),
                at("row 15: leave to go back", "/allowNonMonotonic", "true", "is not a field"),
                at(
                        "row 15: 10,001 steps",
                        "/steps",
                        "[" + "{\"pause\":{}},".repeat(10_000) + "{\"pause\":{}}]",
                        "must have at most 500 entries, not 10001"),
                row(
                        "row 15: two equal steps",
                        "/steps",
                        "[{\"setWeight\": 10}, {\"setWeight\": {\"percent\": 10.0}}]",
                        "/steps/1/setWeight/percent",
                        "changes nothing: the split is already eu 90 %, us 10 %"),
                row(
                        "row 15: two equal steps with a pause between",
                        "/steps",
                        "[{\"setWeight\": 10}, {\"pause\": {}}, {\"setWeight\": 10}]",
                        "/steps/2/setWeight",
                        "changes nothing"),
                row(
                        "row 15: a first step that is the start",
                        "/steps",
                        "[{\"setWeight\": 0}]",
                        "/steps/0/setWeight",
                        "changes nothing"),
                row(
                        "row 15: a step that goes back",
                        "/steps",
                        "[{\"setWeight\": 50}, {\"setWeight\": 20}]",
                        "/steps/1/setWeight",
                        "goes back from 50 % to 20 % of us"),
                row(
                        "row 15: a step that goes back on one of two routes",
                        "/steps",
                        "[{\"setWeight\": {\"percent\": 50, \"routes\": [\"edge\"]}}, {\"setWeight\": 20}]",
                        "/steps/1/setWeight",
                        "goes back from 50 %"),
                row(
                        "row 15: a ramp that goes back",
                        "/steps",
                        "[{\"ramp\": {\"start\": 50, \"end\": 10, \"by\": 20}}]",
                        "/steps/0/ramp/start",
                        "goes back from 50 % to 30 %"),
                row(
                        "a ramp that starts where the plan is",
                        "/steps",
                        "[{\"setWeight\": 10}, {\"ramp\": {\"start\": 10, \"end\": 50, \"by\": 20}}]",
                        "/steps/1/ramp/start",
                        "changes nothing"),
                row(
                        "a ramp that goes nowhere",
                        "/steps",
                        "[{\"ramp\": {\"start\": 10, \"end\": 10, \"by\": 1}}]",
                        "/steps/0/ramp/end",
                        "a ramp goes somewhere"),
                row(
                        "a ramp without stride",
                        "/steps",
                        "[{\"ramp\": {\"start\": 10, \"end\": 20, \"by\": 0}}]",
                        "/steps/0/ramp/by",
                        "must be at least 0.01"),
                row(
                        "ramps of too many steps",
                        "/steps",
                        "[{\"ramp\": {\"start\": 1, \"end\": 100, \"by\": 0.01}}]",
                        "/steps/0",
                        "beyond step 1000"),
                at(
                        "a step that does two things",
                        "/steps/0",
                        "{\"setWeight\": 10, \"pause\": {}}",
                        "must have at most one field, not 2: setWeight, ramp, setWeights, approval, webhook, pause"),
                at("a step that does nothing", "/steps/0", "{}", "must have at least one field"),
                row(
                        "a step on an unknown route",
                        "/steps/3/setWeight/routes",
                        "[\"egde\"]",
                        "/steps/3/setWeight/routes/0",
                        "is no route of this plan; its routes are api, edge"),
                at("a step on no route", "/steps/3/setWeight/routes", "[]", "must not be empty"),
                at("a step on a route twice", "/steps/3/setWeight/routes", "[\"edge\", \"edge\"]", "anything twice"));
    }

    static Stream<Arguments> durations() {
        String bake = "/steps/3/setWeight/bake";
        return Stream.of(
                at("row 17: a pause of nothing", "/steps/1/pause/for", "\"0s\"", "must be longer than nothing"),
                at("row 17: a negative bake", bake, "\"-5m\"", "must be a duration such as 30m, the word auto"),
                at("row 17: PT", bake, "\"PT\"", "must be a duration"),
                at("row 17: P1Y", bake, "\"P1Y\"", "must be a duration"),
                at("row 17: PT1E9S", bake, "\"PT1E9S\"", "must be a duration"),
                at("row 17: PT5M beside 5m", bake, "\"PT5M\"", "must be a duration"),
                at("row 17: two units", bake, "\"1h30m\"", "must be a duration"),
                at(
                        "row 17: a number",
                        bake,
                        "30",
                        "must be a duration such as 30m, the word auto, or an object with min and max, not the"),
                at("row 17: 300 years", "/steps/1/pause/for", "\"109500d\"", "must be at most 30d"),
                at("row 17: more seconds than fit", bake, "\"99999999s\"", "must be a duration"),
                at("a step timeout of nothing", "/stepTimeout", "\"0m\"", "must be longer than nothing"),
                at("row 27: a bake longer than any window", bake, "\"8h\"", "is longer than any window is open (450m)"),
                row(
                        "row 27: a ramp's bake longer than any window",
                        "/steps/2/ramp/bake",
                        "\"1d\"",
                        "/steps/2/ramp/bake",
                        "bakeOutside"));
    }

    static Stream<Arguments> routesAndSides() {
        return Stream.of(
                at("no routes", "/routes", "[]", "must not be empty"),
                row(
                        "two routes of one name",
                        "/routes/1/name",
                        "\"edge\"",
                        "/routes/1/name",
                        "is taken: /routes/0/name"),
                row(
                        "row 20: two routes in one place",
                        "/routes/1/listener",
                        "\"one\"",
                        "/routes/1",
                        "same place as /routes/0"),
                at("a backend too many", "/routes/0/backends/asia", "{}", "is no side of this plan"),
                at("from is to", "/to", "\"eu\"", "must be another side than from"),
                row("from without to", "/to", "", "/to", "is missing; from and to come together"),
                at("a side in upper case", "/from", "\"EU\"", "must be 1 to 63 lower-case"));
    }

    static Stream<Arguments> approvals() {
        String group = "{\"approval\": {\"group\": \"leads\"%s}}";
        return Stream.of(
                row("nothing left to approve", "/steps/3", group.formatted(""), "/steps/3", "is the last step"),
                row("no group", "/steps/0", "{\"approval\": {}}", "/steps/0/approval/group", "is missing"),
                row(
                        "nobody is enough",
                        "/steps/0",
                        group.formatted(", \"count\": 0"),
                        "/steps/0/approval/count",
                        "must be at least 1"),
                row(
                        "what becomes of it when there is no end",
                        "/steps/0",
                        group.formatted(", \"onTimeout\": \"revert\""),
                        "/steps/0/approval/onTimeout",
                        "does not go without a timeout"),
                row(
                        "a time that is none",
                        "/steps/0",
                        group.formatted(", \"timeout\": \"0s\""),
                        "/steps/0/approval/timeout",
                        "must be longer than nothing"));
    }

    static Stream<Arguments> gates() {
        return Stream.of(
                at("row 50: min above max", "/gates/0/judge", "{\"min\": 2, \"max\": 1}", "can never pass"),
                at("row 50: no limits", "/gates/0/judge", "{}", "must have at least one field: min, max, compare"),
                at("an initial delay that is none", "/gates/0/initialDelay", "\"soon\"", "must be a duration such as"),
                at("row 50: a negative failure limit", "/gates/0/failureLimit", "-1", "must be at least 0"),
                at("row 50: a failure limit of 1.5", "/gates/0/failureLimit", "1.5", "must be a whole number"),
                at("row 50: judged every 0s", "/gates/0/every", "\"0s\"", "must be 1s to 1d"),
                at("row 50: judged every two days", "/gates/0/every", "\"2d\"", "must be 1s to 1d"),
                at(
                        "row 50: a limit that is no number",
                        "/gates/0/judge/max",
                        "\"NaN\"",
                        "must be a number, not the text \"NaN\""),
                row(
                        "limits beside a comparison",
                        "/gates/1/judge/max",
                        "1",
                        "/gates/1/judge",
                        "has compare beside min and max"),
                at("more than 100 percent", "/gates/0/judge/max", "101", "is above 100"),
                at("an unknown signal", "/gates/0/signal", "\"error_rate\"", "did you mean error-rate?"),
                at(
                        "a signal that Sluice watches by itself",
                        "/gates/0/signal",
                        "\"balancer-error-rate\"",
                        "must be one of"),
                at(
                        "an unknown side to compare with",
                        "/gates/1/judge/compare/with",
                        "\"asia\"",
                        "its sides are eu, us"),
                at("compared with itself", "/gates/1/judge/compare/with", "\"us\"", "cannot fail"),
                row(
                        "compared with itself by name",
                        "/gates/1/sides",
                        "[\"eu\"]",
                        "/gates/1/judge/compare/with",
                        "cannot fail"),
                row("an unknown side to judge", "/gates/0/sides", "[\"asia\"]", "/gates/0/sides/0", "is no side"),
                row("an unknown route to judge", "/gates/0/routes", "[\"asia\"]", "/gates/0/routes/0", "is no route"),
                row(
                        "two gates of one name",
                        "/gates/1/name",
                        "\"errors\"",
                        "/gates/1/name",
                        "is taken: /gates/0/name"));
    }

    static Stream<Arguments> figures() {
        String gate = "/gates/0";
        String limits = "\"judge\": {\"max\": 1}}";
        return Stream.of(
                row("no figure", gate, "{\"name\": \"lag\", " + limits, gate + "/signal", "is missing; a gate judges"),
                row(
                        "two figures",
                        gate,
                        "{\"name\": \"lag\", \"signal\": \"requests\", \"metric\": {\"query\": \"1\"}, " + limits,
                        gate,
                        "has signal beside metric"),
                row("a source of a signal", gate + "/source", "\"db\"", gate + "/source", "does not go with a signal"),
                row(
                        "row 49: an empty metric",
                        gate,
                        "{\"name\": \"lag\", \"metric\": {}, " + limits,
                        gate + "/metric",
                        "must have at least one field"),
                row(
                        "a source for a side too many",
                        gate,
                        "{\"name\": \"lag\", \"source\": {\"eu\": \"a\", \"us\": \"b\", \"asia\": \"c\"}, \"metric\": {\"query\": \"1\"}, "
                                + limits,
                        gate + "/source/asia",
                        "is no side of this plan"),
                row(
                        "counts without a total",
                        gate,
                        "{\"name\": \"lag\", \"counts\": {\"bad\": {\"query\": \"1\"}}, " + limits,
                        gate + "/counts/total",
                        "is missing"));
    }

    static Stream<Arguments> judges() {
        String judge = "/gates/0/judge";
        String bake = "/steps/3/setWeight/bake";
        return Stream.of(
                row(
                        "a test that compares a side with itself",
                        judge,
                        "{\"sequential\": {\"with\": \"us\", \"maxIncreasePercent\": 20}}",
                        judge + "/sequential/with",
                        "cannot fail"),
                row(
                        "row 50: a margin below nothing",
                        judge,
                        "{\"sequential\": {\"with\": \"eu\", \"maxIncreasePercent\": -1}}",
                        judge + "/sequential/maxIncreasePercent",
                        "must be at least 0"),
                row("a share of errors", judge, "{\"share\": {}}", judge + "/share", "goes with signal requests only"),
                row(
                        "row 50: a burn rate whose windows are the wrong way round",
                        judge,
                        "{\"burnRate\": {\"objectivePercent\": 99.9, \"long\": \"5m\", \"short\": \"1h\", \"max\": 14.4}}",
                        judge + "/burnRate/long",
                        "must be longer than short"),
                row(
                        "row 50: an objective of 100 percent",
                        judge,
                        "{\"burnRate\": {\"objectivePercent\": 100, \"long\": \"1h\", \"short\": \"5m\", \"max\": 14.4}}",
                        judge + "/burnRate/objectivePercent",
                        "must be at most 99.9999"),
                row(
                        "row 50: marginal above pass",
                        judge,
                        "{\"mannWhitney\": {\"with\": \"eu\", \"pass\": 50, \"marginal\": 60}}",
                        judge + "/mannWhitney/marginal",
                        "must be at most pass"),
                row(
                        "a weight for a group without metrics",
                        judge,
                        "{\"mannWhitney\": {\"with\": \"eu\", \"groups\": {\"latency\": 60}}}",
                        judge + "/mannWhitney/groups",
                        "a group without metrics: latency"),
                row(
                        "metrics beside a signal",
                        judge,
                        "{\"mannWhitney\": {\"with\": \"eu\", \"metrics\": [{\"name\": \"p99\", \"signal\": \"latency-p99\"}]}}",
                        judge + "/mannWhitney/metrics",
                        "does not go with a signal"),
                row(
                        "a part of pairs above the whole",
                        judge,
                        "{\"mannWhitney\": {\"with\": \"eu\", \"effect\": {\"measure\": \"cles\", \"allowedIncrease\": 1.2}}}",
                        judge + "/mannWhitney/effect/allowedIncrease",
                        "must be at most 1"),
                at("row 50: no risk at all", "/alpha", "0", "must be at least 0.000001"),
                at("row 50: a coin's risk", "/alpha", "0.6", "must be at most 0.5"),
                at(
                        "row 50: an automatic bake that cannot end",
                        bake,
                        "{\"min\": \"3h\", \"max\": \"2h\"}",
                        "can never end"),
                row(
                        "row 27: an automatic bake longer than any window",
                        bake,
                        "{\"max\": \"8h\"}",
                        bake + "/max",
                        "is longer than any window is open (450m)"),
                row(
                        "row 27: an automatic bake without an end that outlasts any window",
                        bake,
                        "{\"min\": \"8h\"}",
                        bake + "/max",
                        "without it a bake ends after 450m at the latest"));
    }

    static Stream<Arguments> costs() {
        String gate = "/gates/0";
        String cost = "{\"name\": \"cost\", \"signal\": \"cost-per-hour\", \"judge\": ";
        String budget = "{\"budget\": {\"most\": 1, \"currency\": \"EUR\"}}";
        return Stream.of(
                row(
                        "row 51: an amount without a currency",
                        gate,
                        cost + "{\"max\": 1}}",
                        gate + "/judge/currency",
                        "is missing; an amount of money has one"),
                row(
                        "row 51: a budget without a currency",
                        gate,
                        cost + "{\"budget\": {\"most\": 1}}}",
                        gate + "/judge/budget/currency",
                        "is missing"),
                row(
                        "row 51: a currency in lower case",
                        gate,
                        cost + "{\"max\": 1, \"currency\": \"eur\"}}",
                        gate + "/judge/currency",
                        "must be the code of a currency such as EUR"),
                row(
                        "row 51: a currency that nobody has",
                        gate,
                        cost + "{\"budget\": {\"most\": 1, \"currency\": \"ZZZ\"}}}",
                        gate + "/judge/budget/currency",
                        "is no currency of ISO 4217"),
                row(
                        "row 51: a negative budget",
                        gate,
                        cost + "{\"budget\": {\"most\": -1, \"currency\": \"EUR\"}}}",
                        gate + "/judge/budget/most",
                        "must be at least 0"),
                row(
                        "row 51: late data that would fail",
                        gate,
                        cost + budget + ", \"onNoData\": \"fail\"}",
                        gate + "/onNoData",
                        "must not be fail"),
                row(
                        "row 51: late data of one cause that would fail",
                        gate,
                        cost + budget + ", \"onNoData\": {\"pipeline\": \"fail\"}}",
                        gate + "/onNoData/pipeline",
                        "must not be fail"),
                row(
                        "a currency and no amount",
                        gate,
                        cost + "{\"currency\": \"EUR\"}}",
                        gate + "/judge",
                        "neither min nor max"),
                row(
                        "a currency of errors",
                        gate + "/judge/currency",
                        "\"EUR\"",
                        gate + "/judge/currency",
                        "goes with min and max of a cost"),
                row(
                        "a budget of errors",
                        gate + "/judge",
                        budget,
                        gate + "/judge/budget",
                        "goes with signal cost-per-hour only"),
                row(
                        "a budget per request",
                        gate,
                        "{\"name\": \"cost\", \"signal\": \"cost-per-1k-requests\", \"judge\": " + budget + "}",
                        gate + "/judge/budget",
                        "goes with signal cost-per-hour only"),
                row(
                        "a budget of one side",
                        gate,
                        cost + budget + ", \"sides\": [\"us\"]}",
                        gate + "/sides",
                        "is of all sides together"),
                row(
                        "a test of costs",
                        gate,
                        cost + "{\"sequential\": {\"with\": \"eu\", \"maxIncreasePercent\": 10}}}",
                        gate + "/judge",
                        "does not go with a cost"),
                row(
                        "a score of costs",
                        gate,
                        "{\"name\": \"canary\", \"judge\": {\"mannWhitney\": {\"with\": \"eu\", \"metrics\":"
                                + " [{\"name\": \"errors\", \"signal\": \"error-rate\"},"
                                + " {\"name\": \"cost\", \"signal\": \"cost-per-hour\"}]}}}",
                        gate + "/judge/mannWhitney/metrics/1/signal",
                        "costs have gates of their own"));
    }

    static Stream<Arguments> schedules() {
        String zone = "/schedule/timeZone";
        String start = "/schedule/startAt";
        String days = "/schedule/windows/0/days";
        return Stream.of(
                at("row 25: cron for days", days, "\"0 0 0 31 2 ?\"", "must be days such as mon-fri"),
                at("row 25: 5 kB of days", days, "\"mon" + ",mon".repeat(1250) + "\"", "must be days such as"),
                at("row 25: days in upper case", days, "\"MON\"", "must be days such as"),
                row(
                        "row 26: a window that never opens",
                        "/schedule/windows/0/close",
                        "\"22:00\"",
                        "/schedule/windows/0/close",
                        "must differ from open; a whole day is 00:00 to 24:00"),
                row(
                        "row 26: a blackout that ends before it starts",
                        "/schedule/blackouts/0/end",
                        "\"2026-12-20\"",
                        "/schedule/blackouts/0/end",
                        "must be after start"),
                row(
                        "row 25: six fields",
                        "/schedule/windows/0",
                        "{\"cron\": \"99 * * * * ?\", \"for\": \"6h\"}",
                        "/schedule/windows/0/cron",
                        "needs five fields"),
                row(
                        "row 25: a day that no month has",
                        "/schedule/windows/0",
                        "{\"cron\": \"0 22 31 2 *\", \"for\": \"6h\"}",
                        "/schedule/windows/0/cron",
                        "never comes"),
                row(
                        "row 25: 5 kB of cron",
                        "/schedule/windows/0",
                        "{\"cron\": \"0" + ",0".repeat(2500) + " 22 * * *\", \"for\": \"6h\"}",
                        "/schedule/windows/0/cron",
                        "must have at most 200 characters"),
                row(
                        "a cron that nobody says how long",
                        "/schedule/windows/0",
                        "{\"cron\": \"0 22 * * *\"}",
                        "/schedule/windows/0/for",
                        "is missing"),
                row(
                        "a cron for months",
                        "/schedule/windows/0",
                        "{\"cron\": \"0 22 * * *\", \"for\": \"8d\"}",
                        "/schedule/windows/0/for",
                        "must be at most 7d"),
                row(
                        "a window with days and a cron",
                        "/schedule/windows/0",
                        "{\"cron\": \"0 22 * * *\", \"for\": \"6h\", \"days\": \"daily\"}",
                        "/schedule/windows/0/days",
                        "does not go with cron, for"),
                row(
                        "a window without its end",
                        "/schedule/windows/0",
                        "{\"days\": \"daily\", \"open\": \"22:00\"}",
                        "/schedule/windows/0/close",
                        "is missing"),
                row(
                        "a blackout of times without days",
                        "/schedule/blackouts/0",
                        "{\"start\": \"08:00\", \"end\": \"2026-12-20\"}",
                        "/schedule/blackouts/0/start",
                        "must be a date such as 2026-12-20; times of day need days"),
                row(
                        "a blackout of days with dates",
                        "/schedule/blackouts/0",
                        "{\"days\": \"daily\", \"start\": \"08:00\", \"end\": \"2026-12-20\"}",
                        "/schedule/blackouts/0/end",
                        "must be a time of day"),
                row(
                        "a blackout without end",
                        "/schedule/blackouts/0",
                        "{\"start\": \"2026-12-20\"}",
                        "/schedule/blackouts/0/end",
                        "is missing"),
                row(
                        "a calendar with a URL",
                        "/schedule/blackouts/0",
                        "{\"calendar\": \"https://example.com/freeze.ics\"}",
                        "/schedule/blackouts/0/calendar",
                        "must be 1 to 63 lower-case letters"),
                row(
                        "row 26: a blackout as long as nothing",
                        "/schedule/blackouts/0",
                        "{\"days\": \"daily\", \"start\": \"08:00\", \"end\": \"08:00\"}",
                        "/schedule/blackouts/0/end",
                        "must differ from start"),
                row(
                        "row 27: a bake longer than blackouts leave a window open",
                        "/schedule/blackouts/0",
                        "{\"days\": \"daily\", \"start\": \"23:00\", \"end\": \"05:00\"}",
                        "/steps/3/setWeight/bake",
                        "is longer than any window is open (1h)"),
                row(
                        "row 27: a bake longer than a cron's window",
                        "/schedule/windows/0",
                        "{\"cron\": \"0 22 * * *\", \"for\": \"90m\"}",
                        "/steps/3/setWeight/bake",
                        "is longer than any window is open (90m)"),
                at("row 28: Mars/Olympus", zone, "\"Mars/Olympus\"", "is no region of the time zone database"),
                at("row 28: EST5EDT", zone, "\"EST5EDT\"", "is no region"),
                at("row 28: EST", zone, "\"EST\"", "is no region"),
                at("row 28: +25:00", zone, "\"+25:00\"", "is no region"),
                at("row 28: +01:00", zone, "\"+01:00\"", "is no region"),
                at("row 28: GMT+14", zone, "\"GMT+14\"", "is no region"),
                at("row 28: Etc/GMT+5, which means UTC−5", zone, "\"Etc/GMT+5\"", "is no region"),
                at("row 28: an empty zone", zone, "\"\"", "must not be empty"),
                at("row 28: a zone in lower case", zone, "\"europe/berlin\"", "did you mean Europe/Berlin?"),
                at("row 31: a leap second", start, "\"2026-12-31T23:59:60Z\"", "is no moment of the calendar"),
                at("row 31: Feb 29 of a common year", start, "\"2027-02-29T00:00:00Z\"", "is no moment"),
                at(
                        "row 32: year 292278994",
                        start,
                        "\"+292278994-01-01T00:00:00Z\"",
                        "must be a moment with its offset"),
                at("row 33: no offset", start, "\"2026-11-24T22:00:00\"", "must be a moment with its offset"),
                at("row 33: 24:00", start, "\"2026-11-24T24:00:00Z\"", "is no moment of the calendar"),
                at("row 33: nanoseconds", start, "\"2026-11-24T22:00:00.000000001Z\"", "to the second"),
                at("row 33: a number", start, "1795557600000", "must be a moment"),
                at("an offset beyond the world", start, "\"2026-11-24T22:00:00+25:00\"", "is no moment"),
                at("a date that does not exist", "/schedule/blackouts/0/start", "\"2026-02-30\"", "is no date"),
                at("an end that is none", "/schedule/atWindowEnd", "\"step-back\"", "did you mean stepBack?"),
                at("a time without a zero", "/schedule/windows/0/open", "\"9:00\"", "must be a time of day"),
                at("opening at 24:00", "/schedule/windows/0/open", "\"24:00\"", "00:00 to 23:59"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stepBack", "revert"})
    void what_happens_at_a_window_s_end_needs_one_and_does_not_bake_on(String atWindowEnd) {
        ObjectNode plan = SamplePlan.with("/schedule/atWindowEnd", "\"" + atWindowEnd + "\"");
        assertThat(SamplePlan.parse(plan)).isInstanceOf(ParsedPlan.Accepted.class);

        SamplePlan.set(plan, "/schedule/bakeOutside", "true");
        assertThat(faults(plan))
                .extracting(Fault::pointer, Fault::message)
                .containsExactly(tuple(
                        "/schedule/atWindowEnd", "takes back what bakeOutside lets bake on; leave one of them out"));

        SamplePlan.set(plan, "/schedule", "{\"atWindowEnd\": \"" + atWindowEnd + "\"}");
        assertThat(faults(plan))
                .extracting(Fault::pointer, Fault::message)
                .containsExactly(
                        tuple("/schedule/atWindowEnd", "needs windows or blackouts; without them nothing ever shuts"));
    }

    @Test
    void what_comes_again_ends_where_it_began() {
        ObjectNode plan = SamplePlan.with("/schedule/every", "\"0 3 * * sat\"");
        assertThat(faults(plan))
                .extracting(Fault::pointer, Fault::message)
                .containsExactly(tuple(
                        "/atEnd", "must be revert where schedule.every is: the next run begins where this one began"));

        SamplePlan.set(plan, "/atEnd", "\"revert\"");
        assertThat(SamplePlan.parse(plan)).isInstanceOf(ParsedPlan.Accepted.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 30 2 *|never comes: no month of it has such a day",
                "* * * * *|starts more than 96 times a day",
                "0 3 * *|needs five fields (minute, hour, day of the month, month, day of the week), not 4",
                "0 24 * * *|has no such hour: \"24\"",
            })
    void a_cron_that_is_none_is_refused(String cron, String message) {
        ObjectNode plan = SamplePlan.with("/schedule/every", "\"" + cron + "\"");
        SamplePlan.set(plan, "/atEnd", "\"revert\"");

        assertThat(faults(plan))
                .extracting(Fault::pointer, Fault::message)
                .containsExactly(tuple("/schedule/every", message));
    }

    static Stream<Arguments> hooks() {
        String gate = "{\"name\": \"smoke\", \"webhook\": {\"hook\": \"smoke\"}%s}";
        String alone = "does not go with a webhook";
        return Stream.of(
                row("a step without a hook", "/steps/1", "{\"webhook\": {}}", "/steps/1/webhook/hook", "is missing"),
                row(
                        "a step with a URL instead",
                        "/steps/1",
                        "{\"webhook\": \"https://example.com\"}",
                        "/steps/1/webhook",
                        "names a hook of config.yml"),
                row(
                        "a step with a URL beside",
                        "/steps/1",
                        "{\"webhook\": {\"hook\": \"smoke\", \"url\": \"http://169.254.169.254/\"}}",
                        "/steps/1/webhook/url",
                        "does not stand in a plan: name the hook in config.yml"),
                row(
                        "a step with a secret",
                        "/steps/1",
                        "{\"webhook\": {\"hook\": \"smoke\", \"secret\": \"whsec_x\"}}",
                        "/steps/1/webhook/secret",
                        "does not stand in a plan"),
                row(
                        "a step that has no time",
                        "/steps/1",
                        "{\"webhook\": {\"hook\": \"smoke\", \"timeout\": \"0s\"}}",
                        "/steps/1/webhook/timeout",
                        "must be longer than"),
                row(
                        "a step that fails otherwise",
                        "/steps/1",
                        "{\"webhook\": {\"hook\": \"smoke\", \"onFail\": \"promote\"}}",
                        "/steps/1/webhook/onFail",
                        "must be"),
                row("a gate without a judge", "/gates/0/judge", "", "/gates/0/judge", "is missing"),
                row(
                        "a gate with a judge and a hook",
                        "/gates/0",
                        gate.formatted(", \"judge\": {\"max\": 1}"),
                        "/gates/0/judge",
                        alone),
                row(
                        "a gate with a signal and a hook",
                        "/gates/0",
                        gate.formatted(", \"signal\": \"error-rate\""),
                        "/gates/0/signal",
                        alone),
                row(
                        "a gate of a hook that is undecided",
                        "/gates/0",
                        gate.formatted(", \"onUndecided\": \"wait\""),
                        "/gates/0/onUndecided",
                        alone),
                row(
                        "a gate with a timeout of its hook",
                        "/gates/0",
                        "{\"name\": \"smoke\", \"webhook\": {\"hook\": \"smoke\", \"timeout\": \"1m\"}}",
                        "/gates/0/webhook/timeout",
                        "is not a field here"));
    }

    @Test
    void a_split_for_more_sides_than_two_needs_no_direction_and_refuses_steps_that_have_one() {
        ObjectNode plan = SamplePlan.with("/from", "");
        SamplePlan.set(plan, "/to", "");
        SamplePlan.set(plan, "/steps", "[{\"setWeight\": 10}, {\"ramp\": {\"start\": 1, \"end\": 2, \"by\": 1}}]");

        assertThat(faults(plan)).extracting(Fault::pointer).containsExactly("/steps/0/setWeight", "/steps/1/ramp");
        assertThat(faults(plan))
                .allSatisfy(fault -> assertThat(fault.message()).contains("needs the plan to have from"));
    }

    @Test
    void row_13_a_split_names_every_side_and_no_other() {
        assertThat(faults(SamplePlan.with("/expect", "{\"eu\": 100, \"asia\": 0}")))
                .containsExactly(
                        new Fault("/expect/asia", "is no side of this plan; its sides are eu, us"),
                        new Fault("/expect/us", "is missing; a split names every side, 0 where it has nothing"));
    }

    @Test
    void a_route_has_a_backend_for_every_side_and_no_other() {
        assertThat(faults(SamplePlan.with("/routes/1/backends", "{\"eu\": {}, \"asia\": {}}")))
                .containsExactly(
                        new Fault("/routes/1/backends/asia", "is no side of this plan; its sides are eu, us"),
                        new Fault(
                                "/routes/1/backends/us",
                                "is missing; a route has a backend for every side of the plan"));
    }

    @Test
    void a_plan_without_direction_says_what_it_expects() {
        ObjectNode plan = SamplePlan.with("/from", "");
        SamplePlan.set(plan, "/to", "");
        SamplePlan.set(plan, "/expect", "");
        SamplePlan.set(plan, "/steps", "[{\"pause\": {}}]");
        SamplePlan.set(plan, "/gates", "[]");

        assertThat(faults(plan))
                .containsExactly(new Fault("/expect", "is missing; it names the sides of a plan without from and to"));
    }

    @Test
    void all_faults_come_at_once_wherever_they_are() {
        ObjectNode plan = SamplePlan.with("/name", "\"A\"");
        SamplePlan.set(plan, "/colour", "1");
        SamplePlan.set(plan, "/from", "5");
        SamplePlan.set(plan, "/owner", "\"a\\u0007\"");
        SamplePlan.set(plan, "/steps/2/ramp/bake", "\"1x\"");
        SamplePlan.set(plan, "/steps/3/setWeight/percent", "33.333");
        SamplePlan.set(plan, "/schedule/timeZone", "\"Mars/Olympus\"");
        SamplePlan.set(plan, "/gates/1/name", "\"errors\"");

        assertThat(faults(plan))
                .extracting(Fault::pointer)
                .containsExactlyInAnyOrder(
                        "/name",
                        "/colour",
                        "/from",
                        "/owner",
                        "/steps/2/ramp/bake",
                        "/steps/3/setWeight/percent",
                        "/schedule/timeZone",
                        "/gates/1/name");
    }

    @Test
    void thousands_of_faults_are_counted_and_a_hundred_are_listed() {
        ObjectNode plan = SamplePlan.sound();
        for (int i = 0; i < 5_000; i++) {
            plan.put("unknown-" + i, i);
        }

        assertThat(faults(plan)).hasSize(101).last().isEqualTo(new Fault("", "and 4900 more faults"));
    }

    private static List<Fault> faults(ObjectNode plan) {
        return switch (SamplePlan.parse(plan)) {
            case ParsedPlan.Invalid invalid -> invalid.faults();
            case ParsedPlan other -> throw new AssertionError("not invalid: " + other);
        };
    }

    /** A row whose fault is at the damage itself. */
    private static Arguments at(String name, String damaged, String value, String message) {
        return row(name, damaged, value, damaged, message);
    }

    private static Arguments row(String name, String damaged, String value, String pointer, String message) {
        return arguments(name, damaged, value, pointer, message);
    }
}
