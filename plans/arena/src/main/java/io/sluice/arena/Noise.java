package io.sluice.arena;

/**
 * How a level wanders from minute to minute: the logarithm of its factor is AR(1).
 *
 * @param phi how much of a minute's deviation is left in the next, 0 up to 1
 * @param sd standard deviation of the factor's logarithm, over a long time
 */
record Noise(double phi, double sd) {
    Noise {
        if (!(phi >= 0 && phi < 1) || !(sd >= 0)) {
            throw new IllegalArgumentException(
                    "phi from 0 up to 1 and a deviation of at least 0, not " + phi + ", " + sd);
        }
    }

    /** The factor's logarithm in so many minutes, begun where it would be after a long time. */
    double[] draw(Dice dice, int minutes) {
        double[] logs = new double[minutes];
        double fresh = sd * Math.sqrt(1 - phi * phi);
        double level = sd * dice.normal();
        for (int i = 0; i < minutes; i++) {
            logs[i] = level;
            level = phi * level + fresh * dice.normal();
        }
        return logs;
    }
}
