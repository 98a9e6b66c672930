package io.sluice.plan.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.plan.Cron;
import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Recipient;
import io.sluice.plan.Schedule;
import io.sluice.plan.Severity;
import io.sluice.plan.Step;
import io.sluice.plan.file.PlanFile.Format;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Weights;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {
    private static final Side EU = new Side("eu");
    private static final Side US = new Side("us");

    /** The example of the format's description, less what this release does not carry out. */
    private static final String BIG = """
            apiVersion: sluice/v1
            name: checkout-eu-to-us
            description: |
              Move checkout from Ireland to Virginia,
              a little at a time
            owner: payments-sre
            labels: {team: payments, kind: region}
            from: eu
            to: us
            expect: {eu: 100, us: 0}
            routes:
              - name: edge
                provider: aws-prod
                listener: arn:aws:elasticloadbalancing:one
                backends: {eu: {targetGroup: arn:a}, us: {targetGroup: arn:b}}
              - name: api
                provider: aws-prod
                rule: arn:aws:elasticloadbalancing:two
                backends: {eu: {targetGroup: arn:c}, us: {targetGroup: arn:d}}
            steps:
              - setWeight: 1
              - setWeight: {percent: 5, bake: 30m}
              - ramp: {start: 10, end: 45, by: 10, bake: 10m}
              - pause: {for: 15m}
              - pause: {}
              - approval: {group: payments-leads, count: 2, timeout: 24h, onTimeout: revert}
              - setWeight: {percent: 100, bake: 2h, routes: [edge]}
            gates:
              - name: errors
                signal: error-rate
                every: 60s
                judge: {max: 1.0}
                onFail: revert
                onNoData: hold
                failureLimit: 2
              - name: p99
                signal: latency-p99
                initialDelay: 10m
                judge: {compare: {with: eu, maxIncreasePercent: 20}}
                onFail: hold
                routes: [edge]
                sides: [us]
            schedule:
              startAt: 2026-11-24T22:00:00+01:00
              timeZone: Europe/Berlin
              windows: [{days: mon-fri, open: "22:00", close: "05:30"}]
              blackouts: [{start: 2026-12-20, end: 2027-01-02, why: season freeze}]
              atWindowEnd: hold
              bakeOutside: false
            onDrift: hold
            stepTimeout: 15m
            onStuck: revert
            rounding: nearest
            evictSticky: true
            """;

    @Test
    void the_big_example_means_what_it_says() {
        PlanSpec spec = SamplePlan.accepted(SamplePlan.json(BIG, Format.YAML)).spec();

        assertThat(spec.name()).isEqualTo("checkout-eu-to-us");
        assertThat(spec.description()).isEqualTo("Move checkout from Ireland to Virginia,\na little at a time\n");
        assertThat(spec.owner()).isEqualTo("payments-sre");
        assertThat(spec.labels()).isEqualTo(Map.of("team", "payments", "kind", "region"));
        assertThat(spec.sides()).containsExactly(EU, US);
        assertThat(spec.from()).contains(EU);
        assertThat(spec.to()).contains(US);
        assertThat(spec.expect()).isEqualTo(Weights.allTo(EU));
        assertThat(spec.routes().get(1))
                .isEqualTo(new Route(
                        new RouteRef("aws-prod", "api"),
                        new Address("{\"rule\":\"arn:aws:elasticloadbalancing:two\"}"),
                        Map.of(
                                EU, new Address("{\"targetGroup\":\"arn:c\"}"),
                                US, new Address("{\"targetGroup\":\"arn:d\"}"))));
        assertThat(spec.schedule())
                .isEqualTo(new Schedule(
                        Optional.of(Instant.parse("2026-11-24T21:00:00Z")),
                        ZoneId.of("Europe/Berlin"),
                        List.of(new Schedule.Window(
                                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                                LocalTime.of(22, 0),
                                LocalTime.of(5, 30))),
                        List.of(new Schedule.Blackout.Dates(
                                LocalDate.of(2026, 12, 20), LocalDate.of(2027, 1, 2), "season freeze")),
                        Schedule.AtWindowEnd.HOLD,
                        false));
        assertThat(spec.stepTimeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(spec.evictSticky()).isTrue();
    }

    @Test
    void a_plan_says_what_becomes_of_its_weights_at_the_end() {
        assertThat(SamplePlan.accepted(SamplePlan.parse(SamplePlan.with("/atEnd", "\"revert\"")))
                        .spec()
                        .atEnd())
                .isEqualTo(PlanSpec.AtEnd.REVERT);
        assertThat(SamplePlan.accepted(SamplePlan.parse(SamplePlan.with("/notify", "[]")))
                        .spec()
                        .atEnd())
                .isEqualTo(PlanSpec.AtEnd.KEEP);
    }

    @Test
    void a_run_is_the_plan_without_when_it_comes_again_and_all_runs_are_the_same() {
        ObjectNode plan = SamplePlan.with("/atEnd", "\"revert\"");
        String once = SamplePlan.accepted(SamplePlan.parse(plan)).digest();
        SamplePlan.set(plan, "/schedule/every", "\"0 3 * * sat\"");
        SamplePlan.set(plan, "/schedule/startAt", "\"2026-12-01T00:00:00Z\"");
        ParsedPlan.Accepted recurring = SamplePlan.accepted(SamplePlan.parse(plan));

        assertThat(recurring.spec().schedule().every()).contains(Cron.of("0 3 * * sat"));
        ParsedPlan.Accepted run = PlanFile.oneRunOf(recurring.canonical());
        assertThat(run.digest()).isEqualTo(once).isNotEqualTo(recurring.digest());
        assertThat(run.spec().schedule().every()).isEmpty();
        assertThat(run.spec().schedule().startAt()).isEmpty();
        assertThat(run.spec().schedule().windows())
                .isEqualTo(recurring.spec().schedule().windows());
        assertThat(run.spec().atEnd()).isEqualTo(PlanSpec.AtEnd.REVERT);
    }

    @Test
    void a_plan_says_who_is_told_of_it() {
        assertThat(SamplePlan.accepted(SamplePlan.parse(SamplePlan.with("/notify", """
                        [{"receiver": "chat", "minSeverity": "warning"}, {"receiver": "page"}]
                        """)))
                        .spec()
                        .recipients())
                .contains(List.of(
                        new Recipient("chat", Optional.of(Severity.WARNING)), new Recipient("page", Optional.empty())));
        assertThat(SamplePlan.accepted(SamplePlan.parse(SamplePlan.with("/notify", "[]")))
                        .spec()
                        .recipients())
                .contains(List.of());
    }

    @Test
    void ramps_are_written_out_and_routes_that_a_step_does_not_name_keep_what_they_have() {
        PlanSpec spec = SamplePlan.accepted(SamplePlan.json(BIG, Format.YAML)).spec();

        assertThat(spec.steps())
                .extracting(PlanFileTest::inWords)
                .containsExactly(
                        "/steps/0 api: eu 99 %, us 1 %; edge: eu 99 %, us 1 % for PT0S",
                        "/steps/1 api: eu 95 %, us 5 %; edge: eu 95 %, us 5 % for PT30M",
                        "/steps/2 api: eu 90 %, us 10 %; edge: eu 90 %, us 10 % for PT10M",
                        "/steps/2 api: eu 80 %, us 20 %; edge: eu 80 %, us 20 % for PT10M",
                        "/steps/2 api: eu 70 %, us 30 %; edge: eu 70 %, us 30 % for PT10M",
                        "/steps/2 api: eu 60 %, us 40 %; edge: eu 60 %, us 40 % for PT10M",
                        "/steps/2 api: eu 55 %, us 45 %; edge: eu 55 %, us 45 % for PT10M",
                        "/steps/3 pause PT15M",
                        "/steps/4 pause",
                        "/steps/5 2 of payments-leads for PT24H, then REVERT",
                        "/steps/6 api: eu 55 %, us 45 %; edge: us 100 % for PT2H");
    }

    @Test
    void gates_have_their_defaults() {
        List<Gate> gates =
                SamplePlan.accepted(SamplePlan.json(BIG, Format.YAML)).spec().gates();

        assertThat(gates)
                .containsExactly(
                        new Gate(
                                "errors",
                                Signal.ERROR_RATE,
                                Duration.ofSeconds(60),
                                new Gate.Judge.Limits(Optional.empty(), Optional.of(1.0)),
                                Gate.OnFail.REVERT,
                                Gate.OnNoData.HOLD,
                                2,
                                Set.of("edge", "api"),
                                Optional.empty()),
                        new Gate(
                                "p99",
                                new Figure.OfRoute(Signal.LATENCY_P99),
                                Duration.ofSeconds(60),
                                Duration.ofMinutes(10),
                                new Gate.Judge.Compare(EU, 20),
                                Gate.OnFail.HOLD,
                                Gate.NoDataPolicy.always(Gate.OnNoData.HOLD),
                                Gate.OnUndecided.PROCEED,
                                0,
                                Set.of("edge"),
                                Optional.of(Set.of(US))));
    }

    @Test
    void a_small_plan_has_the_defaults_of_the_format() {
        PlanSpec spec = SamplePlan.accepted(SamplePlan.json("""
                {"apiVersion": "sluice/v1", "name": "small", "from": "eu", "to": "us",
                 "routes": [{"name": "edge", "provider": "aws", "backends": {"eu": {}, "us": {}}}],
                 "steps": [{"setWeight": 100}],
                 "gates": [{"name": "errors", "signal": "error-rate", "judge": {"max": 1}}]}
                """, Format.JSON)).spec();

        assertThat(spec.description()).isEmpty();
        assertThat(spec.owner()).isEmpty();
        assertThat(spec.labels()).isEmpty();
        assertThat(spec.expect()).isEqualTo(Weights.allTo(EU));
        assertThat(spec.gates().getFirst().onFail()).isEqualTo(Gate.OnFail.REVERT);
        assertThat(spec.schedule()).isEqualTo(Schedule.always(ZoneId.of("UTC")));
        assertThat(spec.onDrift()).isEqualTo(PlanSpec.OnDrift.HOLD);
        assertThat(spec.onStuck()).isEqualTo(PlanSpec.OnStuck.REVERT);
        assertThat(spec.rounding()).isEqualTo(PlanSpec.Rounding.NEAREST);
        assertThat(spec.stepTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(spec.evictSticky()).isFalse();
        assertThat(spec.recipients()).isEmpty();
    }

    @Test
    void more_sides_than_two_are_moved_by_whole_splits_in_either_direction() {
        PlanSpec spec = SamplePlan.accepted(SamplePlan.json("""
                apiVersion: sluice/v1
                name: three-sides
                expect: {us: 0, eu: 100, asia: 0}
                routes: [{name: edge, provider: aws, backends: {eu: {}, us: {}, asia: {}}}]
                steps:
                  - setWeights: {weights: {eu: 40, us: 40, asia: 20}, bake: 1h}
                  - setWeights: {weights: {eu: 80, us: 10.5, asia: 9.5}}
                """, Format.YAML)).spec();

        assertThat(spec.sides()).extracting(Side::name).containsExactly("asia", "eu", "us");
        assertThat(spec.from()).isEmpty();
        assertThat(spec.steps())
                .extracting(PlanFileTest::inWords)
                .containsExactly(
                        "/steps/0 edge: asia 20 %, eu 40 %, us 40 % for PT1H",
                        "/steps/1 edge: asia 9.5 %, eu 80 %, us 10.5 % for PT0S");
    }

    @Test
    void what_was_accepted_is_read_back_equal_with_an_equal_digest() {
        ParsedPlan.Accepted accepted = SamplePlan.accepted(SamplePlan.json(BIG, Format.YAML));

        assertThat(PlanFile.read(accepted.canonical())).isEqualTo(accepted);
        assertThat(SamplePlan.json(accepted.canonical(), Format.JSON)).isEqualTo(accepted);
        assertThat(accepted.digest()).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void a_stored_text_that_is_no_plan_is_an_error_of_ours() {
        assertThatThrownBy(() -> PlanFile.read("{\"name\":\"x\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be read back");
        assertThatThrownBy(() -> PlanFile.read("[")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void one_plan_has_one_digest_in_every_spelling() {
        ObjectNode plan = SamplePlan.with("/steps/0/setWeight", "10.50");
        ParsedPlan.Accepted json = SamplePlan.accepted(SamplePlan.parse(plan));
        ParsedPlan.Accepted otherNumbers =
                SamplePlan.accepted(SamplePlan.parse(SamplePlan.set(plan, "/steps/0/setWeight", "1.05e1")));
        // JSON is YAML, and its keys may come in any order.
        ParsedPlan.Accepted yaml = SamplePlan.accepted(
                SamplePlan.json("# a comment\n" + plan.toPrettyString().replace("1.05E+1", "10.5"), Format.YAML));

        assertThat(otherNumbers).isEqualTo(json);
        assertThat(yaml).isEqualTo(json);
        assertThat(json.canonical())
                .startsWith("{\"apiVersion\":\"sluice/v1\",\"description\"")
                .contains("10.5}");
    }

    @Test
    void other_plans_have_other_digests() {
        String digest =
                SamplePlan.accepted(SamplePlan.parse(SamplePlan.sound())).digest();

        assertThat(SamplePlan.accepted(SamplePlan.parse(SamplePlan.with("/steps/0/setWeight", "10.01")))
                        .digest())
                .isNotEqualTo(digest);
        assertThat(SamplePlan.accepted(SamplePlan.parse(SamplePlan.with("/routes/0/zone", "{\"b\": [1]}")))
                        .digest())
                .isNotEqualTo(digest);
    }

    @Test
    void row_12_minus_zero_is_zero() {
        ObjectNode plan = SamplePlan.with("/expect", "{\"eu\": 100, \"us\": -0}");
        ParsedPlan.Accepted accepted = SamplePlan.accepted(SamplePlan.parse(plan));

        assertThat(accepted.digest())
                .isEqualTo(SamplePlan.accepted(SamplePlan.parse(SamplePlan.sound()))
                        .digest());
    }

    @ParameterizedTest(name = "row 11: {0} is text in YAML")
    @CsvSource({"no", "on", "08", "0x10", "+5", "1_000", "22:00", "2026-12-20", "'.nan'", "Yes", "010", "'1.'", "NULL"})
    void yaml_values_that_json_does_not_have_are_text(String word) {
        String yaml = BIG.replace("listener: arn:aws:elasticloadbalancing:one", "listener: " + word);

        assertThat(SamplePlan.accepted(SamplePlan.json(yaml, Format.YAML))
                        .spec()
                        .routes()
                        .getFirst()
                        .address())
                .isEqualTo(new Address("{\"listener\":\"" + word + "\"}"));
    }

    @ParameterizedTest(name = "row 12: {0} is no percentage in YAML")
    @CsvSource({"NaN", ".inf", "+5", "0x10", "08", "5%", "'\"10\"'"})
    void yaml_values_that_look_like_numbers_are_no_percentages(String word) {
        String yaml = BIG.replace("setWeight: 1\n", "setWeight: " + word + "\n");

        assertThat(SamplePlan.json(yaml, Format.YAML))
                .isInstanceOfSatisfying(
                        ParsedPlan.Invalid.class,
                        invalid -> assertThat(invalid.faults()).singleElement().satisfies(fault -> {
                            assertThat(fault.pointer()).isEqualTo("/steps/0/setWeight");
                            assertThat(fault.message()).contains("must be a number or an object, not the text");
                        }));
    }

    @Test
    void a_side_may_be_called_no() {
        String yaml = BIG.replaceAll("\\bus\\b", "no").replace("checkout-eu-to-no", "x");

        assertThat(SamplePlan.accepted(SamplePlan.json(yaml, Format.YAML))
                        .spec()
                        .to())
                .contains(new Side("no"));
    }

    @Test
    void windows_and_blackouts_come_by_days_or_by_cron() {
        ObjectNode plan = SamplePlan.with("/schedule/windows", """
                [{"cron": "0 22 * * mon-fri", "for": "6h"}, {"days": "sat", "open": "09:00", "close": "24:00"}]
                """);
        SamplePlan.set(plan, "/schedule/blackouts", """
                [{"start": "2026-12-20", "end": "2027-01-02"},
                 {"days": "fri", "start": "16:00", "end": "24:00", "why": "nobody is there"},
                 {"cron": "0 0 1 * *", "for": "1d", "why": "the books are closed"},
                 {"calendar": "freeze", "why": "nothing moves"}]
                """);

        Schedule schedule = SamplePlan.accepted(SamplePlan.parse(plan)).spec().schedule();

        assertThat(schedule.windows())
                .containsExactly(
                        new Schedule.CronWindow(Cron.of("0 22 * * mon-fri"), Duration.ofHours(6)),
                        new Schedule.Window(EnumSet.of(DayOfWeek.SATURDAY), LocalTime.of(9, 0), LocalTime.MIDNIGHT));
        assertThat(schedule.blackouts())
                .containsExactly(
                        new Schedule.Blackout.Dates(LocalDate.of(2026, 12, 20), LocalDate.of(2027, 1, 2), ""),
                        new Schedule.Blackout.Again(
                                new Schedule.Window(
                                        EnumSet.of(DayOfWeek.FRIDAY), LocalTime.of(16, 0), LocalTime.MIDNIGHT),
                                "nobody is there"),
                        new Schedule.Blackout.Again(
                                new Schedule.CronWindow(Cron.of("0 0 1 * *"), Duration.ofDays(1)),
                                "the books are closed"),
                        new Schedule.Blackout.OfCalendar("freeze", "nothing moves"));
        assertThat(schedule.calendars()).containsExactly("freeze");
    }

    @ParameterizedTest(name = "a bake of {1} fits {0} open from {2} to {3}")
    @CsvSource({
        "mon-fri, 7h, 22:00, 05:30, true",
        "mon-fri, 8h, 22:00, 05:30, false",
        "daily, 7d, 00:00, 24:00, true",
        "mon-fri, 5d, 00:00, 24:00, true",
        "mon-fri, 6d, 00:00, 24:00, false",
        "fri-mon, 4d, 00:00, 24:00, true",
        "fri-mon, 97h, 00:00, 24:00, false",
        "'sun,mon', 48h, 00:00, 24:00, true",
        "'sat, sun', 2d, 00:00, 24:00, true",
        "sun, 86401s, 00:00, 24:00, false"
    })
    void row_27_bakes_fit_their_windows(String days, String bake, String open, String close, boolean fits) {
        ObjectNode plan = SamplePlan.with(
                "/schedule/windows",
                "[{\"days\": \"%s\", \"open\": \"%s\", \"close\": \"%s\"}]".formatted(days, open, close));
        SamplePlan.set(plan, "/steps/3/setWeight/bake", "\"" + bake + "\"");

        assertThat(SamplePlan.parse(plan) instanceof ParsedPlan.Accepted).isEqualTo(fits);
    }

    @Test
    void row_27_a_bake_may_be_longer_than_its_windows_where_it_goes_on_outside() {
        ObjectNode plan = SamplePlan.with("/steps/3/setWeight/bake", "\"8h\"");

        assertThat(SamplePlan.parse(plan)).isInstanceOf(ParsedPlan.Invalid.class);
        assertThat(SamplePlan.parse(SamplePlan.set(plan, "/schedule/bakeOutside", "true")))
                .isInstanceOf(ParsedPlan.Accepted.class);
    }

    @Test
    void a_webhook_has_ten_minutes_and_holds_unless_it_says_so() {
        ObjectNode plan = SamplePlan.with("/steps", """
                [{"setWeight": 50}, {"webhook": {"hook": "warm-cache"}},
                 {"setWeight": 100}, {"webhook": {"hook": "smoke-test", "timeout": "1h", "onFail": "revert"}}]
                """);

        assertThat(SamplePlan.accepted(SamplePlan.parse(plan)).spec().steps())
                .extracting(PlanFileTest::inWords)
                .contains(
                        "/steps/1 hook warm-cache for PT10M, then HOLD",
                        "/steps/3 hook smoke-test for PT1H, then REVERT");
    }

    @Test
    void a_gate_may_ask_a_hook_instead_of_judging_a_figure() {
        ObjectNode plan = SamplePlan.with("/gates", """
                [{"name": "smoke", "webhook": {"hook": "smoke-test"}, "every": "5m", "initialDelay": "1m",
                  "onNoData": "ignore", "failureLimit": 1, "onFail": "hold", "routes": ["edge"]}]
                """);

        assertThat(SamplePlan.accepted(SamplePlan.parse(plan)).spec().gates())
                .containsExactly(new Gate(
                        "smoke",
                        new Figure.OfHook("smoke-test"),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        new Gate.Judge.OfHook(),
                        Gate.OnFail.HOLD,
                        Gate.NoDataPolicy.always(Gate.OnNoData.IGNORE),
                        Gate.OnUndecided.PROCEED,
                        1,
                        Set.of("edge"),
                        Optional.empty()));
    }

    /** Its bake lasts until the gate was judged once. */
    @Test
    void row_50_a_gate_may_be_judged_more_seldom_than_a_step_bakes() {
        ObjectNode plan = SamplePlan.with("/gates/0/every", "\"1d\"");

        assertThat(SamplePlan.accepted(SamplePlan.parse(plan))
                        .spec()
                        .gates()
                        .getFirst()
                        .every())
                .isEqualTo(Duration.ofDays(1));
    }

    @Test
    void row_15_going_back_is_possible_where_it_is_written_out() {
        ObjectNode plan = SamplePlan.with("/steps", """
                [{"setWeight": 50}, {"setWeights": {"weights": {"eu": 90, "us": 10}}}, {"setWeight": 100}]
                """);

        assertThat(SamplePlan.accepted(SamplePlan.parse(plan)).spec().steps()).hasSize(3);
    }

    private static String inWords(Step step) {
        return switch (step) {
            case Step.Shift shift -> shift.source() + " " + shift.weights() + " for " + shift.bake();
            case Step.Pause pause ->
                pause.source() + " pause"
                        + pause.lasts().map(lasts -> " " + lasts).orElse("");
            case Step.Approval approval ->
                "%s %d of %s%s, then %s"
                        .formatted(
                                approval.source(),
                                approval.count(),
                                approval.group(),
                                approval.timeout().map(time -> " for " + time).orElse(""),
                                approval.onTimeout());
            case Step.Webhook webhook ->
                "%s hook %s for %s, then %s"
                        .formatted(webhook.source(), webhook.hook(), webhook.timeout(), webhook.onFail());
        };
    }
}
