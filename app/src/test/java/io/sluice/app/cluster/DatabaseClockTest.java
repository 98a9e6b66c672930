package io.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.engine.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration BEAT = Duration.ofMillis(500);

    /** The database's own clock, and this process's monotonic one; the wall clock of this machine is two hours off. */
    private Instant database = NOON;

    private long nanos = Long.MAX_VALUE - 1_000_000_000; // it may pass its largest number

    private final DatabaseClock clock = new DatabaseClock(() -> NOON.plus(Duration.ofHours(2)), () -> nanos);

    private void pass(Duration time) {
        database = database.plus(time);
        nanos += time.toNanos();
    }

    /** Asks the database, whose answer takes some time there and back. */
    private void ask(Duration there, Duration back) {
        follow(clock, there, back);
    }

    private void follow(DatabaseClock follower, Duration there, Duration back) {
        long askedAt = nanos;
        pass(there);
        Instant said = database;
        pass(back);
        follower.follow(new TimeSaid(said, askedAt, nanos));
    }

    private Duration ahead() {
        return Duration.between(database, clock.instant());
    }

    @Test
    void row62ShowsTheTimeOfTheDatabaseWhateverThisMachinesClockSays() {
        assertThat(ahead()).isEqualTo(Duration.ofHours(2));
        ask(Duration.ofMillis(3), Duration.ofMillis(3));
        assertThat(ahead()).isZero();
        pass(Duration.ofMinutes(10));
        assertThat(ahead()).as("while the database does not answer").isZero();
    }

    @Test
    void isOffByNoMoreThanHalfOfTheFirstRoundTrip() {
        ask(Duration.ZERO, Duration.ofMillis(40));
        assertThat(ahead()).isEqualTo(Duration.ofMillis(-20));
        ask(MILLI, MILLI);
        pass(Duration.ofMinutes(1));
        assertThat(ahead()).isBetween(Duration.ofMillis(-2), MILLI);
    }

    @Test
    void aSmallDifferenceIsMadeUpForLittleByLittleAndNeverBackwards() {
        for (long off : new long[] {-90, 90}) {
            ask(MILLI, MILLI);
            database = database.plusMillis(off);
            Instant last = clock.instant();
            for (int beat = 0; beat < 1000; beat++) {
                Clocks before = Clocks.read(clock, () -> nanos);
                ask(MILLI, MILLI);
                pass(BEAT);
                assertThat(clock.instant()).isAfterOrEqualTo(last);
                assertThat(Clocks.read(clock, () -> nanos).steppedSince(before)).isEmpty();
                last = clock.instant();
            }
            assertThat(ahead().abs()).as("after eight minutes").isLessThanOrEqualTo(Duration.ofMillis(3));
        }
    }

    @Test
    void row62WhereTheDatabasesClockWasSetItJumpsWithIt() {
        for (Duration step :
                new Duration[] {Duration.ofHours(1), Duration.ofHours(-1), Duration.ofMillis(150), Duration.ofDays(-1)
                }) {
            ask(MILLI, MILLI);
            Clocks before = Clocks.read(clock, () -> nanos);
            database = database.plus(step);
            ask(MILLI, MILLI);
            assertThat(ahead()).isZero();
            assertThat(Clocks.read(clock, () -> nanos).steppedSince(before)).contains(step);
        }
    }

    @Test
    void anAnswerThatTookLongIsNoStep() {
        ask(MILLI, MILLI);
        ask(Duration.ZERO, Duration.ofSeconds(60)); // as where this process was frozen after the question
        assertThat(ahead().abs()).isLessThanOrEqualTo(MILLI);
        ask(Duration.ofSeconds(60), Duration.ZERO);
        assertThat(ahead().abs()).isLessThanOrEqualTo(MILLI);
    }

    @Test
    void whatTheFirstAnswerCouldNotTellIsNoStepOnceTheNextOnesDo() {
        for (boolean late : new boolean[] {true, false}) {
            DatabaseClock fresh = new DatabaseClock(() -> NOON, () -> nanos);
            Duration slow = Duration.ofMillis(300);
            follow(fresh, late ? slow : Duration.ZERO, late ? Duration.ZERO : slow);
            Clocks before = Clocks.read(fresh, () -> nanos);
            for (int beat = 0; beat < 1200; beat++) {
                follow(fresh, MILLI, MILLI);
                assertThat(Clocks.read(fresh, () -> nanos).steppedSince(before)).isEmpty();
                before = Clocks.read(fresh, () -> nanos);
                pass(BEAT);
            }
            assertThat(Duration.between(database, fresh.instant()).abs())
                    .as("after ten minutes")
                    .isLessThanOrEqualTo(Duration.ofMillis(3));
            database = database.plusMillis(150);
            follow(fresh, MILLI, MILLI);
            assertThat(Clocks.read(fresh, () -> nanos).steppedSince(before))
                    .as("a step is one still")
                    .isPresent();
        }
    }

    @Test
    void staysWithItThroughAnyRoundTripsAndDrift() {
        Random random = new Random(6);
        ask(MILLI, MILLI);
        for (int beat = 0; beat < 5000; beat++) {
            ask(MILLI.multipliedBy(random.nextInt(20)), MILLI.multipliedBy(random.nextInt(20)));
            pass(BEAT);
            nanos += 50_000; // this machine's monotonic clock is 100 ppm fast
            assertThat(ahead().abs()).isLessThanOrEqualTo(Duration.ofMillis(40));
        }
    }
}
