package io.sluice.app.capsule;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accepted reverts as files. */
class OrderBookTest {
    private final Path directory;
    private final OrderBook book;

    OrderBookTest(@TempDir Path parent) {
        this.directory = parent.resolve("reverts");
        this.book = new OrderBook(directory);
    }

    private static RevertOrder order(int number) {
        return new RevertOrder(
                "rv_" + number,
                List.of(id(number)),
                Optional.empty(),
                NOON.plusSeconds(number),
                ANN,
                Optional.empty(),
                "checkout is down",
                false,
                Map.of());
    }

    @Test
    void aStartKnowsHowWhoeverOrderedItProvedWhoTheyAre() throws IOException {
        RevertOrder by = order(1);
        Principal glass = new Principal("break-glass").provedBy(Proof.BREAK_GLASS);
        book.keep(new RevertOrder(
                        by.id(), by.plans(), by.selection(), by.at(), glass, glass.how(), by.reason(), true, Map.of()))
                .join();
        book.keep(order(2)).join();

        assertThat(Files.readString(directory.resolve("rv_1.json"))).contains("\"how\" : \"break-glass\"");
        assertThat(Files.readString(directory.resolve("rv_2.json"))).doesNotContain("\"how\"");
        List<RevertOrder> found = new OrderBook(directory).all();
        assertThat(found.getFirst().by().how()).contains(Proof.BREAK_GLASS);
        assertThat(found.getFirst()
                        .with(id(1), new RevertOrder.Outcome(true, "goes back"))
                        .by()
                        .how())
                .contains(Proof.BREAK_GLASS);
        assertThat(found.getLast().by().how()).isEmpty();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void whoClosesItWaitsForWhatIsBeingWritten() throws IOException {
        for (int i = 1; i <= 200; i++) {
            var _ = book.keep(order(i));
        }
        book.close();
        assertThat(files()).hasSize(200).allMatch(name -> name.endsWith(".json"));
    }

    @Test
    void whatIsAcceptedWhileTheProcessEndsIsFoundByTheNextStart() {
        book.close();
        book.keep(order(1)).join();
        assertThat(new OrderBook(directory).all()).containsExactly(order(1));
    }

    @Test
    void theLastVersionOfAnOrderIsTheOneOnTheDisk() {
        for (int i = 1; i <= 50; i++) {
            var _ = book.keep(order(1));
            book.resolve(id(1), new RevertOrder.Outcome(true, "goes back by plan " + id(i)));
        }
        book.close();
        assertThat(new OrderBook(directory).all()).isEqualTo(book.all());
    }

    @Test
    void whatADeadProcessHadHalfWrittenIsRemovedAtTheNextStart() throws IOException {
        book.keep(order(1)).join();
        Files.writeString(directory.resolve("unfinished123.tmp"), "{");
        assertThat(new OrderBook(directory).all()).containsExactly(order(1));
        assertThat(files()).containsExactly("rv_1.json");
    }

    @Test
    void whatEarlierReleasesCalledSettledIsCalledSoInTheFileForEver() throws IOException {
        RevertOrder known = order(1).with(id(1), new RevertOrder.Outcome(true, "goes back by plan " + id(1)));
        book.keep(known).join();
        assertThat(Files.readString(directory.resolve("rv_1.json")))
                .contains("\"settled\"")
                .doesNotContain("outcomes");
        assertThat(new OrderBook(directory).all()).containsExactly(known);
    }
}
