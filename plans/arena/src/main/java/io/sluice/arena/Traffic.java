package io.sluice.arena;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The traffic of one run: what both sides serve in each minute, whatever share the judged side is given.
 *
 * <p>All judges of a run watch the same object. A minute is drawn from the seed, the side and the minute alone, so that two judges
 * that give it the same share see the same requests.
 *
 * <p>Not for several threads.
 */
final class Traffic {
    /** A plan that is not over by then is given up: more than five times as long as one that nobody stops. */
    static final int MINUTES = 12 * 60;

    /** Slow are the requests that take longer than this share of them would have without the incident. */
    private static final double USUAL = 0.95;

    private final long seed;
    private final World world;
    private final Ambient ambient;
    private final double[] commonErrors;
    private final double[] commonLatency;
    private final boolean[] burst = new boolean[MINUTES];
    private final Side judged;
    private final Side other;
    private final int[] judgedPublished;
    private final int[] otherPublished;
    private final Map<Double, Served[]> served = new HashMap<>();
    private final Map<List<Object>, Object> remembered = new HashMap<>();

    private Traffic(World world, long seed) {
        this.seed = seed;
        this.world = world;
        ambient = world.ambient();
        commonErrors = ambient.commonErrors().draw(Dice.of(seed, 1), MINUTES);
        commonLatency = ambient.commonLatency().draw(Dice.of(seed, 2), MINUTES);
        Dice bursts = Dice.of(seed, 3);
        for (int minute = 0; minute < MINUTES; minute++) {
            burst[minute] = bursts.chance(ambient.burstChance());
        }
        judged = Side.judged(world, Dice.of(seed, 4), Dice.of(seed, 5));
        other = Side.other(world, Dice.of(seed, 6), Dice.of(seed, 7));
        judgedPublished = published(Dice.of(seed, 8));
        otherPublished = published(Dice.of(seed, 9));
    }

    /** One case of a shape; two shapes have nothing in common but their seed. */
    static Traffic of(Shape shape, long seed) {
        return of(shape.world(seed), 31 * seed + shape.name().hashCode());
    }

    static Traffic of(World world, long seed) {
        return new Traffic(world, seed);
    }

    /** What happens in a minute while the judged side has this share of the traffic, 0 to 1. */
    Served served(int minute, double share) {
        Served[] minutes = served.computeIfAbsent(share, _ -> new Served[MINUTES]);
        Served known = minutes[minute];
        if (known == null) {
            Minute mine = draw(judged, minute, share, share, Dice.of(seed, 10, minute));
            Minute theirs = draw(other, minute, share, 1 - share, Dice.of(seed, 11, minute));
            known = new Served(mine, theirs, bad(minute, share, mine.requests()));
            minutes[minute] = known;
        }
        return known;
    }

    /** The first minute at whose beginning a minute of the judged side can be read; {@code Integer.MAX_VALUE}: never. */
    int judgedPublished(int minute) {
        return judgedPublished[minute];
    }

    /** The same of the other side. */
    int otherPublished(int minute) {
        return otherPublished[minute];
    }

    /** What was worked out at a minute under a key, or is now; see {@link Published#remembered}. */
    @SuppressWarnings("unchecked") // a key has one kind of value
    <T> T remembered(Object key, int minute, Supplier<T> work) {
        return (T) remembered.computeIfAbsent(List.of(key, minute), _ -> work.get());
    }

    Normal normal() {
        Latency latency = Latency.of(ambient, Effect.NONE, 0);
        return new Normal(ambient.errorRate(), latency.quantile(0.95), latency.quantile(0.99));
    }

    private Minute draw(Side side, int minute, double share, double part, Dice dice) {
        int requests = dice.poisson(ambient.requestsPerMinute() * ambient.day().load(minute) * part);
        if (requests == 0) {
            return Minute.IDLE;
        }
        Effect effect = side.effect(minute, share);
        int errors = dice.binomial(requests, failing(side, minute, effect));
        Latency latency = latency(side, minute, effect);
        int at50 = rank(requests, 0.5);
        int at95 = rank(requests, 0.95);
        int at99 = rank(requests, 0.99);
        double u50 = dice.beta(at50, requests - at50 + 1.0);
        double u95 = above(u50, at95 - at50, requests - at50, dice);
        double u99 = above(u95, at99 - at95, requests - at95, dice);
        return new Minute(requests, errors, latency.quantile(u50), latency.quantile(u95), latency.quantile(u99));
    }

    /** Of sorted uniform draws, the one so many places above one that was drawn already and has so many above it. */
    private static double above(double drawn, int places, int above, Dice dice) {
        return places == 0 ? drawn : drawn + (1 - drawn) * dice.beta(places, above - places + 1.0);
    }

    /** Which of the sorted requests is the quantile: the nearest-rank definition. */
    private static int rank(int requests, double quantile) {
        return Math.max(1, (int) Math.ceil(quantile * requests));
    }

    private double bad(int minute, double share, int requests) {
        Effect with = judged.effect(minute, share);
        Effect without = world.both().at(minute, share);
        if (with.equals(without)) {
            return 0;
        }
        double failed = failing(judged, minute, with);
        double failedAnyway = failing(judged, minute, without);
        double limit = latency(judged, minute, without).quantile(USUAL);
        double slow = latency(judged, minute, with).slower(limit) - (1 - USUAL);
        return requests * Math.max(0, failed - failedAnyway + (1 - failed) * slow);
    }

    /** The share of a side's requests that fail. */
    private double failing(Side side, int minute, Effect effect) {
        if (ambient.burstChance() < 1 && !burst[minute]) {
            return effect.addedErrors();
        }
        double usual = ambient.errorRate() / ambient.burstChance();
        double wander = Math.exp(commonErrors[minute] + side.errors(minute));
        double rate = Math.min(1, usual * wander * effect.errorFactor());
        return 1 - (1 - rate) * (1 - effect.addedErrors());
    }

    private Latency latency(Side side, int minute, Effect effect) {
        return Latency.of(ambient, effect, commonLatency[minute] + side.latency(minute));
    }

    private int[] published(Dice dice) {
        int[] published = new int[MINUTES];
        Arrays.setAll(published, minute -> {
            double seconds = dice.uniform(
                    ambient.lagSeconds().least(), ambient.lagSeconds().most());
            boolean missing = dice.chance(ambient.missing());
            return missing ? Integer.MAX_VALUE : (int) Math.ceil(minute + 1 + seconds / 60);
        });
        return published;
    }
}
