package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.app.store.PlanRows.Head;
import io.sluice.app.store.Recollection.Missing;
import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.Proof;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.engine.PlanStore.OfRecurring;
import io.sluice.plan.recurring.RecurringId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecollectionTest {
    private final JournalRows journal = new JournalRows(new JournalCodec());
    private long nanos;
    private final Recollection recollection = new Recollection(journal, PlanFixture::read, () -> nanos);

    private Birth born(NewPlan asked) {
        List<JournalLine> lines = JournalLine.following(0, asked.events(), asked.by(), asked.at());
        Birth birth = new Birth(asked, 7, journal.chain(asked.id().value(), lines));
        recollection.created(birth);
        return birth;
    }

    /** The hash of the last line. */
    private String paused(PlanId plan, long seq, String head, String... reasons) {
        List<JournalLine> lines = new ArrayList<>();
        for (String reason : reasons) {
            lines.add(new JournalLine(seq + lines.size(), NOON, ANN, new PlanEvent.PauseAsked(reason)));
        }
        List<JournalRows.Row> rows = journal.chain(head, lines);
        recollection.appended(plan, head, rows);
        return rows.getLast().hash();
    }

    private List<String> lacking(PlanId plan, long version, String hash) {
        return switch (recollection.missing(plan, new Head(version, hash))) {
            case Missing.Lines(List<JournalRows.Row> rows) ->
                rows.stream()
                        .map(row -> ((PlanEvent.PauseAsked) row.line().event()).reason())
                        .toList();
            case Missing other -> List.of(other.getClass().getSimpleName());
        };
    }

    @Test
    void a_plan_is_remembered_as_it_was_asked_for() {
        NewPlan simple = Submission.of(1, "edge", "dns")
                .withKey("k", "d")
                .by("zoë")
                .saying(PlanFixture.submitted(), new PlanEvent.PauseAsked("two\nlines, and \"one\" \\ more"))
                .plan();
        NewPlan asked = new NewPlan(
                simple.id(),
                simple.spec(),
                simple.document(),
                simple.digest(),
                simple.routeKeys(),
                simple.events(),
                simple.by().provedBy(Proof.TOKEN),
                simple.at(),
                simple.lookAt().plusSeconds(9),
                simple.idempotencyKey(),
                Optional.of(new OfRecurring(
                        new RecurringId("rec_" + id(3).value().substring(3)), NOON, NOON.plusSeconds(1))));
        Birth birth = born(asked);
        assertThat(recollection.birth(asked.id())).contains(birth);
        assertThat(recollection.birth(asked.id()).orElseThrow().asked().by().how())
                .contains(Proof.TOKEN);
        assertThat(recollection.missing(asked.id(), new Head(0, asked.id().value())))
                .isEqualTo(new Missing.Lines(birth.rows()));
    }

    @Test
    void lines_are_what_a_database_lacks_that_stands_where_they_follow() {
        String first = born(Submission.of(1, "edge").plan()).head();
        String third = paused(id(1), 2, first, "a", "b");
        String fourth = paused(id(1), 4, third, "x".repeat(100_000));
        assertThat(lacking(id(1), 1, first)).containsExactly("a", "b", "x".repeat(100_000));
        assertThat(lacking(id(1), 3, third)).containsExactly("x".repeat(100_000));
        assertThat(lacking(id(1), 4, fourth)).containsExactly("Nothing");
        assertThat(lacking(id(1), 4, third)).containsExactly("Overtaken");
        assertThat(recollection.hash(id(1), 3)).contains(third);
        assertThat(recollection.knowsMore(id(1), 3)).isTrue();
        assertThat(recollection.knowsMore(id(1), 4)).isFalse();
    }

    @Test
    void lines_that_are_brought_again_take_the_place_of_themselves_and_order_does_not_matter() {
        String first = born(Submission.of(1, "edge").plan()).head();
        List<JournalRows.Row> second =
                journal.chain(first, List.of(new JournalLine(2, NOON, ANN, new PlanEvent.PauseAsked("a"))));
        String third = paused(id(1), 3, second.getFirst().hash(), "b");
        assertThat(lacking(id(1), 1, first)).containsExactly("OfOthers");
        recollection.appended(id(1), first, second);
        paused(id(1), 2, first, "a", "b");
        assertThat(lacking(id(1), 1, first)).containsExactly("a", "b");
        assertThat(recollection.hash(id(1), 3)).contains(third);
    }

    @Test
    void what_is_older_than_ten_minutes_is_let_go() {
        String first = born(Submission.of(1, "edge").plan()).head();
        Birth _ = born(Submission.of(2, "dns").plan());
        nanos += Duration.ofMinutes(6).toNanos();
        String second = paused(id(1), 2, first, "a");
        nanos += Duration.ofMinutes(6).toNanos();
        paused(id(1), 3, second, "b");
        assertThat(recollection.birth(id(1))).isEmpty();
        assertThat(lacking(id(1), 1, first)).containsExactly("a", "b");
        assertThat(recollection.all()).containsExactly(id(1));
    }

    @Test
    void however_much_is_written_it_takes_some_megabytes() {
        String random = new java.util.Random(1)
                .ints(1 << 20, 32, 127)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        for (int number = 1; number <= 50; number++) {
            paused(id(number), 2, "0", random);
        }
        assertThat(recollection.all()).hasSizeBetween(20, 45).endsWith(id(50));
    }
}
