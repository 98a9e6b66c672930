package io.sluice.app.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Plans on all lanes at once, for as long as something befalls the cluster. */
final class Traffic {
    private static final List<List<Lane>> CONVOYS =
            List.of(List.of(Lane.CHECKOUT, Lane.SEARCH), List.of(Lane.PORTAL), List.of(Lane.ORDERS), List.of(Lane.API));

    private final List<Shuttle> shuttles;
    private final List<Future<?>> runs = new ArrayList<>();

    /**
     * What befalls the cluster meanwhile.
     */
    interface Trouble {
        void run() throws Exception;
    }

    /**
     * Plans that begin with {@link #during}.
     *
     * @param revertedInAHundred how many of the plans are reverted
     * @param longestLeg how long a plan may take, with all that befalls it
     */
    Traffic(Cluster cluster, Random random, int revertedInAHundred, Duration longestLeg) {
        this.shuttles = CONVOYS.stream()
                .map(lanes ->
                        new Shuttle(cluster, lanes, new Random(random.nextLong()), revertedInAHundred, longestLeg))
                .toList();
    }

    List<Shuttle> shuttles() {
        return shuttles;
    }

    /** Whether no plan has failed so far. */
    boolean goesOn() {
        return runs.stream().noneMatch(Future::isDone);
    }

    /** Has plans under way all the time, and returns when all have ended. */
    void during(Trouble trouble) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                shuttles.forEach(shuttle -> runs.add(threads.submit(shuttle)));
                trouble.run();
                shuttles.forEach(Shuttle::end);
                for (Future<?> run : runs) {
                    run.get(10, TimeUnit.MINUTES);
                }
            } finally {
                shuttles.forEach(Shuttle::end);
                threads.shutdownNow();
            }
        }
    }

    /** Holds all its plans against what the cloud has seen. */
    void judge(Verdict verdict) {
        shuttles.forEach(shuttle -> verdict.pass(shuttle.legs()));
    }
}
