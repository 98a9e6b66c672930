package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.Letters.Letter;
import io.sluice.app.store.Outbox.Taken;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every database's outbox does. Each line of a journal gives a letter to {@code chat} and one to {@code mail} here. */
abstract class OutboxContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant LATER = NOON.plusSeconds(60);

    private final AtomicInteger wakes = new AtomicInteger();
    private Database database;
    private JdbiPlanStore store;
    private Outbox outbox;

    protected abstract Database database();

    @BeforeEach
    void open() {
        database = database();
        store = new JdbiPlanStore(database, PlanFixture::read, OutboxContract::letters, wakes::incrementAndGet);
        outbox = new Outbox(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static List<Letter> letters(Plan before, List<JournalLine> lines) {
        List<Letter> letters = new ArrayList<>();
        for (JournalLine line : lines) {
            if (line.event() instanceof PlanEvent.PauseAsked(String reason) && reason.equals("fault")) {
                throw new IllegalStateException("a fault while the lines are kept");
            }
            letters.add(new Letter(line.seq(), "chat", "line " + line.seq()));
            letters.add(new Letter(line.seq(), "mail", "line " + line.seq()));
        }
        return letters;
    }

    private Plan submitted(int number, String route) {
        return ((Created.Stored) store.create(Submission.of(number, route).plan())).plan();
    }

    private Plan paused(Plan plan, String reason) {
        return store.append(plan, List.of(new PlanEvent.PauseAsked(reason)), ANN, NOON)
                .orElseThrow();
    }

    private Optional<Taken> take(String receiver, Instant now) {
        return outbox.take(receiver, "node", MINUTE, now);
    }

    @Test
    void whatIsWrittenWithTheLinesIsThereForEachReceiver() {
        paused(submitted(1, "edge"), "lunch");
        assertThat(outbox.receiversWithDue(LATER)).containsExactlyInAnyOrder("chat", "mail");
        assertThat(outbox.waiting()).isEqualTo(4);
        assertThat(wakes).hasValue(2);
        Taken taken = take("chat", LATER).orElseThrow();
        assertThat(taken.id()).isEqualTo(id(1) + ".1.chat");
        assertThat(taken.about()).isEqualTo(id(1).value());
        assertThat(taken.seq()).isEqualTo(1);
        assertThat(taken.text()).isEqualTo("line 1");
        assertThat(taken.attempts()).isEqualTo(1);
        assertThat(taken.writtenAt()).isBetween(NOON.minusMillis(1), NOON);
    }

    @Test
    void linesThatAreNotKeptTellNobody() {
        Plan plan = submitted(1, "edge");
        assertThatThrownBy(() -> paused(plan, "fault")).hasMessageContaining("a fault");
        paused(plan, "lunch");
        assertThat(store.append(plan, List.of(new PlanEvent.CancelAsked("too late")), ANN, NOON))
                .isEmpty();
        assertThat(store.journal(id(1), 0, 10)).hasSize(2);
        assertThat(outbox.waiting()).isEqualTo(4);
    }

    @Test
    void whatIsTakenIsNobodyElsesWhileTheClaimLasts() {
        submitted(1, "edge");
        assertThat(take("chat", LATER)).isPresent();
        assertThat(outbox.take("chat", "other", MINUTE, LATER)).isEmpty();
        assertThat(take("mail", LATER)).isPresent();
    }

    @Test
    void aClaimThatIsOverIsFreeForOthersAndItsOwnerCannotSpeakForThem() {
        submitted(1, "edge");
        Taken slow = outbox.take("chat", "slow", Duration.ofMillis(1), LATER).orElseThrow();
        Taken taken = awaitTaken("chat", LATER);
        assertThat(taken.attempts()).isEqualTo(2);
        outbox.failed(slow, "timeout", LATER);
        outbox.givenUp(slow, "timeout", LATER);
        assertThat(take("chat", LATER)).as("still the other's").isEmpty();
        outbox.delivered(slow, LATER); // it is there, whoever brought it
        outbox.failed(taken, "again", LATER);
        assertThat(take("chat", LATER)).isEmpty();
        assertThat(outbox.waiting()).isEqualTo(1);
    }

    private Taken awaitTaken(String receiver, Instant now) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Optional<Taken> taken = outbox.take(receiver, "quick", MINUTE, now);
        while (taken.isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            taken = outbox.take(receiver, "quick", MINUTE, now);
        }
        return taken.get();
    }

    @Test
    void ofEachPlanTheFirstComesFirst() {
        paused(submitted(1, "edge"), "lunch");
        Taken first = take("chat", LATER).orElseThrow();
        assertThat(take("chat", LATER)).as("the second waits for the first").isEmpty();
        outbox.failed(first, "busy", LATER.plusSeconds(10));
        assertThat(take("chat", LATER)).isEmpty();
        Taken again = take("chat", LATER.plusSeconds(10)).orElseThrow();
        assertThat(again.seq()).isEqualTo(1);
        outbox.delivered(again, LATER);
        assertThat(take("chat", LATER).orElseThrow().seq()).isEqualTo(2);
    }

    @Test
    void whatWasGivenUpKeepsNobodyWaiting() {
        paused(submitted(1, "edge"), "lunch");
        outbox.givenUp(take("chat", LATER).orElseThrow(), "never wanted it", LATER);
        assertThat(take("chat", LATER).orElseThrow().seq()).isEqualTo(2);
    }

    @Test
    void plansDoNotWaitForOneAnotherAndWhatFailedComesLast() {
        submitted(1, "edge");
        outbox.failed(take("chat", LATER).orElseThrow(), "busy", LATER);
        submitted(2, "api");
        assertThat(take("chat", LATER).orElseThrow().about()).isEqualTo(id(2).value());
        assertThat(take("chat", LATER).orElseThrow().about()).isEqualTo(id(1).value());
    }

    @Test
    void whatWaitsForATimeThatTheClockWasSetBackFromIsDueAtOnce() {
        submitted(1, "edge");
        outbox.failed(take("chat", LATER).orElseThrow(), "busy", LATER.plusSeconds(10));
        Instant back = NOON.minus(Duration.ofDays(400));
        outbox.clockSet(Duration.ofDays(-400), back);
        assertThat(take("mail", back)).isPresent();
        assertThat(take("chat", back).orElseThrow().writtenAt())
                .as("told for as long as if it were written now")
                .isBetween(back.minusMillis(1), back);
    }

    @Test
    void whatIsWrittenIsNoOlderOnceTheClockIsSetForward() {
        submitted(1, "edge");
        Taken taken = take("chat", LATER).orElseThrow();
        Instant set = LATER.plus(Duration.ofDays(400));
        outbox.clockSet(Duration.ofDays(400), set);
        assertThat(outbox.givenUpIfWrittenBefore(set.minusSeconds(60), taken, "busy", set))
                .isFalse();
        outbox.clockSet(Duration.ofDays(400), set); // another node of the same database
        outbox.failed(taken, "busy", set);
        Taken again = take("chat", set).orElseThrow();
        assertThat(again.writtenAt()).isBetween(set.minusMillis(1), set);
        assertThat(outbox.givenUpIfWrittenBefore(set.plusSeconds(1), taken, "busy", set))
                .as("by who has no claim on it any more")
                .isFalse();
        assertThat(outbox.givenUpIfWrittenBefore(set.plusSeconds(1), again, "busy", set))
                .isTrue();
        assertThat(take("chat", set)).isEmpty();
    }

    @Test
    void whatIsOverIsKeptForAWhile() {
        submitted(1, "edge");
        outbox.delivered(take("chat", LATER).orElseThrow(), LATER);
        outbox.givenUp(take("mail", LATER).orElseThrow(), "no such mailbox", LATER);
        assertThat(outbox.receiversWithDue(LATER)).isEmpty();
        assertThat(outbox.forget(LATER.minusSeconds(1))).isZero();
        assertThat(outbox.forget(LATER)).isEqualTo(2);
    }

    @Test
    void theClaimsOfADeadProcessAreEndedAtTheStart() {
        submitted(1, "edge");
        Taken lost = take("chat", LATER).orElseThrow();
        outbox.endAllClaims();
        assertThat(take("chat", LATER).orElseThrow().id()).isEqualTo(lost.id());
    }

    @Test
    void manyCarriersTellEachThingOnce() throws InterruptedException {
        int plans = 20;
        for (int number = 1; number <= plans; number++) {
            paused(submitted(number, "route-" + number), "lunch");
        }
        Set<String> told = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        CountDownLatch ready = new CountDownLatch(1);
        List<Thread> carriers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Outbox own = new Outbox(database);
            String name = "node-" + i;
            carriers.add(Thread.ofVirtual().start(() -> carry(own, name, ready, told, faults)));
        }
        ready.countDown();
        for (Thread carrier : carriers) {
            assertThat(carrier.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(faults).isEmpty();
        assertThat(told).hasSize(plans * 2);
        assertThat(outbox.waiting()).as("all that is left is mail").isEqualTo(plans * 2);
    }

    private static void carry(
            Outbox outbox, String name, CountDownLatch ready, Set<String> told, ConcurrentLinkedQueue<String> faults) {
        try {
            ready.await();
            int idle = 0;
            while (idle < 20) { // what another carrier has just taken keeps the next of its plan out of reach
                Optional<Taken> taken = outbox.take("chat", name, MINUTE, LATER);
                if (taken.isEmpty()) {
                    idle++;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                    continue;
                }
                idle = 0;
                if (!told.add(taken.get().id())) {
                    faults.add("twice: " + taken.get().id());
                }
                if (taken.get().seq() == 2 && !told.contains(taken.get().about() + ".1.chat")) {
                    faults.add("too early: " + taken.get().id());
                }
                outbox.delivered(taken.get(), LATER);
            }
        } catch (StoreUnavailable | InterruptedException e) {
            faults.add(e.toString());
        }
    }
}
