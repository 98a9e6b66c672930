package io.sluice.plan.engine;

import io.sluice.plan.engine.Happening.Interruption;
import io.sluice.plan.engine.Happening.Move;
import io.sluice.plan.engine.Happening.Shows;
import io.sluice.provider.inmemory.Mishap;
import io.sluice.traffic.ProviderError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Draws what happens in a walk. Each thing is drawn from a seed of its own and has a time of its own, so that without one of them
 * all others are the same and happen when they did.
 */
final class Happenings {
    private static final int MANY = 28;

    private final SplittableRandom random;
    private final int points;

    private Happenings(SplittableRandom random) {
        this.random = random;
        // Ticks that do nothing but look pass about five points, those that write some twenty.
        this.points = 1 + random.nextInt(30);
    }

    /** What happens so long after the walk has begun. */
    record Timed(int number, Duration after, Happening what) {
        @Override
        public String toString() {
            return "#%d after %s: %s".formatted(number, after, what);
        }
    }

    /** All that happens in the walk of a seed. */
    static List<Timed> of(long seed) {
        List<Timed> all = new ArrayList<>();
        Duration after = Duration.ZERO;
        for (int i = 0; i < MANY; i++) {
            Happenings draw = new Happenings(new SplittableRandom(seed * 1_000_003 + i));
            after = after.plus(draw.gap());
            all.add(new Timed(i, after, draw.any()));
        }
        return all;
    }

    /** Many things happen together, and now and then nothing for a while. */
    private Duration gap() {
        return Duration.ofMillis(
                switch (random.nextInt(8)) {
                    case 0, 1 -> random.nextInt(300);
                    case 2 -> random.nextInt(30_000);
                    default -> random.nextInt(8_000);
                });
    }

    private Happening any() {
        int dice = random.nextInt(100);
        int node = random.nextInt(60);
        int route = random.nextInt(60);
        if (dice < 16) {
            return aWriteGoesWrong(route);
        } else if (dice < 20) {
            return new Happening.NextLookFails(route, anyError());
        } else if (dice < 24) {
            return new Happening.LooksAreStale(route, Duration.ofMillis(random.nextInt(30_000)));
        } else if (dice < 32) {
            return new Happening.FigureChanges(route, random.nextInt(3) > 0, any(Shows.values()));
        } else if (dice < 44) {
            return new Happening.Asked(node, anyMove());
        } else if (dice < 56) {
            return new Happening.Between(node, points, anyInterruption());
        } else if (dice < 66) {
            return anyAt();
        } else if (dice < 70) {
            return random.nextInt(4) == 0 ? new Happening.AllDie(downtime()) : new Happening.NodeDies(node, downtime());
        } else if (dice < 72) {
            return new Happening.NodeIsStopped(node, downtime());
        } else if (dice < 77) {
            OptionalInt whose = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(node);
            return new Happening.StoreFails(whose, random.nextBoolean(), freeze().dividedBy(2));
        } else if (dice < 83) {
            return new Happening.CommitIsUnknown(node, random.nextBoolean());
        } else if (dice < 86) {
            return new Happening.ClaimIsSeized(node);
        } else if (dice < 90) {
            return new Happening.TickOutOfTurn(node);
        } else if (dice < 92) {
            return new Happening.ClockIsSet(step());
        } else if (dice < 94) {
            return new Happening.CalendarIsAway(Duration.ofMillis(random.nextInt(60_000)));
        } else if (dice < 95) {
            return new Happening.RevertWithoutStore(node, random.nextBoolean(), freeze().dividedBy(2));
        }
        return new Happening.StrangerSets(route, anyWeights());
    }

    private Happening aWriteGoesWrong(int route) {
        return switch (random.nextInt(6)) {
            case 0 -> new Happening.NextWrite(route, new Mishap.LoseRequest());
            case 1 -> new Happening.NextWrite(route, new Mishap.LoseReply());
            case 2, 3 -> new Happening.NextWriteIsLate(route, random.nextDouble(), false);
            case 4 -> new Happening.NextWriteIsLate(route, random.nextDouble(), true);
            default -> new Happening.NextWrite(route, new Mishap.Refuse(anyError()));
        };
    }

    private ProviderError anyError() {
        return switch (random.nextInt(6)) {
            case 0 -> new ProviderError.Throttled("429 Rate exceeded", Optional.empty());
            case 1 -> new ProviderError.Unavailable("503 try again");
            case 2 -> new ProviderError.Unknown("500 something went wrong");
            case 3 -> new ProviderError.Conflict("changed meanwhile");
            case 4 -> new ProviderError.Denied("403 not allowed");
            default -> new ProviderError.Denied("the credentials have expired");
        };
    }

    /** Half of them let the plan go on, or few plans would come far. */
    private Move anyMove() {
        return switch (random.nextInt(20)) {
            case 0, 1 -> Move.PAUSE;
            case 2, 3 -> Move.RESUME_ADOPTING;
            case 4, 5 -> Move.RESUME_REASSERTING;
            case 6, 7, 8 -> Move.PROMOTE;
            case 9 -> Move.REVERT;
            case 10 -> random.nextInt(3) == 0 ? Move.REVERT_EXACTLY : Move.REVERT;
            case 11 -> random.nextInt(2) == 0 ? Move.CANCEL : Move.PAUSE;
            case 12, 13 -> Move.LOOK_AT_WHAT_TO_APPROVE;
            case 14 -> Move.SUBMITTER_APPROVES;
            case 15, 16 -> Move.ALICE_APPROVES;
            case 17, 18 -> Move.BOB_APPROVES;
            default -> random.nextBoolean() ? Move.MALLORY_APPROVES : Move.ALICE_REJECTS;
        };
    }

    private Interruption anyInterruption() {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> new Interruption.Death(downtime());
            case 3, 4, 5, 6, 7 -> new Interruption.Freeze(freeze());
            case 8 -> new Interruption.Stall(Duration.ofMillis(random.nextInt(12_000)));
            case 9, 10 ->
                new Interruption.Asked(
                        switch (random.nextInt(6)) {
                            case 0 -> anyMove();
                            case 1 -> Move.CANCEL;
                            default -> Move.REVERT;
                        });
            default -> new Interruption.ClockSet(step());
        };
    }

    /** What passes without a trace between the store's word and the send nobody can help, so only frozen processes come in there. */
    private Happening anyAt() {
        Interruptions.Point point = any(Interruptions.Point.values());
        return new Happening.At(
                point,
                point == Interruptions.Point.PERMITTED
                        ? new Interruption.Freeze(
                                random.nextBoolean()
                                        ? Claims.LENGTH.plusMillis(random.nextInt(3_000))
                                        : freeze().plus(Claims.LENGTH))
                        : anyInterruption());
    }

    /** 1 to 120 seconds, half of them shorter than 11. */
    private Duration freeze() {
        return Duration.ofMillis(Math.round(1000 * Math.exp(random.nextDouble() * Math.log(120))));
    }

    private Duration downtime() {
        return Duration.ofMillis(random.nextBoolean() ? random.nextInt(3_000) : random.nextInt(60_000));
    }

    /** By a second or by a day, forward or back. */
    private Duration step() {
        Duration by = Duration.ofMillis(Math.round(Math.exp(random.nextDouble() * Math.log(86_400_000))))
                .plusSeconds(1);
        return random.nextBoolean() ? by : by.negated();
    }

    private List<Integer> anyWeights() {
        int old = random.nextInt(20);
        int young = 1 + random.nextInt(20);
        return random.nextInt(4) == 0 ? List.of(old, young, random.nextInt(3)) : List.of(old, young);
    }

    private <T> T any(T[] of) {
        return of[random.nextInt(of.length)];
    }
}
