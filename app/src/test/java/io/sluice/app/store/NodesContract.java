package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.Nodes.Beat;
import io.sluice.app.store.Nodes.Node;
import io.sluice.app.store.Nodes.Self;
import io.sluice.app.store.Nodes.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every database knows of its nodes. */
abstract class NodesContract {
    private static final Self A = new Self("id-a", "a", "host-a", "1.0", "2026a");
    private static final Self B = new Self("id-b", "b", "host-b", "1.1", "2026a");

    private Database database;
    private Nodes nodes;

    protected abstract Database database();

    @BeforeEach
    void open() {
        database = database();
        nodes = new Nodes(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Beat beat(Self self) {
        return nodes.beat(self, Optional.empty(), System::nanoTime);
    }

    private Node joined(Self self) {
        Node own = beat(self).own(self.id());
        assertThat(nodes.ready(self.id(), own.joinedAt())).isTrue();
        return beat(self).own(self.id());
    }

    /** As if its last beat had been earlier. */
    private void silence(Self self, int seconds) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                        update node set seen_at = seen_at - cast(:seconds as integer) * interval '1' second
                        where id = :id
                        """)
                        .bind("seconds", seconds)
                        .bind("id", self.id())
                        .execute());
    }

    @Test
    void whoComesJoinsAndStaysReadyOnceItSaysSo() {
        Node own = beat(A).own("id-a");
        assertThat(own.self()).isEqualTo(A);
        assertThat(own.state()).isEqualTo(State.JOINING);
        assertThat(beat(A).own("id-a")).isEqualTo(own);
        assertThat(nodes.ready("id-a", own.joinedAt())).isTrue();
        assertThat(beat(A).own("id-a").state()).isEqualTo(State.READY);
    }

    @Test
    void oneThatIsAloneStaysReadyAndWritesNothingForItsBeats() {
        Nodes alone = Nodes.alone(database);
        Node own = alone.beat(A, Optional.empty(), System::nanoTime).own("id-a");
        assertThat(alone.ready("id-a", own.joinedAt())).isTrue();
        silence(A, 3600);
        assertThat(alone.beat(A, Optional.empty(), System::nanoTime).own("id-a").state())
                .isEqualTo(State.READY);
        assertThat(nodes.beat(B, Optional.empty(), System::nanoTime).live())
                .as("its row is as old as it was")
                .extracting(Node::id)
                .containsExactly("id-b");
        assertThat(alone.beat(A, Optional.of("no room"), System::nanoTime)
                        .own("id-a")
                        .trouble())
                .contains("no room");
    }

    @Test
    void eachBeatShowsAllThatAreLiveInTheOrderOfTheirNames() {
        joined(B);
        assertThat(beat(A).live()).extracting(Node::id).containsExactly("id-a", "id-b");
        assertThat(beat(B).live()).extracting(Node::state).containsExactly(State.JOINING, State.READY);
    }

    @Test
    void whoIsSilentForTwoSecondsCountsNoMoreAndJoinsAnew() {
        Node before = joined(B);
        silence(B, 1);
        assertThat(beat(A).live()).hasSize(2);
        silence(B, 1);
        assertThat(beat(A).live()).extracting(Node::id).containsExactly("id-a");
        assertThat(nodes.hasLeft("id-b")).isFalse();
        Node back = beat(B).own("id-b");
        assertThat(back.state()).isEqualTo(State.JOINING);
        assertThat(back.joinedAt()).isAfter(before.joinedAt());
        assertThat(back.startedAt()).isEqualTo(before.startedAt());
        assertThat(beat(A).live()).hasSize(2);
    }

    @Test
    void afterTheDatabasesClockWasSetBackANodeThatDiesCountsNoMoreEither() {
        joined(B);
        silence(B, -3600);
        assertThat(beat(B).own("id-b").state()).isEqualTo(State.READY);
        silence(B, 2);
        assertThat(beat(A).live()).extracting(Node::id).containsExactly("id-a");
    }

    @Test
    void aReadinessFromBeforeASilenceIsNone() {
        Node before = beat(A).own("id-a");
        silence(A, 3);
        beat(A);
        assertThat(nodes.ready("id-a", before.joinedAt())).isFalse();
        assertThat(beat(A).own("id-a").state()).isEqualTo(State.JOINING);
    }

    @Test
    void whoLeavesIsGoneAtOnce() {
        joined(B);
        nodes.leave("id-b");
        assertThat(beat(A).live()).extracting(Node::id).containsExactly("id-a");
        assertThat(nodes.hasLeft("id-b")).isTrue();
    }

    @Test
    void aNodesTroubleIsThereForAllToSeeUntilItIsOver() {
        assertThat(nodes.beat(A, Optional.of("no space left ".repeat(200)), System::nanoTime)
                        .own("id-a")
                        .trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).startsWith("no space left"));
        assertThat(beat(A).own("id-a").trouble()).isEmpty();
    }

    @Test
    void rowsOfNodesThatHaveBeenGoneForADayAreRemoved() {
        joined(A);
        joined(B);
        silence(B, 86_000);
        assertThat(nodes.forget()).isZero();
        silence(B, 1000);
        assertThat(nodes.forget()).isEqualTo(1);
        assertThat(nodes.hasLeft("id-b")).isTrue();
        nodes.removeAll();
        assertThat(nodes.hasLeft("id-a")).isTrue();
    }

    @Test
    void aBeatSaysTheTimeOfTheDatabase() {
        Beat first = beat(A);
        Beat second = beat(A);
        assertThat(second.said()).isAfter(first.said());
        assertThat(second.askedAt()).isBetween(first.answeredAt(), second.answeredAt());
        // The database cannot have read its clock before it was asked, nor after it had answered.
        assertThat(Duration.between(first.said(), second.said()))
                .isLessThanOrEqualTo(
                        Duration.ofNanos(second.answeredAt() - first.askedAt()).plusMillis(1));
    }
}
