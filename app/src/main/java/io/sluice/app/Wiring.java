package io.sluice.app;

import com.github.f4b6a3.ulid.UlidCreator;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.db.DataSourceFactory;
import io.sluice.app.access.AccessControl;
import io.sluice.app.calendar.CalendarFeeds;
import io.sluice.app.capsule.CapsuleFiles;
import io.sluice.app.capsule.CapsuleVault;
import io.sluice.app.capsule.OrderBook;
import io.sluice.app.capsule.Patience;
import io.sluice.app.capsule.Place;
import io.sluice.app.capsule.Reverts;
import io.sluice.app.capsule.RunbookFiles;
import io.sluice.app.clock.ClaimRenewal;
import io.sluice.app.clock.ClockWatch;
import io.sluice.app.clock.QuartzClock;
import io.sluice.app.clock.Recurrences;
import io.sluice.app.clock.Ticks;
import io.sluice.app.cluster.CapsuleKeeper;
import io.sluice.app.cluster.DatabaseClock;
import io.sluice.app.cluster.Heartbeat;
import io.sluice.app.cluster.SharedVault;
import io.sluice.app.dashboard.Dashboard;
import io.sluice.app.links.ApproveLinks;
import io.sluice.app.links.PublicUrl;
import io.sluice.app.notify.ApproveMails;
import io.sluice.app.notify.Courier;
import io.sluice.app.notify.Deliveries;
import io.sluice.app.notify.Receivers;
import io.sluice.app.rest.ApproveResource;
import io.sluice.app.rest.BlankedLinks;
import io.sluice.app.rest.EventsResource;
import io.sluice.app.rest.HeaderFilter;
import io.sluice.app.rest.LoginResource;
import io.sluice.app.rest.MetricsResource;
import io.sluice.app.rest.MovesResource;
import io.sluice.app.rest.OpenApiResource;
import io.sluice.app.rest.OutlookResource;
import io.sluice.app.rest.PlanEventsResource;
import io.sluice.app.rest.PlanViews;
import io.sluice.app.rest.PlansResource;
import io.sluice.app.rest.PreviewResource;
import io.sluice.app.rest.ProblemMappers;
import io.sluice.app.rest.ProvidersResource;
import io.sluice.app.rest.QueryFilter;
import io.sluice.app.rest.RecurringResource;
import io.sluice.app.rest.RevertResource;
import io.sluice.app.rest.RevertViews;
import io.sluice.app.rest.RunbookResource;
import io.sluice.app.rest.SamplesResource;
import io.sluice.app.rest.SchemaResource;
import io.sluice.app.rest.SessionResource;
import io.sluice.app.rest.StreamedPlans;
import io.sluice.app.store.CapsuleAcks;
import io.sluice.app.store.Database;
import io.sluice.app.store.DatabaseSettings;
import io.sluice.app.store.Feed;
import io.sluice.app.store.Hearer;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.app.store.JdbiRecurringStore;
import io.sluice.app.store.Looks;
import io.sluice.app.store.Nodes;
import io.sluice.app.store.Outbox;
import io.sluice.app.store.Samples;
import io.sluice.app.store.UnderWay;
import io.sluice.app.stream.Sampler;
import io.sluice.app.stream.Streams;
import io.sluice.app.telemetry.MetricsServlet;
import io.sluice.app.telemetry.NodeSeries;
import io.sluice.app.telemetry.Telemetry;
import io.sluice.app.telemetry.Traces;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.SafetyLimits;
import io.sluice.plan.engine.Admission;
import io.sluice.plan.engine.Askings;
import io.sluice.plan.engine.BaselineVault;
import io.sluice.plan.engine.Engine;
import io.sluice.plan.engine.Examiner;
import io.sluice.plan.engine.Hook;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.Moves;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.Previewer;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.engine.RecurringAdmission;
import io.sluice.plan.engine.RecurringRuns;
import io.sluice.plan.engine.VirtualThreadCalls;
import io.sluice.plan.engine.VoteReview;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.provider.Provider;
import io.sluice.provider.Source;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds everything, and is the only class that knows everyone. */
final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    private final SluiceConfiguration configuration;
    private final Environment environment;
    private final UnaryOperator<PlanStore> around;

    /** Milliseconds: finer instants say nothing to people, and no cloud answers with them. */
    private final InstantSource machineClock = Clock.tickMillis(ZoneOffset.UTC);

    /** That of a database which several nodes share: the plans in there go by it. */
    private final Optional<DatabaseClock> databaseClock;

    private final InstantSource clock;
    private final Traces traces;
    private final Telemetry telemetry;

    private Optional<Heartbeat> joined = Optional.empty();

    Wiring(SluiceConfiguration configuration, Environment environment, UnaryOperator<PlanStore> around) {
        this.configuration = configuration;
        this.environment = environment;
        this.around = around;
        this.databaseClock = configuration.database().map(_ -> new DatabaseClock(machineClock, System::nanoTime));
        this.clock = databaseClock.<InstantSource>map(shared -> shared).orElse(machineClock);
        this.traces = traces(configuration);
        this.telemetry = new Telemetry(configuration.telemetry(), traces, PlanViews::desired, clock, System::nanoTime);
    }

    private static Traces traces(SluiceConfiguration configuration) {
        Nodes.Self self = configuration.node().self("", "");
        return configuration
                .telemetry()
                .traces()
                .map(settings -> Traces.to(settings, self.name(), self.release()))
                .orElseGet(Traces::none);
    }

    /** Connects all parts and hands them to Dropwizard, which starts them in this order and stops them in the other. */
    void wire() throws IOException {
        try {
            connect();
        } catch (IOException | RuntimeException e) {
            joined.ifPresent(Wiring::leave);
            throw e;
        }
    }

    private void connect() throws IOException {
        Files.createDirectories(configuration.data());
        LOG.info("windows and blackouts follow time zone data {}", timeZoneData());
        SafetyLimits limits = configuration.limits().open();
        Database database = database();
        Nodes nodes = databaseForBeats().map(Nodes::new).orElseGet(() -> Nodes.alone(database));
        Heartbeat heartbeat = heartbeat(nodes);
        AccessControl access = AccessControl.of(configuration.access(), System.getenv(), machineClock);
        Optional<ApproveLinks> links = approveLinks(access);
        Receivers receivers = new Receivers(
                configuration.receivers(),
                configuration.publicUrl(),
                links.map(made -> approveMails(database, made, access)));
        Outbox outbox = new Outbox(database);
        Deliveries deliveries = new Deliveries();
        Courier courier = courier(outbox, receivers, deliveries);
        JdbiPlanStore kept = new JdbiPlanStore(database, Wiring::spec, receivers, courier::wake);
        if (configuration.database().isEmpty()) {
            kept.endAllClaims(); // nobody but this process can have the embedded database open
            outbox.endAllClaims();
        }
        Feed feed = new Feed(database);
        PlanStore store = telemetry.around(around.apply(kept));
        CapsuleFiles capsules = new CapsuleFiles(configuration.data().resolve("capsules"));
        CapsuleAcks acks = new CapsuleAcks(database);
        CapsuleKeeper keeper = new CapsuleKeeper(
                kept, acks, capsules, Place.all(configuration.providers()), nodes, heartbeat, clock, System::nanoTime);
        CalendarFeeds calendars = new CalendarFeeds(configuration.calendars(), clock);
        Providers providers = providers(calendars);
        VirtualThreadCalls calls = new VirtualThreadCalls(traces::carried);
        QuartzClock quartz = new QuartzClock(clock, machineClock);
        Pace pace = configuration.pace().open();
        Decider decider = new Decider(pace, limits.balancerErrorPercent());
        Engine engine = new Engine(
                store,
                providers,
                calls,
                decider,
                new SharedVault(vault(capsules, store, providers), keeper, acks, heartbeat),
                quartz,
                clock,
                System::nanoTime);
        engine.within(telemetry.stages());
        new VoteReview(store, engine.journal(), access.people(), clock).review();
        Ticks ticks = new Ticks(engine, store, quartz, clock, calls::giveUp);
        Examiner examiner = new Examiner(providers, receivers.names(), calls, limits, pace, access.people());
        Admission admission = new Admission(store, examiner, quartz, clock, this::newPlanId);
        JdbiRecurringStore recurring =
                new JdbiRecurringStore(database, text -> PlanFile.read(text).spec(), receivers, courier::wake);
        Recurrences recurrences = new Recurrences(
                new RecurringRuns(recurring, store, admission, clock, access::maySubmit), recurring, clock, now -> {
                    int _ = kept.forgetOldKeys(now) + recurring.forgetOldKeys(now) + feed.forget();
                });
        quartz.wakes(ticks, recurrences, heartbeat::isReady);
        keeper.whenReady(quartz::sweepNow);
        ClockWatch watch = new ClockWatch(clockName(), clock, System::nanoTime, () -> {
            quartz.reset();
            ticks.sweepAll();
            recurrences.sweepAll();
        });
        ClaimRenewal renewal = new ClaimRenewal(engine.claims());
        manage(
                database,
                heartbeat,
                keeper,
                providers,
                calendars,
                receivers,
                courier,
                calls,
                renewal,
                ticks,
                recurrences,
                quartz,
                watch);
        if (databaseClock.isPresent()) {
            // Quartz goes by this one nevertheless; the sweeps find what its forgotten alarms were for.
            environment
                    .lifecycle()
                    .manage(new ClockWatch("the clock of this machine", machineClock, System::nanoTime, quartz::reset));
        }
        environment.healthChecks().register("node", new NodeHealth(heartbeat));
        checkHealth(store, ticks);
        environment
                .jersey()
                .register(new RecurringResource(
                        recurring,
                        new RecurringAdmission(recurring, examiner, clock, this::newRecurringId),
                        limits.maxPlanBytes(),
                        clock));
        Decider alone = new Decider(pace.withoutCount(), limits.balancerErrorPercent());
        Moves moves =
                new Moves(store, engine.journal(), ticks::putBack, quartz, access.people(), clock, this::newPlanId);
        Reverts reverts = new Reverts(Reverts.Parts.of(
                moves,
                store,
                capsules,
                new OrderBook(configuration.data().resolve("reverts")),
                Place.all(configuration.providers()),
                Wiring::spec,
                this::newPlanId,
                new LastResort.Parts(providers, calls, alone, clock, System::nanoTime),
                engine.claims()::forfeit,
                configuration.database().isPresent() ? Patience.SHARED : Patience.EMBEDDED));
        ticks.within(telemetry::tick);
        ticks.named(heartbeat.self().name());
        ticks.tells(reverts::tickFailed);
        ticks.leaves(reverts::isAlone);
        engine.tell(reverts::looked);
        environment.lifecycle().manage(reverts);
        PlanViews views = new PlanViews(store, providers, pace, clock);
        Streams streams = streams(kept, feed, new Looks(database), views);
        Samples samples = new Samples(database);
        kept.tells(hearing(streams, sampler(samples, kept)));
        telemetry.tell(
                new NodeSeries.Parts(
                        heartbeat.self().name(),
                        heartbeat.self().release(),
                        heartbeat::isReady,
                        () -> heartbeat.live().size(),
                        engine.claims()::held,
                        acks::acknowledged,
                        streams::readers,
                        calls::levels,
                        deliveries::counts),
                new UnderWay(database),
                outbox::waiting);
        environment
                .admin()
                .addServlet("prometheus", new MetricsServlet(telemetry.metrics()))
                .addMapping("/metrics");
        rest(
                store,
                kept,
                views,
                streams,
                samples,
                providers,
                admission,
                new Previewer(store, examiner, clock),
                moves,
                reverts,
                pace,
                limits,
                access,
                links);
    }

    private static PlanSpec spec(String text) {
        return PlanFile.read(text).spec();
    }

    /** Links by which people approve, where that is configured. */
    private Optional<ApproveLinks> approveLinks(AccessControl access) {
        if (configuration.approvals().isEmpty()) {
            return Optional.empty();
        }
        PublicUrl url = configuration
                .publicUrl()
                .orElseThrow(() -> new IllegalArgumentException(
                        "approvals: publicUrl is missing, without which no link can say where the service is"));
        if (access.mailboxes().areNone()) {
            throw new IllegalArgumentException("approvals: no token has an email, so nobody could be asked");
        }
        return configuration.approvals().map(settings -> new ApproveLinks(url, settings));
    }

    /** Whom they go to. It reads plans by a store of its own: that of the engine is made later, and tells by this one. */
    private ApproveMails approveMails(Database database, ApproveLinks links, AccessControl access) {
        return ApproveMails.of(
                configuration.approvals().orElseThrow(),
                configuration.receivers(),
                links,
                new Askings(new JdbiPlanStore(database, Wiring::spec), access.people()),
                access.people(),
                access.mailboxes());
    }

    /** The release of the IANA database that this Java has, such as 2026a: a country may change its clocks in a later one. */
    private static String timeZoneData() {
        return ZoneRulesProvider.getVersions("Europe/Berlin").lastKey();
    }

    /** Their order is that of the shared clock. */
    private PlanId newPlanId() {
        return new PlanId("pl_" + UlidCreator.getMonotonicUlid(clock.millis()));
    }

    private RecurringId newRecurringId() {
        return new RecurringId("rec_" + UlidCreator.getMonotonicUlid(clock.millis()));
    }

    /** Where a baseline goes before its plan starts. */
    private BaselineVault vault(CapsuleFiles capsules, PlanStore store, Providers providers) {
        return new RunbookFiles(
                new CapsuleVault(capsules, store::document, Place.all(configuration.providers())),
                runbooks(),
                route -> providers.of(route).traffic(),
                clock);
    }

    private Path runbooks() {
        return configuration.data().resolve("runbooks");
    }

    private Database database() {
        DataSourceFactory source = configuration
                .database()
                .map(DatabaseSettings::forService)
                .orElseGet(() -> Database.inFile(configuration.data().resolve("sluice")));
        return Database.open(source.build(environment.metrics(), "database"));
    }

    /** The same by connections of its own; one in a file needs none, since nothing there waits for anybody else. */
    private Optional<Database> databaseForBeats() {
        return configuration.database().map(shared -> {
            Database database = Database.open(shared.forBeats().build(environment.metrics(), "heartbeat"));
            environment.lifecycle().manage(Closing.at(database::close));
            return database;
        });
    }

    /** Has its first beat here: from then on the clock is right. */
    private Heartbeat heartbeat(Nodes nodes) {
        if (configuration.database().isEmpty()) {
            nodes.removeAll(); // nobody but this process can have the embedded database open
        }
        Heartbeat heartbeat = new Heartbeat(
                nodes,
                configuration.node().self(UlidCreator.getUlid().toString(), timeZoneData()),
                said -> databaseClock.ifPresent(shared -> shared.follow(said)),
                machineClock,
                System::nanoTime);
        heartbeat.beat();
        joined = Optional.of(heartbeat);
        environment.lifecycle().addEventListener(leavingWith(heartbeat));
        return heartbeat;
    }

    /** A node whose start fails is gone for the others at once, and not lost after two seconds in which they wait for it. */
    private static LifeCycle.Listener leavingWith(Heartbeat heartbeat) {
        return new LifeCycle.Listener() {
            @Override
            public void lifeCycleFailure(LifeCycle failed, Throwable why) {
                leave(heartbeat);
            }
        };
    }

    private static void leave(Heartbeat heartbeat) {
        try {
            heartbeat.stop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String clockName() {
        return databaseClock.isPresent() ? "the clock of the database" : "the clock of this machine";
    }

    private Courier courier(Outbox outbox, Receivers receivers, Deliveries deliveries) {
        environment.healthChecks().register("receivers", deliveries);
        return new Courier(
                outbox,
                receivers,
                deliveries,
                clock,
                System::nanoTime,
                UlidCreator.getUlid().toString(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    private Providers providers(CalendarFeeds calendars) {
        Map<String, Provider> opened = new HashMap<>();
        configuration
                .providers()
                .forEach((name, factory) -> opened.put(name, telemetry.around(name, factory.open(name))));
        Map<String, Source> sources = new HashMap<>();
        configuration
                .sources()
                .forEach((name, factory) -> sources.put(name, telemetry.around(name, factory.open(name))));
        Map<String, Hook> hooks = new HashMap<>();
        configuration
                .hooks()
                .forEach((name, settings) -> hooks.put(name, telemetry.around(name, settings.open(name, clock))));
        return new Providers(
                opened, sources, configuration.prices().map(prices -> prices.open(opened.keySet())), calendars, hooks);
    }

    /** What is opened first is closed last: ticks end before what they use. */
    private void manage(
            Database database,
            Heartbeat heartbeat,
            CapsuleKeeper keeper,
            Providers providers,
            CalendarFeeds calendars,
            Receivers receivers,
            Courier courier,
            VirtualThreadCalls calls,
            ClaimRenewal renewal,
            Ticks ticks,
            Recurrences recurrences,
            QuartzClock quartz,
            ClockWatch watch) {
        environment.lifecycle().manage(Closing.at(traces::close));
        environment.lifecycle().manage(Closing.at(database::close));
        environment.lifecycle().manage(heartbeat);
        environment.lifecycle().manage(keeper);
        environment.lifecycle().manage(Closing.at(receivers::close));
        environment.lifecycle().manage(courier);
        providers.byName().values().forEach(provider -> environment.lifecycle().manage(Closing.at(provider::close)));
        providers.sources().values().forEach(source -> environment.lifecycle().manage(Closing.at(source::close)));
        providers.hooks().values().forEach(hook -> environment.lifecycle().manage(Closing.at(hook::close)));
        environment.lifecycle().manage(Closing.at(calls::close));
        environment.lifecycle().manage(calendars);
        environment.lifecycle().manage(renewal);
        environment.lifecycle().manage(ticks);
        environment.lifecycle().manage(recurrences);
        environment.lifecycle().manage(quartz);
        environment.lifecycle().manage(watch);
    }

    private Sampler sampler(Samples samples, JdbiPlanStore kept) {
        Sampler sampler = new Sampler(
                samples,
                plans -> kept.seen(plans).stream()
                        .map(JdbiPlanStore.Seen::plan)
                        .collect(Collectors.toMap(Plan::id, PlanViews::desired)));
        environment.lifecycle().manage(sampler);
        return sampler;
    }

    private Hearer hearing(Streams streams, Sampler sampler) {
        return new Hearer() {
            @Override
            public void lines() {
                streams.wake();
            }

            @Override
            public void look(PlanId plan, Look look) {
                sampler.look(plan, look);
            }

            @Override
            public void takenUp(PlanId plan, Instant dueAt) {
                telemetry.takenUp(dueAt);
            }
        };
    }

    private Streams streams(JdbiPlanStore kept, Feed feed, Looks looks, PlanViews views) {
        Streams streams = new Streams(feed, looks, kept, new StreamedPlans(kept, views, environment.getObjectMapper()));
        environment.lifecycle().manage(streams);
        environment.lifecycle().addEventListener(streams.endingWithTheServer());
        return streams;
    }

    private void checkHealth(PlanStore store, Ticks ticks) {
        environment.healthChecks().register("store", new StoreHealth(store, clock));
        environment.healthChecks().register("sweep", new SweepHealth(ticks, clock));
    }

    private void rest(
            PlanStore store,
            JdbiPlanStore kept,
            PlanViews views,
            Streams streams,
            Samples samples,
            Providers providers,
            Admission admission,
            Previewer previewer,
            Moves moves,
            Reverts reverts,
            Pace pace,
            SafetyLimits limits,
            AccessControl access,
            Optional<ApproveLinks> links) {
        var jersey = environment.jersey();
        telemetry
                .requestTraces()
                .ifPresent(filter -> environment
                        .servlets()
                        .addFilter("traces", filter)
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"));
        Dashboard.serve(environment.servlets());
        jersey.register(telemetry.requests());
        jersey.register(new MetricsResource(telemetry.metrics()));
        access.oneTimeToken().ifPresent(this::tell);
        ProblemMappers.register(jersey, environment.getObjectMapper());
        jersey.register(new HeaderFilter(access.isOnlyForThisMachine(), configuration.publicUrl()));
        access.register(jersey, configuration.publicUrl(), BlankedLinks::blanked);
        jersey.register(new SessionResource(access.sessions(), configuration.publicUrl()));
        jersey.register(new LoginResource(access.browserLogin(configuration.publicUrl())));
        jersey.register(new QueryFilter());
        jersey.register(new PreviewResource(previewer, limits.maxPlanBytes()));
        RevertViews wayBack = new RevertViews(reverts, views, providers, pace, clock);
        jersey.register(new PlansResource(store, admission, views, kept::listSeen, wayBack, limits.maxPlanBytes()));
        jersey.register(new MovesResource(moves, store, views, reverts, wayBack));
        jersey.register(new RevertResource(reverts, wayBack, providers.names()));
        jersey.register(new RunbookResource(store, providers, reverts, plan -> RunbookFiles.find(runbooks(), plan)));
        jersey.register(new OutlookResource(store, providers, pace, clock));
        jersey.register(new ProvidersResource(providers, configuration.providers()));
        jersey.register(new SchemaResource());
        links.ifPresent(made ->
                jersey.register(new ApproveResource(made, new Askings(store, access.people()), moves, store, clock)));
        jersey.register(new EventsResource(streams));
        jersey.register(new PlanEventsResource(store, streams));
        jersey.register(new SamplesResource(store, samples));
        jersey.register(
                new OpenApiResource(this::resources, !configuration.access().none()));
    }

    /** All that answer. */
    private Collection<Class<?>> resources() {
        return environment.jersey().getResourceConfig().getClasses().stream()
                .filter(type -> type.isAnnotationPresent(jakarta.ws.rs.Path.class))
                .toList();
    }

    /** Once the service answers, and to whoever started it: the log may be read by others. */
    private void tell(String oneTimeToken) {
        environment
                .lifecycle()
                .addServerLifecycleListener(_ -> System.err.println(
                        "sluice: no access is configured, so only this machine can call, and with this token, which a restart changes: "
                                + oneTimeToken));
    }
}
