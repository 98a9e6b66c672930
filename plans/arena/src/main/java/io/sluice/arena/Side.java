package io.sluice.arena;

/** One side of a run: what is its own, whatever the other does. */
final class Side {
    private final World world;
    private final boolean judged;
    private final double[] errors;
    private final double[] latency;

    private Side(World world, boolean judged, Dice errors, Dice latency) {
        this.world = world;
        this.judged = judged;
        this.errors = world.ambient().ownErrors().draw(errors, Traffic.MINUTES);
        this.latency = world.ambient().ownLatency().draw(latency, Traffic.MINUTES);
    }

    static Side judged(World world, Dice errors, Dice latency) {
        return new Side(world, true, errors, latency);
    }

    static Side other(World world, Dice errors, Dice latency) {
        return new Side(world, false, errors, latency);
    }

    /** What is wrong with it in a minute. */
    Effect effect(int minute, double share) {
        Effect both = world.both().at(minute, share);
        return judged ? both.and(world.judged().at(minute, share)) : both;
    }

    /** By how much the logarithm of its error rate is higher than usual. */
    double errors(int minute) {
        return errors[minute];
    }

    /** By how much the logarithm of its latency is higher than usual. */
    double latency(int minute) {
        return latency[minute];
    }
}
