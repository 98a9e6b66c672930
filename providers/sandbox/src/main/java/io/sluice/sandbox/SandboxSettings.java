package io.sluice.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a sandbox is to be started.
 *
 * @param controlPort of the control plane and of the sandbox's own API; 0 picks one
 * @param listenerPorts of the data plane, by listener name; 0 picks one
 * @param log a file that each control-plane call is appended to
 * @param load requests a second on each listener and each name that has servers of its own, from the start
 * @param healthyAfter how long a target that was just attached is {@code initial}
 * @param drainsFor how long a deregistered target is {@code draining}
 * @param publishedEvery how often metrics become visible
 * @param metricLag how much later than measured metrics become visible
 * @param landsWithin the longest that a late write is allowed to be late; what users configure as their provider's
 *     promise
 * @param operationsTake how long an operation runs on after it was accepted, in clouds that have them
 * @param signaturesLast how long after it was signed a request to AWS is taken, but for the second that signatures round off
 */
public record SandboxSettings(
        int controlPort,
        Map<String, Integer> listenerPorts,
        Optional<Path> log,
        double load,
        Duration healthyAfter,
        Duration drainsFor,
        Duration publishedEvery,
        Duration metricLag,
        Duration landsWithin,
        Duration operationsTake,
        Duration signaturesLast) {

    public SandboxSettings {
        listenerPorts = Map.copyOf(listenerPorts);
        if (publishedEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("metrics are kept by the second and cannot be published more often");
        }
    }

    /** The well-known ports, which the examples name. */
    public static SandboxSettings wellKnownPorts() {
        return anyPorts()
                .withPorts(
                        9700,
                        Map.of(
                                "checkout",
                                9701,
                                "search",
                                9702,
                                "portal",
                                9703,
                                "orders",
                                9704,
                                "api",
                                9705,
                                "gateway",
                                9706,
                                "frontdoor",
                                9707));
    }

    /** Whatever ports are free; for tests. */
    public static SandboxSettings anyPorts() {
        return new SandboxSettings(
                0,
                Map.of(),
                Optional.empty(),
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ZERO,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5));
    }

    public SandboxSettings withPorts(int controlPort, Map<String, Integer> listenerPorts) {
        return with(copy -> {
            copy.controlPort = controlPort;
            copy.listenerPorts = listenerPorts;
        });
    }

    public SandboxSettings withLog(Path file) {
        return with(copy -> copy.log = Optional.of(file));
    }

    public SandboxSettings withLoad(double requestsPerSecond) {
        return with(copy -> copy.load = requestsPerSecond);
    }

    public SandboxSettings withHealthTimes(Duration healthyAfter, Duration drainsFor) {
        return with(copy -> {
            copy.healthyAfter = healthyAfter;
            copy.drainsFor = drainsFor;
        });
    }

    public SandboxSettings withMetricTimes(Duration publishedEvery, Duration metricLag) {
        return with(copy -> {
            copy.publishedEvery = publishedEvery;
            copy.metricLag = metricLag;
        });
    }

    public SandboxSettings withLandsWithin(Duration landsWithin) {
        return with(copy -> copy.landsWithin = landsWithin);
    }

    public SandboxSettings withOperationsTake(Duration operationsTake) {
        return with(copy -> copy.operationsTake = operationsTake);
    }

    public SandboxSettings withSignaturesLast(Duration signaturesLast) {
        return with(copy -> copy.signaturesLast = signaturesLast);
    }

    private SandboxSettings with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.settings();
    }

    /** The settings while some of them are changed. */
    private static final class Copy {
        private int controlPort;
        private Map<String, Integer> listenerPorts;
        private Optional<Path> log;
        private double load;
        private Duration healthyAfter;
        private Duration drainsFor;
        private Duration publishedEvery;
        private Duration metricLag;
        private Duration landsWithin;
        private Duration operationsTake;
        private Duration signaturesLast;

        Copy(SandboxSettings of) {
            controlPort = of.controlPort;
            listenerPorts = of.listenerPorts;
            log = of.log;
            load = of.load;
            healthyAfter = of.healthyAfter;
            drainsFor = of.drainsFor;
            publishedEvery = of.publishedEvery;
            metricLag = of.metricLag;
            landsWithin = of.landsWithin;
            operationsTake = of.operationsTake;
            signaturesLast = of.signaturesLast;
        }

        SandboxSettings settings() {
            return new SandboxSettings(
                    controlPort,
                    listenerPorts,
                    log,
                    load,
                    healthyAfter,
                    drainsFor,
                    publishedEvery,
                    metricLag,
                    landsWithin,
                    operationsTake,
                    signaturesLast);
        }
    }
}
