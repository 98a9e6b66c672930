package io.sluice.app.cluster;

import io.sluice.app.kills.Await;
import io.sluice.app.kills.SluiceProcess;
import io.sluice.app.kills.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Kills and freezes nodes one after the other, as a seed has it. A node that was killed starts again at once; there is always one that
 * is neither dead nor frozen nor starting.
 */
final class Havoc {
    private static final int LONGEST_PAUSE_MILLIS = 1_500;
    private static final Duration SHORTEST_FREEZE = Duration.ofMillis(300);
    private static final int ONE_IN_KILLED_WHILE_STARTING = 6;

    /** Started so that it stops in a window around one of its first writes, to be killed there. */
    private static final int ONE_IN_DOOMED = 2;

    private static final List<Lane> LANES = List.of(Lane.values());
    private static final List<Window> WINDOWS = List.of(Window.values());
    private static final Duration MOST_FOR_A_WINDOW = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final Random random;
    private final List<Boolean> order = new ArrayList<>();
    private final Duration longestFreeze;
    private final List<Blow> blows = new CopyOnWriteArrayList<>();
    private final AtomicInteger frozen = new AtomicInteger();

    Havoc(Cluster cluster, Random random, int kills, int freezes, Duration longestFreeze) {
        this.cluster = cluster;
        this.random = random;
        this.longestFreeze = longestFreeze;
        this.order.addAll(Collections.nCopies(kills, true));
        this.order.addAll(Collections.nCopies(freezes, false));
        Collections.shuffle(this.order, random);
    }

    /**
     * What befell a node.
     *
     * @param until when it was thawed; as {@code at} for one that was killed
     * @param inWindow whether it stood in a window around a write
     */
    record Blow(String node, boolean kill, Instant at, Instant until, boolean inWindow) {}

    /** Those that are over. */
    List<Blow> blows() {
        return List.copyOf(blows);
    }

    /** Returns when all is over and every node is alive; earlier if {@code goesOn} no longer holds. */
    void run(BooleanSupplier goesOn) throws IOException {
        for (boolean kill : order) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_PAUSE_MILLIS)));
            Node victim = victim(kill);
            if (!goesOn.getAsBoolean()) {
                break;
            }
            if (kill) {
                kill(victim);
            } else {
                freeze(victim, freezeLength());
            }
        }
        Await.until("all are thawed", longestFreeze.plusMinutes(1), () -> frozen.get() == 0);
        for (Node node : cluster.nodes()) {
            if (node.isDoomed()) {
                strike(node);
                node.start();
            }
        }
        cluster.nodes().forEach(node -> node.life().awaitReady());
    }

    /** One whose fall leaves another one that works; one that starts is killed, too, but not frozen. */
    private Node victim(boolean kill) {
        boolean early = kill && random.nextInt(ONE_IN_KILLED_WHILE_STARTING) == 0;
        List<Node> nodes = new ArrayList<>(cluster.nodes());
        Collections.shuffle(nodes, random);
        return Await.value(
                "a node may fall",
                longestFreeze.plus(SluiceProcess.LONGEST_START),
                () -> nodes.stream()
                        .filter(node -> node.isAlive() && !node.isFrozen() && (early || node.isReady()))
                        .filter(node -> nodes.stream().anyMatch(other -> other != node && other.isReady()))
                        .findFirst());
    }

    private void kill(Node node) throws IOException {
        if (node.isDoomed()) {
            // It comes there if it is given the plan, and dies somewhere else if another node is.
            long patience = System.nanoTime() + MOST_FOR_A_WINDOW.toNanos();
            while (!node.stands() && System.nanoTime() < patience) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        strike(node);
        if (random.nextInt(ONE_IN_DOOMED) == 0) {
            Lane lane = LANES.get(random.nextInt(LANES.size()));
            Window window = WINDOWS.get(random.nextInt(WINDOWS.size()));
            node.start(window.name(), Integer.toString(1 + random.nextInt(2)), lane.route());
        } else {
            node.start();
        }
    }

    private void strike(Node node) {
        boolean inWindow = node.stands();
        Instant at = Instant.now();
        node.kill();
        blows.add(new Blow(node.name(), true, at, at, inWindow));
    }

    /** As many between one and two seconds as between one and two minutes: all that matters happens at some multiple of what is configured. */
    private Duration freezeLength() {
        double least = SHORTEST_FREEZE.toMillis();
        double times = Math.pow(longestFreeze.toMillis() / least, random.nextDouble());
        return Duration.ofMillis((long) (least * times));
    }

    private void freeze(Node node, Duration length) {
        Instant at = Instant.now();
        node.freeze();
        frozen.incrementAndGet();
        Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(length.toNanos());
            blows.add(new Blow(node.name(), false, at, Instant.now(), false));
            node.thaw();
            frozen.decrementAndGet();
        });
    }

    /** For a message. */
    List<Blow> lastBlows() {
        return blows.subList(Math.max(0, blows.size() - 6), blows.size());
    }

    @Override
    public String toString() {
        long kills = blows.stream().filter(Blow::kill).count();
        long inWindows = blows.stream().filter(Blow::inWindow).count();
        return "%d SIGKILLs (%d of them in a window around a write) and %d freezes of at most %d s"
                .formatted(kills, inWindows, blows.size() - kills, longestFreeze.toSeconds());
    }
}
