package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanState;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxClient;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.sandbox.world.FixedWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One plan over two routes of a sandbox in this process, and the lives of the service that carry it out. */
final class Migration implements AutoCloseable {
    static final String FIRST_ROUTE = "checkout";

    /** Its new side is not listed at the start, so that the plan has to attach it. */
    static final String SECOND_ROUTE = "search";

    private static final List<String> ROUTES = List.of(FIRST_ROUTE, SECOND_ROUTE);
    private static final Duration LONGEST_RUN = Duration.ofMinutes(4);

    private final Path directory;
    private final Sandbox sandbox;
    private final SandboxClient client;
    private String settings;
    private final List<Duration> firstLooks = new ArrayList<>();
    private @Nullable SluiceProcess life;
    private @Nullable String plan;

    Migration(Path directory, int landsWithin) throws IOException {
        this(directory, landsWithin, "1s, 2s");
    }

    /**
     * A sandbox in its first state, and no service yet.
     *
     * @param landsWithin how many seconds after its end an unanswered call may take effect
     * @param guardLooks when a reverted route is looked at again
     */
    Migration(Path directory, int landsWithin, String guardLooks) throws IOException {
        this.directory = directory;
        this.sandbox = Sandbox.start(SandboxSettings.anyPorts()
                .withHealthTimes(Duration.ofMillis(200), Duration.ofMillis(200))
                .withLandsWithin(Duration.ofSeconds(landsWithin)));
        this.client = sandbox.client();
        this.settings = """
                data: %s
                providers:
                  sandbox:
                    type: aws
                    region: eu-west-1
                    endpoint: %s
                    metricPeriod: 5s
                    metricLag: 0s
                    landsWithin: %ds
                    callDeadline: 5s
                    settle: 0s
                    credentials: {accessKeyId: sandbox, secretAccessKey: sandbox}
                pace: {watch: 1s, firstRetry: 1s, longestRetry: 2s, guardLooks: [%s], untilCounted: 0s}
                """.formatted(directory.resolve("data"), sandbox.controlUrl(), landsWithin, guardLooks);
    }

    /** The same with more lines in {@code config.yml}; to be said before the first life. */
    Migration with(String more) {
        settings += more;
        return this;
    }

    /** A step for each percentage, each baking as long. */
    static String plan(String bake, int... percentages) {
        String steps = Arrays.stream(percentages)
                .mapToObj("  - setWeight: {percent: %%d, bake: %s}".formatted(bake)::formatted)
                .collect(Collectors.joining("\n"));
        return """
                apiVersion: sluice/v1
                name: survives-kills
                from: eu
                to: us
                routes:
                  - name: checkout
                    provider: sandbox
                    listener: %s
                    backends: {eu: {targetGroup: %s}, us: {targetGroup: %s}}
                  - name: search
                    provider: sandbox
                    listener: %s
                    backends: {eu: {targetGroup: %s}, us: {targetGroup: %s}}
                steps:
                %s
                stepTimeout: 2m
                """.formatted(
                        FixedWorld.CHECKOUT_LISTENER,
                        FixedWorld.CHECKOUT_EU,
                        FixedWorld.CHECKOUT_US,
                        FixedWorld.SEARCH_LISTENER,
                        FixedWorld.SEARCH_EU,
                        FixedWorld.SEARCH_US,
                        steps);
    }

    /** Orders faults for the next calls, after {@code skip} of them, that change a route. */
    void faults(String route, int skip, String fault) {
        String arn = route.equals(FIRST_ROUTE) ? FixedWorld.CHECKOUT_LISTENER : FixedWorld.SEARCH_LISTENER;
        client.faults(
                "{\"action\": \"ModifyListener\", \"arn\": \"%s\", \"skip\": %d, %s}".formatted(arn, skip, fault));
    }

    // ---- lives of the service

    /** The first one, which is given the plan. */
    void begin(String planFile, String... doom) throws IOException {
        start(doom);
        life().awaitReady();
        plan = life().submit(planFile);
    }

    void start(String... doom) throws IOException {
        life = SluiceProcess.start(directory, settings, doom);
    }

    SluiceProcess life() {
        if (life == null) {
            throw new IllegalStateException("not started");
        }
        return life;
    }

    /** Kills the service and reads what it left. */
    Kept kill() {
        life().kill();
        return kept();
    }

    /** Starts the service again on what it left, and returns when it has asked the cloud for something. */
    void restart() throws IOException {
        start();
        Instant startedAt = life().startedAt();
        Await.until(
                "the restarted service looks",
                SluiceProcess.LONGEST_START,
                () -> log().firstAskedAfter(startedAt).isBefore(Instant.MAX));
        firstLooks.add(Duration.between(startedAt, log().firstAskedAfter(startedAt)));
    }

    /** How long each restart took until the cloud was asked for the first time. */
    List<Duration> firstLooks() {
        return List.copyOf(firstLooks);
    }

    Kept kept() {
        return Kept.read(directory.resolve("data"), planId());
    }

    String planId() {
        if (plan == null) {
            throw new IllegalStateException("no plan was submitted");
        }
        return plan;
    }

    void orderRevert() {
        life().orderRevert(planId());
    }

    void awaitState(Class<? extends PlanState> state) {
        String word = state.getSimpleName().toLowerCase(Locale.ROOT);
        Await.until(
                "the plan is " + word,
                LONGEST_RUN,
                () -> life().plan(planId()).get("state").asText().equals(word));
    }

    void awaitStep(int step) {
        Await.until(
                "the plan bakes at step " + step,
                LONGEST_RUN,
                () -> life().plan(planId()).get("step").asInt() == step
                        && life().plan(planId()).get("state").asText().equals("baking"));
    }

    // ---- the judge

    CloudLog log() {
        return new CloudLog(client.log(0));
    }

    void awaitFault(String route) {
        Await.until("a call for " + route + " meets its fault", LONGEST_RUN, () -> log().faults(route) > 0);
    }

    /** Waits for the plan's end and holds all that happened against the cloud's log. */
    Kept judge(Class<? extends PlanState> end, int... effects) {
        Kept kept = end(end);
        List<Integer> expected =
                Stream.concat(Stream.of(0), Arrays.stream(effects).boxed()).toList();
        for (String route : ROUTES) {
            assertThat(log().effects(route)).as(route).isEqualTo(expected);
        }
        return kept;
    }

    /**
     * The same for a plan that is reverted somewhere on its way: what had been sent before may land after the baseline is back,
     * and then the baseline comes back again.
     */
    Kept judgeRevert(int... steps) {
        Kept kept = end(Reverted.class);
        kept.goesForwardNeverAfterTheRevert();
        List<Integer> forward = Arrays.stream(steps).boxed().toList();
        for (String route : ROUTES) {
            List<Integer> effects = log().effects(route);
            List<Integer> taken =
                    effects.stream().filter(percent -> percent > 0).toList();
            assertThat(forward).as(route).startsWith(taken.toArray(Integer[]::new));
            assertThat(effects.getLast()).as(route).isZero();
        }
        return kept;
    }

    private Kept end(Class<? extends PlanState> end) {
        life().awaitReady();
        awaitState(end);
        life().terminate();
        assertThat(life().awaitExit(Duration.ofSeconds(30)))
                .as("ends when told to")
                .isPresent();
        Kept kept = kept();
        assertThat(kept.plan().state()).isInstanceOf(end);
        ROUTES.forEach(route -> kept.announces(log().calls(route)));
        return kept;
    }

    @Override
    public void close() {
        Stream.of(life, client, sandbox).forEach(Migration::close);
    }

    private static void close(@Nullable AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
