package io.sluice.plan.preview;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanSpec;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A preview as people read it: every write, when what happens, and what is worth a second look. */
public final class PreviewText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE dd MMM HH:mm:ss x", Locale.ROOT);
    private static final DateTimeFormatter MADE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final Preview preview;
    private final PlanSpec spec;
    private final ZoneId zone;
    private final List<String> lines = new ArrayList<>();

    private PreviewText(Preview preview) {
        this.preview = preview;
        this.spec = preview.scene().spec();
        this.zone = spec.schedule().timeZone();
    }

    /** Lines of at most {@value TextTable#WIDTH} characters; times are in the zone of the plan's schedule. */
    public static String of(Preview preview) {
        return new PreviewText(preview).write();
    }

    private String write() {
        head();
        part("Routes", routes());
        part("Targets", targets());
        part("Writes", writes());
        part("Calendar", calendar());
        part("Gates", gates());
        part("Calls", calls());
        preview.cost().ifPresent(cost -> part(costTitle(cost), cost(cost)));
        part("Hazards", hazards());
        return String.join("\n", lines) + "\n";
    }

    private void head() {
        lines.add("Preview of %s".formatted(spec.name()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "made", MADE.format(preview.at().atZone(zone)) + " (" + zone + "), for a plan that is submitted then"));
        rows.add(List.of("starts", preview.startsAt().map(this::time).orElse("never")));
        rows.add(List.of(
                "ends",
                preview.end()
                        .map(end -> time(end) + ", " + preview.endsAs()
                                + (preview.openEnds().isEmpty() ? "" : ", or later: it waits for somebody")
                                + (preview.stages().stream().anyMatch(Stage::estimated)
                                        ? ", as far as its gates' need of data can be told"
                                        : ""))
                        .or(() -> preview.cutOffAt().map(at -> "not foreseen; only until " + time(at) + " is"))
                        .orElse("never; it stays " + preview.endsAs())));
        rows.add(List.of("writes", Integer.toString(preview.writes().size())));
        rows.add(List.of("hazards", Integer.toString(preview.hazards().size())));
        lines.addAll(TextTable.lines(rows));
        preview.obstacles()
                .forEach(obstacle -> lines.addAll(TextTable.wrapped(
                        "IN THE WAY: %s. All below is as if that were over.".formatted(obstacle), TextTable.WIDTH)));
        lines.add("");
        lines.add("To start exactly this: POST /api/v1/plans?preview=");
        lines.add("  " + preview.digest());
    }

    private void part(String title, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            lines.add("");
            lines.add(title);
            lines.addAll(TextTable.lines(rows));
        }
    }

    private List<List<String>> routes() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("route", "provider", "live", "what it is"));
        for (Route route : spec.routes()) {
            ObservedRoute seen = preview.scene().route(route.name());
            rows.add(List.of(
                    route.name(),
                    route.ref().provider(),
                    natives(seen.natives()),
                    seen.traits().kind()));
        }
        return rows;
    }

    /** Of each side on each route, where the cloud tells. */
    private List<List<String>> targets() {
        List<List<String>> rows = new ArrayList<>();
        spec.routes()
                .forEach(route -> new TreeMap<>(
                                preview.scene().around().healthy().getOrDefault(route.name(), Map.of()))
                        .forEach((side, targets) -> rows.add(List.of(
                                route.name(),
                                side.name(),
                                switch (targets) {
                                    case Measured(double healthy) -> number(healthy) + " healthy";
                                    case Missing(String why) -> "not known: " + why;
                                }))));
        return rows;
    }

    private static String costTitle(RunCost cost) {
        return "Cost, more than staying, with as much traffic and as many targets as now"
                + cost.asOf()
                        .map(asOf -> " (prices of %s)".formatted(LocalDate.ofInstant(asOf, ZoneOffset.UTC)))
                        .orElse("");
    }

    private static List<List<String>> cost(RunCost cost) {
        List<List<String>> rows = new ArrayList<>();
        boolean allAlike =
                cost.steps().stream().map(RunCost.OfStep::perHour).distinct().count() == 1;
        cost.steps().stream()
                .limit(allAlike ? 1 : cost.steps().size())
                .forEach(step -> rows.add(List.of(
                        allAlike ? "each step" : "step " + step.step(), money(step.perHour(), " an hour", cost))));
        rows.add(List.of("run", money(cost.untilEnd(), " until its end", cost)));
        return rows;
    }

    private static String money(Reading reading, String time, RunCost cost) {
        return switch (reading) {
            case Measured(double amount) -> RunCost.rounded(amount).toPlainString() + " " + cost.currency() + time;
            case Missing(String why) -> "not known: " + why;
        };
    }

    private List<List<String>> writes() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("#", "when", "step", "route", "error", "asks for", "from -> to"));
        for (NativeWrite write : preview.writes()) {
            rows.add(List.of(
                    Integer.toString(write.number()),
                    time(write.at()),
                    Integer.toString(write.step()),
                    write.route(),
                    points(write.error()),
                    word(write.purpose()) + " " + Splits.of(spec, write.wanted()),
                    natives(write.from()) + " -> " + natives(write.to())));
        }
        return rows.size() == 1 ? List.of() : rows;
    }

    private static String word(Purpose purpose) {
        return switch (purpose) {
            case ATTACH -> "attach";
            case FORWARD -> "shift to";
            case BACK -> "step back to";
            case REASSERT -> "reassert";
            case REVERT -> "revert to";
        };
    }

    private List<List<String>> calendar() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("step", "from", "bakes from", "until", "what"));
        for (Stage stage : preview.stages()) {
            rows.add(List.of(
                    Integer.toString(stage.step()),
                    time(stage.from()),
                    stage.shownAt().map(this::time).orElse("-"),
                    (stage.estimated() ? "~ " : "") + time(stage.until()),
                    stage.what()));
            stage.holds()
                    .forEach(hold -> rows.add(List.of("", time(hold.from()), "waits", time(hold.until()), hold.by())));
            preview.openEnds().stream()
                    .filter(end -> end.step() == stage.step()
                            && !end.at().isBefore(stage.from())
                            && !end.at().isAfter(stage.until()))
                    .forEach(end -> rows.add(List.of("", time(end.at()), "waits", "somebody", end.why())));
        }
        return rows;
    }

    private List<List<String>> gates() {
        List<List<String>> rows = new ArrayList<>();
        for (Gate gate : spec.gates()) {
            rows.add(List.of(
                    gate.name(),
                    "every " + DurationWords.write(gate.every()),
                    gate.onFail().name().toLowerCase(Locale.ROOT) + "s",
                    gate.figure().word() + " " + judged(gate)));
        }
        preview.power()
                .forEach(power -> rows.add(List.of(
                        power.gate(),
                        "step " + power.step(),
                        power.enough() ? "enough" : "NOT ENOUGH",
                        power.reason())));
        return rows;
    }

    /** What a gate wants, in a few words. */
    private static String judged(Gate gate) {
        return switch (gate.judge()) {
            case Judge.Limits(Optional<Double> min, Optional<Double> max) ->
                Stream.of(min.map(least -> "at least " + number(least)), max.map(most -> "at most " + number(most)))
                                .flatMap(Optional::stream)
                                .collect(joining(" and "))
                        + " " + gate.figure().unit();
            case Judge.Compare(var with, double increase, Optional<Double> decrease) ->
                "at most %s %% above %s%s"
                        .formatted(
                                number(increase),
                                with,
                                decrease.map(below -> ", at most %s %% below".formatted(number(below)))
                                        .orElse(""));
            case Judge.Sequential(var with, double increase) ->
                "tested to be at most %s %% above %s".formatted(number(increase), with);
            case Judge.Share(double margin) ->
                "tested to follow the weights, odds within %s %%".formatted(number(margin));
            case Judge.Canary canary ->
                "scored against %s, passes from %s of 100".formatted(canary.with(), number(canary.pass()));
            case Judge.BurnRate burn ->
                "burns the budget of %s %% at most %s times as fast as allowed"
                        .formatted(number(burn.objectivePercent()), number(burn.maxRate()));
            case Judge.Budget(double most) -> "spends at most " + number(most) + " more";
            case Judge.OfHook _ -> "is pass";
        };
    }

    private List<List<String>> calls() {
        List<List<String>> rows = new ArrayList<>();
        for (AccountCalls calls : preview.calls()) {
            rows.add(List.of(
                    calls.provider(),
                    calls.quota(),
                    Stream.of(
                                    Optional.of("%s a minute while it bakes, %s %% of what the account allows"
                                                    .formatted(number(calls.perMinute()), number(calls.percent())))
                                            .filter(_ -> calls.perMinute() > 0),
                                    Optional.of("%d for its writes".formatted(calls.writes()))
                                            .filter(_ -> calls.writes() > 0))
                            .flatMap(Optional::stream)
                            .collect(joining("; "))));
        }
        return rows;
    }

    private List<List<String>> hazards() {
        return preview.hazards().stream()
                .map(hazard -> List.of(hazard.name(), hazard.where(), hazard.sentence()))
                .toList();
    }

    private String time(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }

    /** The integers of a split, zeros included. */
    static String natives(Map<Side, Integer> natives) {
        return natives.entrySet().stream()
                .map(side -> side.getKey() + " " + side.getValue())
                .collect(joining(", "));
    }

    /** Percentage points, to a hundredth. */
    static String points(double points) {
        return number(points);
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
