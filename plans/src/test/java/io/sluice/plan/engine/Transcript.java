package io.sluice.plan.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.HookAnswer.Says;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanSpec.AtEnd;
import io.sluice.plan.PlanSpec.OnDrift;
import io.sluice.plan.PlanSpec.OnStuck;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.Principal;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Step;
import io.sluice.plan.Told;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.provider.inmemory.Effect;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.provider.inmemory.Mishap;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightScale;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plays a story through the real engine over a store and a cloud in memory, and writes down after each command what the journal
 * says (left) and which weights the cloud really got for it (right).
 *
 * <pre>
 * > plan api, edge; 5% for 1m; 100%; errors every 10s revert     what is submitted, at 08:00:00 on a Tuesday
 * > plan edge; 5% for 1h least 2m; 100%                          an automatic bake, of 2 minutes at least
 * > plan edge; 5% for 1m; 100%; sequential every 10s hold 50%    other judges of errors; wait at the end: waits while undecided
 * > plan edge; 5% for 1m; 100%; share every 10s hold 10%; burn-rate every 10s revert 99.9% 2m 20s 10
 * > plan edge; 5% for 1h; 100%; schedule {windows: [{days: daily, open: "07:00", close: "08:30"}]}   as plan files write it
 * > plan edge; 5% for 1m; 100%; at-end revert                  a drill: all is put back at the end
 * > begin 2026-10-23T18:00:00Z                                   before the plan: all begins then instead
 * > tick                                                         the engine looks once
 * > after 30s                                                    time goes by, and the engine looks whenever it wanted to
 * > down 24h                                                     time goes by, and nobody looks until it has
 * > cloud: edge us errors 20 | missing                           what is measured from now on
 * > cloud: edge us requests 400                                  in each window
 * > cloud: edge traffic stays | follows                         where it is, whatever weights the route shows from now on
 * > cloud: edge us healthy 0                                     targets that pass their check
 * > cloud: edge stranger eu=60 us=40                             somebody else changes a route
 * > cloud: edge next write lost | unanswered | late 12s | throttled | denied
 * > cloud: edge next 8 writes lost
 * > cloud: metrics down | back
 * > plan edge; 5% for 1m; webhook smoke for 5m revert; 100%; asks warm every 10s hold     a step and a gate that ask hooks
 * > hook: smoke pass | fail "why" | wait "why" | unknown "why" | refused "why" | silent "why"   what it says from now on
 * > hook: smoke wait 30s "why"                                 and wants to be asked again then
 * > operator: pause | resume | resume reassert | resume adopt | promote | cancel | revert "why"
 * </pre>
 *
 * <p>A lost call may land within 20 s of its deadline of 2 s, over whatever was written meanwhile; metrics come every 5 s
 * without lag.
 */
final class Transcript {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(2));
    private static final String BEGIN = "> begin ";
    private static final int LEFT = 66;
    private static final People LEADS =
            new People(Map.of("leads", Set.of(new Principal("alice"), new Principal("Bob"), Principal.LOCAL)));

    private final Instant start;
    private final ManualClock clock;
    private final InMemoryCloud cloud;
    private final MemoryPlanStore store;
    private final Map<PlanId, Instant> alarms = new HashMap<>();
    private final Map<String, HookAnswer> said = new HashMap<>();
    private final Engine engine;
    private final Moves moves;
    private PlanId id = Specs.id(1);
    private ApprovalEvidence seen = new ApprovalEvidence("", 0, Map.of());
    private long told;
    private int effectsTold;

    private Transcript(Instant start) {
        this.start = start;
        this.clock = new ManualClock(start);
        this.cloud = new InMemoryCloud("memory", clock::real, new WeightScale(999), false, Duration.ZERO);
        this.store = new MemoryPlanStore(clock);
        Map<String, Hook> hooks = new HashMap<>();
        for (String name : List.of("smoke", "warm")) {
            said.put(name, HookAnswer.of(Says.PASS, ""));
            hooks.put(name, new ScriptedHook(() -> said.getOrDefault(name, HookAnswer.of(Says.PASS, ""))));
        }
        Providers providers = new Providers(
                Map.of("p", new InMemoryProvider(cloud, "p", TIMING)),
                Map.of(),
                Optional.empty(),
                CalendarBook.NONE,
                hooks);
        Alarm alarm = (plan, at) -> alarms.merge(plan, at, (one, other) -> one.isBefore(other) ? one : other);
        engine = new Engine(
                store,
                providers,
                Calls.inline(),
                new Decider(Pace.STANDARD, 5.0),
                (_, _) -> {},
                alarm,
                clock,
                clock::nanoTime);
        moves = new Moves(store, engine.journal(), engine::seizeAndTick, alarm, LEADS, clock, () -> Specs.id(2));
    }

    /** The same story with what really follows from each command; comments and empty lines stay. */
    static String play(String script) {
        Transcript transcript = new Transcript(script.lines()
                .filter(line -> line.startsWith(BEGIN))
                .findFirst()
                .map(line -> Instant.parse(line.substring(BEGIN.length())))
                .orElse(START));
        StringBuilder played = new StringBuilder();
        for (String line : script.lines().toList()) {
            if (line.startsWith(BEGIN)) {
                played.append(line).append('\n');
            } else if (line.startsWith(">")) {
                played.append(line).append('\n');
                String refused = transcript.obey(line.substring(1).strip());
                transcript
                        .tell(line.startsWith("> cloud") || line.startsWith("> hook"), refused)
                        .forEach(said -> played.append(said.stripTrailing()).append('\n'));
            } else if (line.isBlank() || line.startsWith("#")) {
                played.append(line).append('\n');
            }
        }
        Plan plan = transcript.store.plan(Specs.id(1));
        SchedulePromises.check(plan.spec(), transcript.store.journal(plan.id(), 0, Integer.MAX_VALUE));
        return played.toString();
    }

    /** @return what was refused, empty if nothing was */
    private String obey(String command) {
        List<String> words = Arrays.asList(command.split("\\s+", -1));
        switch (words.getFirst()) {
            case "plan" -> submit(command.substring("plan".length()));
            case "tick" -> tick();
            case "down" -> {
                clock.advance(duration(words.get(1)));
                tick();
            }
            case "after" -> after(duration(words.get(1)));
            case "clock" -> setClock(words.get(1), duration(words.get(2)));
            case "cloud:" -> cloud(words);
            case "hook:" -> hook(command, words);
            case "operator:" -> {
                return operator(command);
            }
            case "approver" -> {
                return approver(command, new Principal(words.get(1)), words.get(2));
            }
            default -> throw new IllegalArgumentException("no such command: " + command);
        }
        return "";
    }

    // ---- the plan

    private void submit(String written) {
        List<String> parts =
                Arrays.stream(written.split(";", -1)).map(String::strip).toList();
        List<String> routes = Arrays.stream(parts.getFirst().split(",", -1))
                .map(String::strip)
                .toList();
        Specs specs = Specs.over(routes.stream().map(route -> "p/" + route).toArray(String[]::new))
                .stepTimeout(Duration.ofMinutes(2));
        parts.subList(1, parts.size()).forEach(part -> say(specs, part, part.split(" ", -1)));
        for (String route : routes) {
            cloud.backend(route + "-us", 3);
            cloud.route(route, Map.of(route + "-eu", 1));
        }
        PlanSpec spec = specs.build();
        Map<String, String> keys = new HashMap<>();
        routes.forEach(route -> keys.put(route, "p/" + route));
        store.create(new PlanStore.NewPlan(
                id,
                spec,
                "{}",
                "sha256:0",
                keys,
                List.of(new PlanEvent.Submitted("sha256:0", spec.expected().byRoute())),
                Principal.LOCAL,
                start,
                start,
                Optional.empty()));
        alarms.put(id, start);
    }

    private static void say(Specs specs, String part, String... words) {
        switch (words[0]) {
            case "errors" ->
                specs.errors(
                        duration(words[2]),
                        Gate.OnFail.valueOf(words[3].toUpperCase(Locale.ROOT)),
                        Gate.OnNoData.HOLD,
                        0);
            case "sequential" ->
                judged(specs, Signal.ERROR_RATE, new Judge.Sequential(Specs.EU, percent(words[4])), words);
            case "share" -> judged(specs, Signal.REQUESTS, new Judge.Share(percent(words[4])), words);
            case "burn-rate" ->
                judged(
                        specs,
                        Signal.ERROR_RATE,
                        new Judge.BurnRate(
                                percent(words[4]),
                                duration(words[5]),
                                duration(words[6]),
                                Double.parseDouble(words[7])),
                        words);
            case "window" ->
                specs.schedule(new Schedule(
                        Optional.empty(),
                        ZoneOffset.UTC,
                        List.of(new Schedule.Window(
                                Set.of(DayOfWeek.values()), LocalTime.parse(words[1]), LocalTime.parse(words[3]))),
                        List.of(),
                        AtWindowEnd.HOLD,
                        false));
            case "approval" ->
                specs.approval(
                        words[1],
                        Integer.parseInt(words[2]),
                        words.length > 3 ? Optional.of(duration(words[4])) : Optional.empty(),
                        words.length > 5
                                ? Step.OnTimeout.valueOf(words[5].toUpperCase(Locale.ROOT))
                                : Step.OnTimeout.HOLD);
            case "webhook" ->
                specs.webhook(words[1], duration(words[3]), Gate.OnFail.valueOf(words[4].toUpperCase(Locale.ROOT)));
            case "asks" ->
                specs.asking(
                        words[1],
                        words[1],
                        duration(words[3]),
                        Gate.OnFail.valueOf(words[4].toUpperCase(Locale.ROOT)),
                        Gate.OnNoData.HOLD);
            case "schedule" -> specs.schedule(schedule(part.substring("schedule".length())));
            case "stuck" -> specs.onStuck(OnStuck.valueOf(words[1].toUpperCase(Locale.ROOT)));
            case "at-end" -> specs.atEnd(AtEnd.valueOf(words[1].toUpperCase(Locale.ROOT)));
            case "drift" -> specs.onDrift(OnDrift.valueOf(words[1].toUpperCase(Locale.ROOT)));
            case "pause" -> specs.pause(words.length > 1 ? Optional.of(duration(words[2])) : Optional.empty());
            default -> {
                if (!words[0].endsWith("%")) {
                    throw new IllegalArgumentException("no such part of a plan: " + part);
                }
                specs.shift((int) percent(words[0]), words.length > 1 ? duration(words[2]) : Duration.ZERO);
                if (words.length > 3) {
                    specs.least(duration(words[4]));
                }
            }
        }
    }

    /** A schedule as plan files write it. */
    private static Schedule schedule(String written) {
        String file =
                "{apiVersion: sluice/v1, name: any, from: eu, to: us, steps: [{setWeight: 100}], routes: [{name: any, "
                        + "provider: any, backends: {eu: {any: a}, us: {any: b}}}], schedule: " + written + "}";
        return switch (PlanFile.parse(file.getBytes(UTF_8), PlanFile.Format.YAML)) {
            case ParsedPlan.Accepted accepted -> accepted.spec().schedule();
            case ParsedPlan refused -> throw new IllegalArgumentException("no schedule: " + refused);
        };
    }

    private static void judged(Specs specs, Signal signal, Judge judge, String... words) {
        boolean waits = words[words.length - 1].equals("wait");
        specs.judged(
                words[0],
                signal,
                duration(words[2]),
                judge,
                Gate.OnFail.valueOf(words[3].toUpperCase(Locale.ROOT)),
                waits ? Gate.OnUndecided.WAIT : Gate.OnUndecided.PROCEED);
    }

    private static double percent(String word) {
        if (!word.endsWith("%")) {
            throw new IllegalArgumentException("no percentage: " + word);
        }
        return Double.parseDouble(word.substring(0, word.length() - 1));
    }

    private static Duration duration(String word) {
        return DurationWords.read(word).orElseThrow(() -> new IllegalArgumentException("no duration: " + word));
    }

    // ---- what happens

    private void tick() {
        alarms.remove(id);
        engine.tick(id);
    }

    private void after(Duration time) {
        Instant end = clock.instant().plus(time);
        for (Instant next = alarm(); !next.isAfter(end); next = alarm()) {
            clock.advanceTo(next);
            tick();
        }
        clock.advanceTo(end);
    }

    /** Somebody sets this machine's clock; what wakes by it is woken at once. */
    private void setClock(String direction, Duration by) {
        clock.set(direction.equals("back") ? by.negated() : by);
        tick();
    }

    private Instant alarm() {
        return alarms.getOrDefault(id, Instant.MAX);
    }

    private void cloud(List<String> words) {
        if (words.get(1).equals("metrics")) {
            cloud.failSignals(
                    words.get(2).equals("down")
                            ? Optional.of(new ProviderError.Unavailable("metrics are down"))
                            : Optional.empty());
            return;
        }
        String route = words.get(1);
        switch (words.get(2)) {
            case "stranger" -> {
                Map<String, Integer> natives = new TreeMap<>();
                for (String weight : words.subList(3, words.size())) {
                    String[] parts = weight.split("=", -1);
                    natives.put(route + "-" + parts[0], Integer.parseInt(parts[1]));
                }
                cloud.strangerSets(route, natives);
            }
            case "traffic" -> {
                if (words.get(3).equals("stays")) {
                    cloud.trafficStays(route);
                } else {
                    cloud.trafficFollows(route);
                }
            }
            case "next" -> {
                int times = words.get(3).equals("write") ? 1 : Integer.parseInt(words.get(3));
                List<String> what = words.subList(words.get(3).equals("write") ? 4 : 5, words.size());
                for (int i = 0; i < times; i++) {
                    cloud.onNextWrite(route, mishap(what));
                }
            }
            default -> measured(route + "-" + words.get(2), words.get(3), words.get(4));
        }
    }

    private void hook(String command, List<String> words) {
        String why =
                command.contains("\"") ? command.substring(command.indexOf('"') + 1, command.lastIndexOf('"')) : "";
        said.put(
                words.get(1),
                new HookAnswer(
                        Says.valueOf(words.get(2).toUpperCase(Locale.ROOT)),
                        why,
                        Optional.empty(),
                        Optional.empty(),
                        words.size() > 3 ? DurationWords.read(words.get(3)) : Optional.empty()));
    }

    private void measured(String backend, String what, String value) {
        Signal signal = what.equals("requests") ? Signal.REQUESTS : Signal.ERROR_RATE;
        if (what.equals("healthy")) {
            cloud.backend(backend, Integer.parseInt(value));
        } else {
            cloud.measure(
                    backend,
                    signal,
                    value.equals("missing") ? new Missing("no requests") : new Measured(Double.parseDouble(value)));
        }
    }

    private static Mishap mishap(List<String> words) {
        return switch (words.getFirst()) {
            case "lost" -> new Mishap.LoseRequest();
            case "unanswered" -> new Mishap.LoseReply();
            case "late" -> new Mishap.LandLate(duration(words.get(1)));
            case "throttled" -> new Mishap.Refuse(new ProviderError.Throttled("rate exceeded", Optional.empty()));
            case "denied" -> new Mishap.Refuse(new ProviderError.Denied("not allowed"));
            default -> throw new IllegalArgumentException("no such mishap: " + words);
        };
    }

    private String operator(String command) {
        String reason = command.substring(command.indexOf('"') + 1, command.lastIndexOf('"'));
        String move =
                command.substring("operator:".length(), command.indexOf('"')).strip();
        Principal by = Principal.LOCAL;
        Moves.Moved moved = switch (move) {
            case "pause" -> moves.pause(id, reason, by);
            case "resume" -> moves.resume(id, Optional.empty(), reason, by);
            case "resume reassert" -> moves.resume(id, Optional.of(DriftChoice.REASSERT), reason, by);
            case "resume adopt" -> moves.resume(id, Optional.of(DriftChoice.ADOPT), reason, by);
            case "promote" -> moves.promote(id, reason, by);
            case "cancel" -> moves.cancel(id, reason, by);
            case "revert" -> moves.revert(id, false, reason, by);
            default -> throw new IllegalArgumentException("no such move: " + move);
        };
        return answer(moved);
    }

    /** Somebody approves what the plan shows, or what it showed when {@code stale} was said, or rejects it. */
    private String approver(String command, Principal by, String move) {
        String reason = command.substring(command.indexOf('"') + 1, command.lastIndexOf('"'));
        return switch (move) {
            case "sees" -> {
                seen = store.plan(id).approval().orElseThrow().evidence("sha256:0");
                yield "";
            }
            case "approves" -> answer(moves.approve(id, seen, reason, by));
            case "rejects" -> answer(moves.reject(id, reason, by));
            default -> throw new IllegalArgumentException("no such move: " + move);
        };
    }

    private String answer(Moves.Moved moved) {
        return switch (moved) {
            case Moves.Moved.InForce(Plan plan) -> {
                if (!plan.id().equals(id)) {
                    id = plan.id();
                    told = 0;
                }
                yield "";
            }
            case Moves.Moved.NotAllowed(Plan _, String why) -> "refused: " + why;
            case Moves.Moved.Forbidden(Plan _, String why) -> "forbidden: " + why;
            case Moves.Moved.OwnedByOther(Plan _, String route, PlanId owner) -> "refused: " + owner + " owns " + route;
        };
    }

    // ---- what is told

    private List<String> tell(boolean onlyWhatHappened, String refused) {
        List<Effect> effects = new ArrayList<>(cloud.effects());
        effects.subList(0, effectsTold).clear();
        effectsTold += effects.size();
        List<String> said = new ArrayList<>();
        for (JournalLine line : store.journal(id, told, Integer.MAX_VALUE)) {
            told = line.seq();
            effects.removeIf(effect -> effect.at().isBefore(line.at()) && said.add(alone(effect)));
            Optional<Effect> done = effects.stream()
                    .filter(effect -> effect.requestId().equals(id + "-" + outcomeOf(line.event())))
                    .filter(effect -> effect.at().equals(line.at()))
                    .findFirst();
            done.ifPresent(effects::remove);
            said.add(row(
                    time(line.at()) + "  " + by(line) + Told.event(line.event()),
                    done.map(Transcript::natives).orElse("")));
        }
        effects.forEach(effect -> said.add(alone(effect)));
        if (!refused.isEmpty()) {
            said.add("  " + refused);
        }
        if (!onlyWhatHappened) {
            said.add("  = " + state());
        }
        return said;
    }

    private static String by(JournalLine line) {
        return line.by().equals(Principal.SLUICE) ? "" : line.by() + ": ";
    }

    private static int outcomeOf(PlanEvent event) {
        return switch (event) {
            case PlanEvent.WriteApplied(int write) -> write;
            case PlanEvent.WriteUnknown(int write, String _) -> write;
            default -> 0;
        };
    }

    private static String alone(Effect effect) {
        String who = effect.requestId().isEmpty()
                ? "somebody else"
                : "write " + effect.requestId().substring(effect.requestId().lastIndexOf('-') + 1) + " lands late";
        return row(time(effect.at()) + "  ~ " + who, natives(effect));
    }

    private static String natives(Effect effect) {
        return effect.natives().entrySet().stream()
                .map(weight -> weight.getKey().substring(effect.route().length() + 1) + "=" + weight.getValue())
                .collect(joining(" ", effect.route() + " ", ""));
    }

    private static String row(String left, String right) {
        String padded = "  " + left + " ".repeat(Math.max(0, LEFT - left.length()));
        return right.isEmpty() ? "  " + left : padded + " | " + right;
    }

    private static String time(Instant at) {
        return Told.shortTimes(at.toString());
    }

    private String state() {
        Plan plan = store.plan(id);
        String word = plan.state() instanceof Held(var _, HoldReason why, var _)
                ? "held by " + why.word()
                : plan.state().word();
        String waits = store.findLook(id)
                .filter(_ -> !plan.isTerminal())
                .map(look -> ": " + Told.shortTimes(look.reason()))
                .orElse("");
        return word + waits;
    }
}
