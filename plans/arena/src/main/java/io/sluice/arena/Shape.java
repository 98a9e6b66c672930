package io.sluice.arena;

import java.util.function.Function;

/**
 * A kind of thing that happens during a move.
 *
 * @param harmful whether the move should be reverted for it
 * @param looks when it starts and how it looks, for a person; the ranges are what {@code draw} draws from
 * @param draw one such case
 */
record Shape(String name, boolean harmful, String looks, Function<Dice, World> draw) {
    World world(long seed) {
        return draw.apply(Dice.of(seed, name.hashCode()));
    }
}
