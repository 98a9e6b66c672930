package io.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

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
