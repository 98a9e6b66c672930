package io.sluice.sandbox;

import io.sluice.sandbox.aws.AwsEndpoint;
import io.sluice.sandbox.aws.EventHistory;
import io.sluice.sandbox.azure.ApplicationGateways;
import io.sluice.sandbox.azure.AzureCloud;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.sandbox.azure.OriginGroups;
import io.sluice.sandbox.azure.TrafficManagerProfiles;
import io.sluice.sandbox.faults.ControlPlane;
import io.sluice.sandbox.faults.FaultScript;
import io.sluice.sandbox.faults.RequestLog;
import io.sluice.sandbox.faults.ScriptedChanges;
import io.sluice.sandbox.gcp.FixedGcp;
import io.sluice.sandbox.gcp.GcpCloud;
import io.sluice.sandbox.http.LoopbackServer;
import io.sluice.sandbox.http.PortTaken;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.metrics.Meter;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.route53.BalancerAliases;
import io.sluice.sandbox.route53.FixedZone;
import io.sluice.sandbox.route53.Route53Cloud;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.DataPlane;
import io.sluice.sandbox.traffic.LoadOrder;
import io.sluice.sandbox.traffic.Resolver;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.sandbox.world.HealthJudge;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.World;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The small cloud, running: in a process of its own, or within a test. */
public final class Sandbox implements AutoCloseable {
    private static final long TICK_MILLIS = 100;
    private static final int TICKS_PER_MEASUREMENT = 10;

    /** The listeners that have a port that is known: each the first way to backends of its own. */
    private static final List<String> LISTENERS =
            List.of("checkout", "search", "portal", "orders", FixedGcp.API, "gateway", "frontdoor");

    /** The names by which clients come to backends of their own. */
    private static final List<String> NAMES = List.of("portal-tm", "orders-db", "reports-db");

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final DataPlane dataPlane;
    private final List<Cloud> clouds;
    private final LoopbackServer control;
    private final ScriptedChanges changes = new ScriptedChanges();
    private volatile boolean closed;

    private Sandbox(SandboxSettings settings) throws IOException {
        try {
            InstantSource clock = InstantSource.system();
            RequestLog log = opened(RequestLog.open(clock, settings.log()));
            Map<String, Backends> backends = new LinkedHashMap<>();
            for (String arn : FixedWorld.TARGET_GROUPS) {
                backends.put(arn, opened(Backends.start(arn)));
            }
            Map<String, List<Integer>> ports = new LinkedHashMap<>();
            backends.forEach((arn, behind) -> ports.put(arn, behind.ports()));
            World world = new World(FixedWorld.start(ports), clock);
            HealthJudge judge =
                    new HealthJudge(settings.healthyAfter(), settings.drainsFor(), arn -> isHealthy(backends.get(arn)));
            Metrics metrics = new Metrics(clock, settings.publishedEvery(), settings.metricLag());
            this.dataPlane = opened(new DataPlane(world, judge, backends, new Meter(metrics)));
            for (Listener listener : world.current().listeners().values()) {
                dataPlane.open(listener, settings.listenerPorts().getOrDefault(listener.name(), 0));
            }
            FaultScript faults = new FaultScript();
            ControlPlane controlPlane = new ControlPlane(faults, log, clock);
            EventHistory history = new EventHistory();
            AwsEndpoint aws =
                    new AwsEndpoint(world, judge, metrics, controlPlane, ports, settings.signaturesLast(), history);
            TrafficManagerProfiles trafficManager = trafficManager(settings, clock);
            Map<String, Backends> behindGateways = behindGateways();
            List<Backends> behindEdge = behindNames(AzureWorld.FRONTDOOR_EU, AzureWorld.FRONTDOOR_US);
            AzureCloud azure = new AzureCloud(
                    controlPlane,
                    settings.operationsTake(),
                    operations -> List.of(
                            new ApplicationGateways(operations, metrics, behindGateways, clock),
                            trafficManager,
                            new OriginGroups(operations, metrics, behindEdge, clock)));
            azure.open(dataPlane, settings.listenerPorts());
            Route53Cloud route53 =
                    route53(settings, controlPlane, log, clock, new BalancerAliases(world, judge, dataPlane), history);
            GcpCloud gcp = opened(new GcpCloud(
                    dataPlane,
                    settings.listenerPorts().getOrDefault(FixedGcp.API, 0),
                    controlPlane,
                    faults,
                    log,
                    metrics,
                    settings.operationsTake(),
                    clock));
            this.clouds = List.of(azure, route53, gcp);
            List<Backends> all = new ArrayList<>(backends.values());
            clouds.forEach(cloud -> all.addAll(cloud.backends()));
            SandboxApi api = new SandboxApi(
                    settings,
                    world,
                    all,
                    clouds,
                    dataPlane,
                    metrics,
                    faults,
                    changes,
                    log,
                    controlPlane.limits(),
                    history);
            this.control = opened(LoopbackServer.http(settings.controlPort(), request -> control(request, aws, api)));
            startLoad(settings);
            Thread.ofVirtual().name("ticks").start(() -> tick(api));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Route53Cloud route53(
            SandboxSettings settings,
            ControlPlane controlPlane,
            RequestLog log,
            InstantSource clock,
            BalancerAliases aliases,
            EventHistory history)
            throws PortTaken {
        List<Backends> behindNames = new ArrayList<>();
        for (Map.Entry<String, String> each : FixedZone.backends().entrySet()) {
            behindNames.add(opened(Backends.start(each.getKey(), each.getValue())));
        }
        Route53Cloud route53 =
                new Route53Cloud(controlPlane, log, clock, settings.operationsTake(), behindNames, aliases, history);
        route53.routes().forEach(name -> dataPlane.name(name, new Resolver(() -> route53.answers(name))));
        return route53;
    }

    private Map<String, Backends> behindGateways() throws PortTaken {
        Map<String, Backends> behind = new LinkedHashMap<>();
        for (String name : ApplicationGateways.backendNames()) {
            behind.put(name, opened(Backends.start(name, name)));
        }
        return behind;
    }

    private TrafficManagerProfiles trafficManager(SandboxSettings settings, InstantSource clock) throws PortTaken {
        List<Backends> behind = behindNames(AzureWorld.PORTAL_TM_EU, AzureWorld.PORTAL_TM_US);
        TrafficManagerProfiles profiles = new TrafficManagerProfiles(clock, behind, settings.healthyAfter());
        dataPlane.name("portal-tm", profiles.resolver(AzureWorld.PORTAL_TM));
        return profiles;
    }

    /** Backends that Azure's endpoints and origins name by a host name. */
    private List<Backends> behindNames(String... names) throws PortTaken {
        List<Backends> behind = new ArrayList<>();
        for (String name : names) {
            behind.add(opened(Backends.start(AzureWorld.host(name), name)));
        }
        return behind;
    }

    /** Starts a sandbox and returns when all its ports answer. */
    public static Sandbox start(SandboxSettings settings) throws IOException {
        return new Sandbox(settings);
    }

    /** Where the AWS SDKs are pointed at, and where {@code /sandbox} is. */
    public String controlUrl() {
        return control.url();
    }

    /** Where clients of the listener with that name go: {@code checkout}, {@code search}, {@code portal}, … */
    public String listenerUrl(String listener) {
        return "http://127.0.0.1:" + dataPlane.port(listener);
    }

    public SandboxClient client() {
        return new SandboxClient(controlUrl());
    }

    private static boolean isHealthy(@Nullable Backends backends) {
        return backends != null && backends.behaviour().healthy();
    }

    private Reply control(Request request, AwsEndpoint aws, SandboxApi api) throws InterruptedException {
        if (request.path().startsWith("/sandbox")) {
            return api.handle(request);
        }
        for (Cloud cloud : clouds) {
            if (cloud.speaks(request)) {
                return cloud.handle(request);
            }
        }
        return aws.handle(request);
    }

    private void startLoad(SandboxSettings settings) {
        if (settings.load() > 0) {
            Stream.concat(LISTENERS.stream(), NAMES.stream())
                    .forEach(each -> dataPlane.load(new LoadOrder(each, "/", settings.load(), 0)));
        }
    }

    private void tick(SandboxApi api) {
        try {
            for (int ticks = 0; !closed; ticks++) {
                changes.carryOut(api::hasCome);
                if (ticks % TICKS_PER_MEASUREMENT == 0) {
                    dataPlane.measure();
                    clouds.forEach(Cloud::measure);
                }
                Thread.sleep(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public void close() {
        closed = true;
        while (!opened.isEmpty()) {
            closeQuietly(opened.pop());
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            // The rest is to be closed all the same.
            System.err.println("sandbox: " + e.getMessage());
        }
    }

    /** Runs until it is killed, or until its parent ends when that was asked for. */
    public static void main(String[] arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(CommandLine.USAGE);
            return;
        }
        try {
            CommandLine commandLine = CommandLine.of(List.of(arguments));
            if (commandLine.withParent()) {
                endWithParent();
            }
            Sandbox sandbox = start(commandLine.settings());
            Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close));
            System.out.println(sandbox.readyLine());
            new CountDownLatch(1).await();
        } catch (PortTaken e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            refuse("cannot start: " + e);
        } catch (IllegalArgumentException e) {
            refuse(e.getMessage() + "; --help lists the flags");
        }
    }

    private String readyLine() {
        StringBuilder line = new StringBuilder("sandbox ready: control ").append(controlUrl());
        for (String listener : LISTENERS) {
            line.append(' ').append(listener).append(' ').append(listenerUrl(listener));
        }
        return line.toString();
    }

    private static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> {
            CompletableFuture<Void> _ = parent.onExit().thenRun(() -> System.exit(0));
        });
    }

    private static void refuse(String why) {
        System.err.println("sandbox: " + why);
        System.exit(2);
    }
}
