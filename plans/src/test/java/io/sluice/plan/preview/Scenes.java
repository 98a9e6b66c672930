package io.sluice.plan.preview;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.Timings;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Timing;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A plan, and what a look at its routes shows: by default all on {@code eu}, nothing strange about any of them. */
final class Scenes {
    static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private String digest = "sha256:0";
    private Map<Side, Integer> natives = Map.of(EU, 1, US, 0);
    private String revision = "1";
    private Optional<Duration> stickiness = Optional.empty();
    private Duration settle = Duration.ZERO;
    private String fingerprint = "";
    private WeightScale scale = new WeightScale(999);
    private boolean compareAndSet = true;
    private Set<Signal> signals = EnumSet.allOf(Signal.class);
    private Duration changeDeadline = DEADLINE;
    private List<CallQuota> quotas = List.of();
    private Surroundings around = Surroundings.NONE;
    private Pace pace = Pace.STANDARD;
    private Map<String, MetricTiming> sources = Map.of();
    private Calendars calendars = Calendars.NONE;
    private final PlanSpec spec;

    private Scenes(PlanSpec spec) {
        this.spec = spec;
    }

    static Scenes of(PlanSpec spec) {
        return new Scenes(spec);
    }

    Scenes digest(String other) {
        digest = other;
        return this;
    }

    Scenes shows(Map<Side, Integer> other) {
        natives = other;
        return this;
    }

    Scenes revision(String other) {
        revision = other;
        return this;
    }

    Scenes sticky(Duration lasts) {
        stickiness = Optional.of(lasts);
        return this;
    }

    Scenes settles(Duration time) {
        settle = time;
        return this;
    }

    Scenes fingerprint(String other) {
        fingerprint = other;
        return this;
    }

    Scenes scale(WeightScale other) {
        scale = other;
        return this;
    }

    Scenes lastWriterWins() {
        compareAndSet = false;
        return this;
    }

    Scenes signals(Set<Signal> kept) {
        signals = kept;
        return this;
    }

    Scenes changesTake(Duration longest) {
        changeDeadline = longest;
        return this;
    }

    Scenes quotas(List<CallQuota> all) {
        quotas = all;
        return this;
    }

    Scenes watch(Duration interval) {
        pace = new Pace(interval, Duration.ofSeconds(1), Duration.ofSeconds(30), List.of());
        return this;
    }

    Scenes calendars(Calendars known) {
        calendars = known;
        return this;
    }

    Scenes sources(Map<String, MetricTiming> all) {
        sources = all;
        return this;
    }

    Scenes amid(Surroundings found) {
        around = found;
        return this;
    }

    Scene scene() {
        Map<String, ObservedRoute> seen = new TreeMap<>();
        Map<String, Timing> timings = new TreeMap<>();
        for (Route route : spec.routes()) {
            Traits traits = new Traits(scale, 5, signals, compareAndSet, "a listener");
            seen.put(route.name(), new ObservedRoute(natives, revision, stickiness, settle, fingerprint, traits));
            timings.put(
                    route.name(),
                    new Timing(
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(20),
                            DEADLINE,
                            changeDeadline));
        }
        Account account = new Account(spec.routes().getFirst().ref().provider(), spec.routes(), quotas);
        return new Scene(
                spec, digest, seen, new Timings(timings, sources), calendars, List.of(account), around, pace, 5);
    }

    Preview preview() {
        return Preview.of(scene(), List.of(), NOW);
    }
}
