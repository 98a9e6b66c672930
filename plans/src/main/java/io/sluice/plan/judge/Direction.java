package io.sluice.plan.judge;

/** Which way a metric may not go. */
public enum Direction {
    INCREASE,
    DECREASE,
    EITHER;

    boolean increase() {
        return this != DECREASE;
    }

    boolean decrease() {
        return this != INCREASE;
    }
}
