package io.sluice.app;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.configuration.YamlConfigurationFactory;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import io.sluice.app.capsule.Capsule;
import io.sluice.app.capsule.CapsuleFiles;
import io.sluice.app.capsule.Place;
import io.sluice.app.cli.CommandFailed;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.screen.Printable;
import io.sluice.plan.PlanId;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.engine.StoreUnavailable;
import io.sluice.plan.engine.VirtualThreadCalls;
import io.sluice.plan.file.PlanFile;
import io.sluice.provider.Provider;
import io.sluice.traffic.DurationWords;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/**
 * {@code sluice revert --capsules data/capsules}: puts routes back from the capsules of a node, without a service and without a
 * database.
 *
 * <p>It ends with 0 when every route was read back, 1 when one was not, 2 when it was asked for in a way that makes no sense, and 3 when
 * a capsule cannot be used and all others are back.
 */
final class RevertCommand extends Command {
    private static final String CAPSULES = "capsules";
    private static final int MOST_NAMED = 5;

    private final PrintStream out;

    RevertCommand(PrintStream out) {
        super("revert", "Puts routes back from the capsules of a node, without a service and without a database");
        this.out = out;
    }

    @Override
    public void configure(Subparser parser) {
        parser.addArgument("--capsules")
                .metavar("DIR")
                .required(true)
                .help("the capsules: data/capsules of a node, or a copy");
        parser.addArgument("--config")
                .metavar("FILE")
                .setDefault("config.yml")
                .help("the service's own, for its providers; no database of it is opened");
        parser.addArgument("--plan")
                .metavar("ID")
                .action(Arguments.append())
                .help("only this one, also if it has ended; may be given more than once");
        parser.addArgument("--reason").setDefault("ordered by hand").help("for the lines that are printed");
        parser.addArgument("--wait")
                .metavar("10m")
                .setDefault("10m")
                .help("how long a route is tried that does not go back");
        parser.addArgument("--no-guard")
                .action(Arguments.storeTrue())
                .help("ends once all is back, and does not look whether late calls move it again");
        parser.addArgument("--dry-run").action(Arguments.storeTrue()).help("looks, and writes nothing");
        parser.epilog(
                "Ends with 0 when every route is back, 1 when one is not, 2 when the command makes no sense, 3 when a "
                        + "capsule cannot be used and all others are back.");
    }

    @Override
    public void run(Bootstrap<?> bootstrap, Namespace arguments) throws CommandFailed, InterruptedException {
        Duration patience = DurationWords.read(arguments.getString("wait"))
                .orElseThrow(() -> new CommandFailed(Exit.USAGE, "--wait is a duration such as 10m"));
        Path directory = Path.of(arguments.getString("capsules"));
        if (!Files.isDirectory(directory)) {
            throw new CommandFailed(Exit.USAGE, directory + " is no directory of capsules");
        }
        SluiceConfiguration configuration = configuration(bootstrap, Path.of(arguments.getString("config")));
        CapsuleFiles files = CapsuleFiles.of(directory);
        List<PlanId> named = plans(arguments);
        boolean known = !named.isEmpty() || nothingElse(directory, files);
        Found found = capsules(files, named, Place.all(configuration.providers()));
        if (known && found.whole() && found.capsules().isEmpty()) {
            say("there is no capsule in %s: either no plan is under way, or this is not the directory of a node"
                    .formatted(directory));
        }
        Map<String, Provider> opened = open(configuration, found.capsules());
        boolean dry = arguments.getBoolean("dry_run");
        if (!dry && !found.capsules().isEmpty()) {
            int plans = found.capsules().size();
            say((plans == 1 ? "1 plan goes back: " : plans + " plans go back: ") + arguments.getString("reason"));
        }
        boolean well;
        try (VirtualThreadCalls calls = new VirtualThreadCalls()) {
            Way way = new Way(
                    parts(configuration, opened, calls),
                    arguments.getString("reason"),
                    patience,
                    !arguments.getBoolean("no_guard"),
                    this::say);
            well = all(found.capsules(), dry ? way::show : way::back);
        } finally {
            opened.values().forEach(Provider::close);
        }
        if (!well) {
            throw new CommandFailed(
                    Exit.REFUSED, dry ? "not every route was seen; see above" : "not every route is back; see above");
        }
        if (!found.whole() || !known) {
            throw new CommandFailed(Exit.NOT_REACHABLE, "not every capsule could be used; see above");
        }
    }

    private synchronized void say(String line) {
        out.println(Printable.text(line));
        out.flush();
    }

    private static List<PlanId> plans(Namespace arguments) throws CommandFailed {
        List<String> named =
                Optional.ofNullable(arguments.<String>getList("plan")).orElse(List.of());
        List<PlanId> plans = new ArrayList<>();
        for (String id : named) {
            plans.add(PlanId.find(id)
                    .orElseThrow(() -> new CommandFailed(Exit.USAGE, "--plan is the id of a plan, not " + id)));
        }
        return plans;
    }

    private static SluiceConfiguration configuration(Bootstrap<?> bootstrap, Path file) throws CommandFailed {
        try {
            return new YamlConfigurationFactory<>(
                            SluiceConfiguration.class,
                            bootstrap.getValidatorFactory().getValidator(),
                            bootstrap.getObjectMapper(),
                            "dw")
                    .build(bootstrap.getConfigurationSourceProvider(), file.toString());
        } catch (IOException | ConfigurationException e) {
            throw new CommandFailed(Exit.USAGE, "%s cannot be used: %s".formatted(file, Refusal.sentence(e)));
        }
    }

    /**
     * The capsules to use.
     *
     * @param whole whether all that there are, or all that were named, can be used
     */
    private record Found(List<Capsule> capsules, boolean whole) {}

    private Found capsules(CapsuleFiles files, List<PlanId> named, Map<String, Place> places) {
        List<Capsule> usable = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        boolean whole = true;
        try {
            for (PlanId plan :
                    named.isEmpty() ? files.plans() : named) { // newest first: of two for one route it owns it
                Optional<String> objection = objection(files, plan, places, taken, usable);
                objection.ifPresent(why -> say("%s: not used: %s".formatted(plan, why)));
                whole &= objection.isEmpty();
            }
        } catch (StoreUnavailable e) {
            say(String.valueOf(e.getMessage()));
            whole = false;
        }
        return new Found(usable, whole);
    }

    /**
     * Names what may be a capsule under another name, which might be the one that matters.
     *
     * @return whether there is no such file
     * @throws CommandFailed if there is no capsule and something else: it is some other directory
     */
    private boolean nothingElse(Path directory, CapsuleFiles files) throws CommandFailed {
        try {
            List<String> strangers = files.strangers();
            List<String> renamed =
                    strangers.stream().filter(name -> name.endsWith(".json")).toList();
            if (files.plans().isEmpty() && renamed.isEmpty() && !strangers.isEmpty()) {
                boolean above = Files.isDirectory(directory.resolve(CAPSULES));
                throw new CommandFailed(
                        Exit.USAGE,
                        "%s is no directory of capsules: in it are %s%s%s"
                                .formatted(
                                        directory,
                                        String.join(
                                                ", ",
                                                strangers.stream()
                                                        .limit(MOST_NAMED)
                                                        .toList()),
                                        strangers.size() > MOST_NAMED ? ", …" : "",
                                        above ? "; is %s meant?".formatted(directory.resolve(CAPSULES)) : ""));
            }
            renamed.forEach(
                    name -> say("%s: not used: a capsule is called as its plan, pl_….json, and this is the name of none"
                            .formatted(directory.resolve(name))));
            return renamed.isEmpty();
        } catch (StoreUnavailable _) {
            return true; // said by whoever reads the capsules next
        }
    }

    private static Optional<String> objection(
            CapsuleFiles files, PlanId plan, Map<String, Place> places, Set<String> taken, List<Capsule> usable) {
        try {
            Optional<Capsule> capsule = files.find(plan);
            if (capsule.isEmpty()) {
                return Optional.of("there is no capsule of it");
            }
            Optional<String> foreign = capsule.get().foreignTo(places);
            if (foreign.isPresent()) {
                return foreign;
            }
            PlanFile.read(capsule.get().document());
            for (Map.Entry<String, String> route : capsule.get().routeKeys().entrySet()) {
                if (taken.contains(route.getValue())) {
                    return Optional.of("a later plan has its route " + route.getKey());
                }
            }
            taken.addAll(capsule.get().routeKeys().values());
            usable.add(capsule.get());
            return Optional.empty();
        } catch (StoreUnavailable | IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Provider> open(SluiceConfiguration configuration, List<Capsule> capsules) {
        Map<String, Provider> opened = new HashMap<>();
        for (Capsule capsule : capsules) {
            for (Capsule.OfRoute route : capsule.routes().values()) {
                opened.computeIfAbsent(
                        route.provider(),
                        name -> Optional.ofNullable(configuration.providers().get(name))
                                .orElseThrow() // it is not foreign
                                .open(name));
            }
        }
        return opened;
    }

    private static LastResort.Parts parts(
            SluiceConfiguration configuration, Map<String, Provider> opened, VirtualThreadCalls calls) {
        Pace pace = configuration.pace().open();
        return new LastResort.Parts(
                new Providers(opened),
                calls,
                new Decider(pace.withoutCount(), configuration.limits().open().balancerErrorPercent()),
                Clock.tickMillis(ZoneOffset.UTC),
                System::nanoTime);
    }

    /** What is done with one capsule: says whether it went well. */
    private interface Deed {
        boolean on(Capsule capsule) throws InterruptedException;
    }

    /** All side by side: the last plan does not wait for the first. */
    private boolean all(List<Capsule> capsules, Deed deed) throws InterruptedException {
        boolean well = true;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Capsule, Future<Boolean>> running = new LinkedHashMap<>();
            for (Capsule capsule : capsules) {
                running.put(capsule, threads.submit(() -> deed.on(capsule)));
            }
            for (Map.Entry<Capsule, Future<Boolean>> one : running.entrySet()) {
                try {
                    well &= one.getValue().get();
                } catch (ExecutionException e) { // one plan's trouble must not hide what becomes of the others
                    say("%s: NOT back: %s".formatted(one.getKey().plan(), e.getCause()));
                    well = false;
                }
            }
        }
        return well;
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable e) {
        cli.getStdErr().println(e instanceof CommandFailed ? e.getMessage() : "sluice: " + e);
    }
}
