package io.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.Database;
import io.sluice.app.store.Nodes;
import io.sluice.app.store.Nodes.Self;
import io.sluice.app.store.PostgresServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over a real PostgreSQL. */
class HeartbeatTest {
    private final Database database =
            PostgresServer.shared().open(PostgresServer.shared().renewed("heartbeats"));
    private final Nodes nodes = new Nodes(database);
    private Duration wrongBy = Duration.ZERO;
    private final InstantSource machine = () -> Instant.now().plus(wrongBy);

    @AfterEach
    void close() {
        database.close();
    }

    private Heartbeat heartbeat(String name, DatabaseClock clock) {
        return new Heartbeat(
                nodes, new Self("id-" + name, name, "host", "1.0", "2026a"), clock::follow, machine, System::nanoTime);
    }

    private static void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void nodesHearOfEachOtherAndWhoStopsIsGoneAtOnce() throws InterruptedException {
        DatabaseClock clock = new DatabaseClock(machine, System::nanoTime);
        Heartbeat a = heartbeat("a", clock);
        Heartbeat b = heartbeat("b", clock);
        a.start();
        b.start();
        await("both are heard of", () -> a.live().size() == 2 && b.live().size() == 2);
        b.stop();
        assertThat(nodes.hasLeft("id-b")).isTrue();
        await("one is left", () -> a.live().size() == 1);
        a.stop();
    }

    @Test
    void row62And64ANodeWhoseOwnClockIsWrongSaysSoAndGoesByTheDatabases() {
        wrongBy = Duration.ofHours(1);
        DatabaseClock clock = new DatabaseClock(machine, System::nanoTime);
        Heartbeat a = heartbeat("a", clock);
        a.beat();
        assertThat(Duration.between(Instant.now(), clock.instant()).abs()).isLessThan(Duration.ofMinutes(1));
        assertThat(a.skew())
                .hasValueSatisfying(
                        why -> assertThat(why)
                                .matches(
                                        "the clock of this machine is (1 h( 0? ?\\d+ s)?|59 min 5\\d s) ahead of the database's.*"));
        wrongBy = Duration.ofHours(-1);
        a.beat();
        assertThat(a.skew()).hasValueSatisfying(why -> assertThat(why).contains(" behind the database's"));
        wrongBy = Duration.ZERO;
        a.beat();
        assertThat(a.skew()).isEmpty();
    }
}
