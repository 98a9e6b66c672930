package io.sluice.app.screen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanLinesTest {
    private static final String BAKES = "bakes until 2026-11-24T21:40:05.123Z (step 2 of 4)";
    private static final Map<String, SideTraffic> QUIET =
            Map.of("eu", new SideTraffic(90.2, 0), "us", new SideTraffic(29.8, 0));
    private static final PlanLines BAKING = plan("baking", Optional.empty(), BAKES, 75, QUIET);

    @ParameterizedTest(name = "{0} columns")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        200 | move ░░░░░░░░░░░░░░░█████ eu  75%  90/s 0.0% err  us  25%  30/s 0.0% err  baking: bakes until 21:40:05 (step 2 of 4)
        110 | move ░░░░░░░░██ eu  75%  90/s 0.0% err  us  25%  30/s 0.0% err  baking: bakes until 21:40:05 (step 2 of 4)
         79 | move ░░░░░░██ eu  75%  90/s 0.0% us  25%  30/s 0.0% baking: bakes until 21:40:…
         60 | move eu  75%  90/s 0.0% us  25%  30/s 0.0% baking: bakes un…
         10 | move eu  …
          1 | …
          0 | ""
        """)
    void fitsTheWidth(int width, String expected) {
        String rendered = line(BAKING, new Style(width, true, false, ZoneOffset.UTC), 4);

        assertThat(rendered).isEqualTo(expected).hasSizeLessThanOrEqualTo(width);
    }

    @Test
    void ofSeveralStandInColumns() {
        assertThat(line(BAKING, plain(true), 8)).startsWith("move     ░░░");
    }

    @ParameterizedTest(name = "{0} columns, unicode {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        200 | true  | "move   baking: bakes until 21:40:05 (step 2 of 4)
          edge ░░░░░░░░░░░░░░░█████ eu  75%  90/s 0.0% err  us  25%  30/s 0.0% err
          dns  ░░░░░░░░░░░░░░░░░░░░ eu 100%   -/s    - err  us   0%   -/s    - err"
         79 | false | "move   baking: bakes until 21:40:05 (step 2 of 4)
          edge ------## eu  75%  90/s 0.0% us  25%  30/s 0.0%
          dns  -------- eu 100%   -/s    - us   0%   -/s    -"
         30 | false | "move   baking: bakes until ...
          edge eu  75%  90/s 0.0% u...
          dns  eu 100%   -/s    - u..."
        """)
    void ofAPlanWithSeveralRoutesHaveOneForEach(int width, boolean unicode, String expected) {
        PlanLines plan = wide("baking", 75, 100);

        List<String> lines =
                plan.render(new Style(width, unicode, false, ZoneOffset.UTC), PlanLines.nameWidth(List.of(plan)));

        assertThat(lines).containsExactlyElementsOf(expected.lines().toList());
    }

    @Test
    void standInColumnsWithThoseOfAPlanWithOneRoute() {
        List<PlanLines> plans = List.of(BAKING, wide("baking", 75, 100));

        assertThat(PlanLines.nameWidth(plans)).isEqualTo("  edge".length());
        assertThat(line(BAKING, plain(true), 6)).startsWith("move   ░░");
    }

    @Test
    void afterAChangeAreTheFirstAndThoseOfTheRoutesThatMoved() {
        ShownPlan before = wide("shifting", 100, 100).plan();

        assertThat(wide("shifting", 75, 100).renderChange(before, plain(true), 6))
                .extracting(line -> line.substring(0, 6))
                .containsExactly("move  ", "  edge");
        assertThat(wide("baking", 100, 100).renderChange(before, plain(true), 6))
                .as("where it stands, and no route")
                .hasSize(1);
        assertThat(wide("completed", 100, 100).renderChange(before, plain(true), 6))
                .as("all of it at its end")
                .hasSize(3);
    }

    @Test
    void doesWithWhatAsciiHas() {
        PlanLines reverting = plan("reverting", Optional.empty(), "us on edge: 30.1 % > 5 % … p99 ≤ 9 – ☃", 50, QUIET);

        assertThat(line(reverting, plain(false), 4))
                .isEqualTo("move ----------########## eu  50%  90/s 0.0% err  us  50%  30/s 0.0% err  "
                        + "reverting: us on edge: 30.1 % > 5 % ... p99 <= 9 - ?");
        assertThat(line(reverting, new Style(79, false, false, ZoneOffset.UTC), 4))
                .isEqualTo("move ----#### eu  50%  90/s 0.0% us  50%  30/s 0.0% reverting: us on edge: 3...");
    }

    @Test
    void saysInColourWhatIsGoodAndWhatIsBad() {
        Map<String, SideTraffic> failing = Map.of("eu", new SideTraffic(60, 0.5), "us", new SideTraffic(60, 29.7));

        assertThat(line(plan("reverted", Optional.empty(), "", 100, failing), colour(200), 4)
                        .replace('\u001b', '^'))
                .isEqualTo("^[1mmove ^[0m^[2m░░░░░░░░░░░░░░░░░░░░^[0m eu 100%  60/s 0.5% err  us   0%  60/s "
                        + "^[31m 30% err^[0m  ^[33mreverted^[0m");
    }

    @Test
    void isNotLongerForItsColours() {
        String rendered = line(BAKING, colour(79), 4);

        assertThat(rendered.replaceAll("\u001b\\[\\d*m", ""))
                .isEqualTo(line(BAKING, new Style(79, true, false, ZoneOffset.UTC), 4));
    }

    @Test
    void saysWhatAHoldWaitsFor() {
        PlanLines held = plan("held", Optional.of("gate"), "slowness: 40 ms > 20 ms", 25, Map.of());

        assertThat(line(held, plain(true), 4))
                .isEqualTo("move ░░░░░███████████████ eu  25%   -/s    - err  us  75%   -/s    - err  "
                        + "held (gate): slowness: 40 ms > 20 ms");
    }

    @Test
    void keepsWhatOthersWroteOnItsOneLine() {
        PlanLines held = plan("held", Optional.of("provider-error"), "a\nb\u001b[2Jc", 100, Map.of());

        assertThat(line(held, plain(true), 4)).endsWith("held (provider-error): a b [2Jc");
    }

    @ParameterizedTest(name = "{0} of {1} cells: {2}")
    @CsvSource({
        "100 0,     10, 10 0",
        "0 100,     10, 0 10",
        "99.99 0.01, 10, 9 1",
        "0.01 99.99, 10, 1 9",
        "50 50,     5,  3 2",
        "33.34 33.33 33.33, 10, 4 3 3",
        "99 0.5 0.5, 4, 2 1 1",
        "95 5,      0,  0 0",
    })
    void hasABarInWhichOnlyNothingHasNoCell(String percents, int width, String expected) {
        List<Double> shares =
                List.of(percents.split(" ")).stream().map(Double::valueOf).toList();

        assertThat(RouteFigures.cells(shares, width))
                .containsExactly(List.of(expected.split(" ")).stream()
                        .mapToInt(Integer::parseInt)
                        .toArray());
    }

    @Test
    void showWhatGatesReadWhereNobodyCountsRequests() throws Exception {
        PlanLines lines = PlanLines.of(api("""
                {"id": "pl_1", "name": "move", "state": "baking", "heldBy": null, "reason": "bakes",
                 "routes": [{"name": "edge", "baseline": {"eu": 100, "us": 0}, "desired": {"eu": 75, "us": 25},
                             "observed": {"eu": 95, "us": 5}}],
                 "gates": [{"name": "errors", "verdict": "fail", "failures": 1, "reason": "", "readings": [
                               {"route": "edge", "side": "eu", "verdict": "pass", "value": 0.1, "limit": 1, "unit": "percent"},
                               {"route": "edge", "side": "us", "verdict": "fail", "value": 2.34567, "limit": 1, "unit": "percent"}]},
                           {"name": "slow", "verdict": "unknown", "failures": 0, "reason": "nothing was measured", "readings": []}]}
                """));

        assertThat(lines.render(plain(true), 8))
                .containsExactly(
                        "move     ░░░░░░░░░░░░░░░░░░░█ eu  95%  us   5%  → eu 75% us 25%  baking: bakes",
                        "  errors fail       us on edge: 2.346 percent, limit 1",
                        "  slow   unknown    nothing was measured");
        assertThat(lines.render(plain(false), 8).getFirst()).contains("  to eu 75% us 25%  ");
        assertThat(lines.render(colour(100), 8).get(1)).contains("\u001b[31mfail");
    }

    @Test
    void areNotOthersForWhatAGateReadsButForItsVerdict() throws Exception {
        String plan = """
                {"id": "pl_1", "name": "move", "state": "baking", "reason": "bakes", "routes": [],
                 "gates": [{"name": "errors", "verdict": "%s", "readings": [
                               {"route": "edge", "side": "us", "verdict": "%s", "value": %d, "limit": 10, "unit": "ms"}]},
                           {"name": "other", "verdict": "pass", "readings": []}]}
                """;
        ShownPlan before = api(plan.formatted("pass", "pass", 1));
        ShownPlan later = api(plan.formatted("fail", "fail", 11));

        assertThat(api(plan.formatted("pass", "pass", 2)).standsAs(before)).isTrue();
        assertThat(later.standsAs(before)).isFalse();
        assertThat(PlanLines.of(later).renderChange(before, plain(true), 8))
                .containsExactly("move     baking: bakes", "  errors fail       us on edge: 11 ms, limit 10");
    }

    @Test
    void commandNoTerminalWhateverTheApiSays() throws Exception {
        PlanLines lines = PlanLines.of(api("""
                {"id": "x", "name": "a\\u001b[2J\\u009b1mb", "state": "held\\r", "heldBy": "\\u001bc", "reason": "\\u202eno\\u2028w",
                 "routes": [{"name": "\\u0007edge", "observed": {"eu\\u001b]0;x\\u0007": 100}}],
                 "gates": [{"name": "g\\n", "verdict": "fail\\u001b[0m", "readings": [
                               {"route": "e\\n", "side": "\\u001b", "verdict": "fail\\u001b[0m", "value": 1, "unit": "\\u009d"}]}]}
                """));

        assertThat(String.join("\n", lines.render(plain(true), 8)))
                .doesNotContainPattern("[\\p{Cc}&&[^\\n]]|[\\u0080-\\u009f\\u2028\\u202e]")
                .hasLineCount(2);
    }

    private static ShownPlan api(String json) throws IOException {
        return ShownPlan.of(new ObjectMapper().readTree(json));
    }

    private static PlanLines wide(String state, double edge, double dns) {
        ShownPlan plan = new ShownPlan(
                "pl_2",
                "move",
                state,
                Optional.empty(),
                BAKES,
                Optional.empty(),
                List.of(route("edge", edge), route("dns", dns)));
        return new PlanLines(plan, Map.of("edge", QUIET));
    }

    private static ShownRoute route(String name, double eu) {
        Map<String, Double> split = new LinkedHashMap<>();
        split.put("eu", eu);
        split.put("us", 100 - eu);
        return new ShownRoute(name, split);
    }

    private static PlanLines plan(
            String state, Optional<String> heldBy, String reason, double eu, Map<String, SideTraffic> traffic) {
        ShownPlan plan =
                new ShownPlan("pl_1", "move", state, heldBy, reason, Optional.empty(), List.of(route("edge", eu)));
        return new PlanLines(plan, Map.of("edge", traffic));
    }

    private static String line(PlanLines plan, Style style, int nameWidth) {
        List<String> lines = plan.render(style, nameWidth);
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    private static Style plain(boolean unicode) {
        return Style.plain(unicode, ZoneOffset.UTC);
    }

    private static Style colour(int width) {
        return new Style(width, true, true, ZoneOffset.UTC);
    }
}
