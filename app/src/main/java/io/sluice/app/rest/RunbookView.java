package io.sluice.app.rest;

import io.sluice.plan.runbook.Runbook;
import io.sluice.plan.runbook.Runbook.OfRoute;
import io.sluice.plan.runbook.Runbook.Way;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A runbook as clients see it. */
record RunbookView(String plan, String name, String owner, Instant frozenAt, List<RouteView> routes) {
    /**
     * One route.
     *
     * @param baseline percent of each side that was listed
     * @param natives the cloud's own integers for the same, as far as they are known
     * @param unknown why there are no commands, where the route's adapter cannot say them
     */
    record RouteView(
            String name,
            String provider,
            Map<String, BigDecimal> baseline,
            Map<String, Integer> natives,
            Optional<String> stickiness,
            List<String> remarks,
            List<CommandView> commands,
            Optional<String> unknown) {}

    /**
     * One command.
     *
     * @param purpose {@code look | prepare | change | check}; none but {@code change} changes anything in a cloud
     * @param shell as it is given at a POSIX shell
     */
    record CommandView(String purpose, String why, String shell) {
        static CommandView of(ShellCommand command) {
            return new CommandView(command.purpose().name().toLowerCase(Locale.ROOT), command.why(), command.text());
        }
    }

    static RunbookView of(Runbook runbook) {
        return new RunbookView(
                runbook.plan().value(),
                runbook.name(),
                runbook.owner(),
                runbook.frozenAt(),
                runbook.routes().stream().map(RunbookView::of).toList());
    }

    private static RouteView of(OfRoute route) {
        ByHand byHand = switch (route.way()) {
            case Way.Known(ByHand known) -> known;
            case Way.Unknown _ -> new ByHand(Map.of(), List.of(), List.of());
        };
        Map<String, Integer> natives = new LinkedHashMap<>();
        byHand.natives().forEach((side, weight) -> natives.put(side.name(), weight));
        return new RouteView(
                route.name(),
                route.provider(),
                percents(route, byHand),
                natives,
                route.stickiness().map(DurationWords::write),
                byHand.remarks(),
                byHand.commands().stream().map(CommandView::of).toList(),
                route.way() instanceof Way.Unknown(String why) ? Optional.of(why) : Optional.empty());
    }

    private static Map<String, BigDecimal> percents(OfRoute route, ByHand byHand) {
        TreeSet<Side> listed = new TreeSet<>(route.baseline().sides());
        listed.addAll(byHand.natives().keySet());
        Map<String, BigDecimal> percents = new LinkedHashMap<>();
        listed.forEach(side -> percents.put(side.name(), route.baseline().percent(side)));
        return percents;
    }
}
