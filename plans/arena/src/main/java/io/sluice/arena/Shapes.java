package io.sluice.arena;

import io.sluice.arena.Ambient.Day;
import io.sluice.arena.Ambient.Lag;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything that may happen in the arena, with the ranges that each case is drawn from.
 *
 * <p>Fixed before any judge was tuned, and not to be changed to please one: a new shape or range is a new arena, and both the
 * tuning and the table start again.
 *
 * <p>Where a shape does not say otherwise: 300 to 30,000 requests a minute over both sides, 0.05 % to 1 % of them failing, a median
 * of 20 to 200 ms; errors wander in common by 10 to 30 % and on each side for itself by 3 to 10 %, latency by 3 to 10 % and
 * by 1 to 4 %, with a third of it left after a minute; each minute is published a minute after it ended.
 */
final class Shapes {
    static final List<Shape> HARMFUL = List.of(
            harmful(
                    "2x errors from 0.1 %",
                    "errors double, within the first half hour",
                    dice -> World.of(usual(dice).errors(0.001))
                            .judged(Incident.from(dice.between(0, 30), Effect.errorsTimes(2)))),
            harmful(
                    "2x errors from 1 %",
                    "errors double, within the first half hour",
                    dice -> World.of(usual(dice).errors(0.01))
                            .judged(Incident.from(dice.between(0, 30), Effect.errorsTimes(2)))),
            harmful(
                    "total failure",
                    "every request fails, from some minute of the first 100",
                    dice -> World.of(usual(dice)).judged(Incident.from(dice.between(0, 100), Effect.failing(1)))),
            harmful(
                    "one bad host in ten",
                    "a tenth of the requests meets a host that fails 50 to 100 % of them, within the first hour",
                    dice -> World.of(usual(dice))
                            .judged(Incident.from(dice.between(0, 60), Effect.failing(0.1 * dice.uniform(0.5, 1))))),
            harmful(
                    "slow leak",
                    "from the first minute on latency and errors grow, to 2 to 4 times and 5 to 20 times after two hours",
                    dice -> World.of(usual(dice)).judged(leak(dice.uniform(2, 4), dice.uniform(5, 20)))),
            harmful(
                    "latency tail only",
                    "2 to 8 % of the requests take 3 to 8 times as long, within the first hour",
                    dice -> World.of(usual(dice))
                            .judged(Incident.from(
                                    dice.between(0, 60), Effect.tail(dice.uniform(0.02, 0.08), dice.uniform(3, 8))))),
            harmful(
                    "all slower",
                    "every request takes 1.5 to 2.5 times as long, within the first half hour",
                    dice -> World.of(usual(dice))
                            .judged(Incident.from(dice.between(0, 30), Effect.latencyTimes(dice.uniform(1.5, 2.5))))),
            harmful(
                    "too small from 25 % on",
                    "from a quarter of the traffic on 5 to 20 % fail and the rest takes 1.5 to 3 times as long",
                    dice -> World.of(usual(dice)).judged(tooSmall(dice.uniform(0.05, 0.2), dice.uniform(1.5, 3)))),
            harmful(
                    "breaks after an hour",
                    "errors times 5 to 20, after 60 to 100 minutes",
                    dice -> World.of(usual(dice))
                            .judged(Incident.from(dice.between(60, 100), Effect.errorsTimes(dice.uniform(5, 20))))),
            harmful(
                    "flapping",
                    "4 to 8 of every 12 to 20 minutes 3 to 15 % fail, from the first half hour on",
                    dice -> World.of(usual(dice))
                            .judged(flapping(
                                    dice.between(0, 30),
                                    dice.between(4, 8),
                                    dice.between(12, 20),
                                    Effect.failing(dice.uniform(0.03, 0.15))))),
            harmful(
                    "both bad, judged worse",
                    "2 to 5 % fail on both sides for the whole time, and three times as many on the judged one, within the first hour",
                    dice -> bothBadJudgedWorse(usual(dice), dice.uniform(0.02, 0.05), dice.between(0, 60))),
            harmful(
                    "errors, diurnal traffic",
                    "traffic goes up and down over the day by 40 to 70 %, with it errors and latency; errors times 3 to 5 within the first hour",
                    dice -> diurnal(usual(dice), dice)
                            .judged(Incident.from(dice.between(0, 60), Effect.errorsTimes(dice.uniform(3, 5))))),
            harmful(
                    "errors, 10 requests a minute",
                    "10 requests a minute over both sides; 30 to 60 % fail within the first half hour",
                    dice -> World.of(usual(dice).requests(10))
                            .judged(Incident.from(dice.between(0, 30), Effect.failing(dice.uniform(0.3, 0.6))))),
            harmful(
                    "errors, zero-inflated",
                    "errors come in 3 to 10 % of the minutes, on both sides at once; on the judged side in 15 to 40 % besides, within the first hour",
                    dice -> burstier(zeroInflated(usual(dice), dice), dice)),
            harmful(
                    "errors, noise phi 0.7",
                    "errors times 3 to 5 within the first hour, in noise as below",
                    dice -> World.of(noisy(usual(dice), dice, 0.7))
                            .judged(Incident.from(dice.between(0, 60), Effect.errorsTimes(dice.uniform(3, 5))))),
            harmful(
                    "slower, noise phi 0.9",
                    "every request takes 1.5 to 2 times as long within the first hour, in noise as below",
                    dice -> World.of(noisy(usual(dice), dice, 0.9))
                            .judged(Incident.from(dice.between(0, 60), Effect.latencyTimes(dice.uniform(1.5, 2))))),
            harmful(
                    "errors, late metrics",
                    "errors times 4 to 8 within the first hour; minutes published after 60 to 210 s, in any order",
                    dice -> World.of(late(usual(dice)))
                            .judged(Incident.from(dice.between(0, 60), Effect.errorsTimes(dice.uniform(4, 8))))),
            harmful(
                    "errors, missing minutes",
                    "errors times 4 to 8 within the first hour; of each side 10 to 30 % of the minutes are missing",
                    dice -> World.of(gappy(usual(dice), dice))
                            .judged(Incident.from(dice.between(0, 60), Effect.errorsTimes(dice.uniform(4, 8))))));

    static final List<Shape> HARMLESS = List.of(
            harmless("nothing wrong", "two sides alike", dice -> World.of(usual(dice))),
            harmless(
                    "cold start that heals",
                    "at first errors times 3 to 10 and latency times 2 to 4; what is left of it halves every 1 to 2 minutes",
                    dice -> World.of(usual(dice))
                            .judged(coldStart(dice.uniform(3, 10), dice.uniform(2, 4), dice.uniform(1, 2)))),
            harmless(
                    "both sides bad together",
                    "for 10 to 40 minutes 2 to 30 % fail on both sides and the rest takes 1.5 to 3 times as long",
                    dice -> World.of(usual(dice))
                            .both(Incident.during(
                                    dice.between(5, 90),
                                    dice.between(10, 40),
                                    Effect.failing(dice.uniform(0.02, 0.3))
                                            .and(Effect.latencyTimes(dice.uniform(1.5, 3)))))),
            harmless(
                    "diurnal traffic",
                    "traffic goes up and down over the day by 40 to 70 %, with it errors and latency",
                    dice -> diurnal(usual(dice), dice)),
            harmless(
                    "10 requests a minute",
                    "over both sides",
                    dice -> World.of(usual(dice).requests(10))),
            harmless(
                    "zero-inflated errors",
                    "errors come in 3 to 10 % of the minutes, on both sides at once, none between",
                    dice -> World.of(zeroInflated(usual(dice), dice))),
            harmless(
                    "noise phi 0.7",
                    "errors wander in common by 20 to 50 % and on each side by 10 to 20 %, latency by 10 to 25 % and 3 to 8 %; 70 % is left after a minute",
                    dice -> World.of(noisy(usual(dice), dice, 0.7))),
            harmless(
                    "noise phi 0.9",
                    "the same, but 90 % is left after a minute",
                    dice -> World.of(noisy(usual(dice), dice, 0.9))),
            harmless(
                    "late metrics",
                    "minutes published after 60 to 210 s, in any order",
                    dice -> World.of(late(usual(dice)))),
            harmless(
                    "missing minutes",
                    "of each side 10 to 30 % of the minutes are missing",
                    dice -> World.of(gappy(usual(dice), dice))),
            harmless(
                    "one bad minute",
                    "one minute, after 10 to 120, in which 2 to 10 % fail",
                    dice -> World.of(usual(dice))
                            .judged(Incident.during(
                                    dice.between(10, 120), 1, Effect.failing(dice.uniform(0.02, 0.1))))),
            harmless(
                    "a little slower",
                    "every request takes 2 to 10 % longer, from the first minute on",
                    dice -> World.of(usual(dice))
                            .judged(Incident.from(0, Effect.latencyTimes(dice.uniform(1.02, 1.1))))));

    private static final Lag A_MINUTE = new Lag(60, 60);

    private Shapes() {}

    static List<Shape> all() {
        return Stream.concat(HARMFUL.stream(), HARMLESS.stream()).toList();
    }

    private static Shape harmful(String name, String looks, Function<Dice, World> draw) {
        return new Shape(name, true, looks, draw);
    }

    private static Shape harmless(String name, String looks, Function<Dice, World> draw) {
        return new Shape(name, false, looks, draw);
    }

    private static Ambient usual(Dice dice) {
        double phi = 0.3;
        return new Ambient(
                dice.logUniform(300, 30_000),
                new Day(0, 0),
                dice.logUniform(0.0005, 0.01),
                1,
                dice.logUniform(20, 200),
                dice.uniform(0.4, 0.7),
                new Noise(phi, dice.uniform(0.1, 0.3)),
                new Noise(phi, dice.uniform(0.03, 0.1)),
                new Noise(phi, dice.uniform(0.03, 0.1)),
                new Noise(phi, dice.uniform(0.01, 0.04)),
                A_MINUTE,
                0);
    }

    private static Ambient noisy(Ambient ambient, Dice dice, double phi) {
        return ambient.noise(
                new Noise(phi, dice.uniform(0.2, 0.5)),
                new Noise(phi, dice.uniform(0.1, 0.2)),
                new Noise(phi, dice.uniform(0.1, 0.25)),
                new Noise(phi, dice.uniform(0.03, 0.08)));
    }

    private static Ambient zeroInflated(Ambient ambient, Dice dice) {
        return ambient.bursts(dice.uniform(0.03, 0.1));
    }

    private static Ambient late(Ambient ambient) {
        return ambient.published(new Lag(60, 210), 0);
    }

    private static Ambient gappy(Ambient ambient, Dice dice) {
        return ambient.published(A_MINUTE, dice.uniform(0.1, 0.3));
    }

    private static World diurnal(Ambient ambient, Dice dice) {
        Day day = new Day(dice.uniform(0.4, 0.7), dice.uniform(0, 2 * Math.PI));
        return World.of(ambient.diurnal(day))
                .both((minute, share) ->
                        Effect.errorsTimes(day.load(minute)).and(Effect.latencyTimes(Math.pow(day.load(minute), 0.3))));
    }

    private static World bothBadJudgedWorse(Ambient ambient, double failing, int start) {
        Incident both = Incident.from(0, Effect.failing(failing));
        return World.of(ambient).both(both).judged(Incident.from(start, Effect.failing(2 * failing)));
    }

    /** Bursts of the judged side's own, as large as those that both have. */
    private static World burstier(Ambient ambient, Dice dice) {
        int start = dice.between(0, 60);
        double chance = dice.uniform(0.15, 0.4);
        double failing = ambient.errorRate() / ambient.burstChance();
        long coins = (long) (dice.uniform() * Long.MAX_VALUE);
        return World.of(ambient)
                .judged((minute, share) ->
                        minute >= start && Dice.of(coins, minute).chance(chance)
                                ? Effect.failing(failing)
                                : Effect.NONE);
    }

    private static Incident leak(double latencyFactor, double errorFactor) {
        return (minute, share) -> {
            double part = minute / 120.0;
            return Effect.latencyTimes(1 + (latencyFactor - 1) * part)
                    .and(Effect.errorsTimes(Math.pow(errorFactor, part)));
        };
    }

    private static Incident tooSmall(double failing, double latencyFactor) {
        Effect effect = Effect.failing(failing).and(Effect.latencyTimes(latencyFactor));
        return (minute, share) -> share >= 0.25 ? effect : Effect.NONE;
    }

    private static Incident flapping(int start, int bad, int period, Effect effect) {
        return (minute, share) -> minute >= start && (minute - start) % period < bad ? effect : Effect.NONE;
    }

    private static Incident coldStart(double errorFactor, double latencyFactor, double halfLife) {
        return (minute, share) -> {
            double left = Math.pow(0.5, minute / halfLife);
            return Effect.errorsTimes(1 + (errorFactor - 1) * left)
                    .and(Effect.latencyTimes(1 + (latencyFactor - 1) * left));
        };
    }
}
