package io.sluice.sandbox.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.sandbox.traffic.DnsRecords.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameClientsTest {
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Destination NOWHERE = () -> {
        throw new AssertionError("nothing is sent here");
    };

    private final AtomicLong nanos = new AtomicLong();
    private DnsRecords records = records(1, 0);
    private final NameClients clients = new NameClients(new Resolver(() -> records), nanos::get);

    @ParameterizedTest
    @CsvSource({"1, 0, 100, 0", "99, 1, 99, 1", "3, 1, 75, 25", "1, 1, 50, 50", "0, 0, 50, 50"})
    void theSharesAreThoseOfTheWeights(int eu, int us, int toEu, int toUs) throws IOException {
        records = records(eu, us);

        assertThat(shares()).containsExactlyInAnyOrderEntriesOf(Map.of("eu", toEu, "us", toUs));
    }

    @Test
    void aChangeIsFollowedAsTheAnswersRunOutAndWhollyAfterTheTtl() throws IOException {
        shares();
        records = records(0, 1);

        assertThat(shares()).containsEntry("us", 0);
        nanos.addAndGet(TTL.toNanos() / 4);
        assertThat(shares()).containsEntry("us", 25);
        nanos.addAndGet(TTL.toNanos() / 2);
        assertThat(shares()).containsEntry("us", 75);
        nanos.addAndGet(TTL.toNanos() / 4);
        assertThat(shares()).containsEntry("us", 100);
    }

    @Test
    void theTtlThatAnAnswerCameWithHoldsNotALaterOne() throws IOException {
        shares();
        records = new DnsRecords(Duration.ofMillis(1), records(0, 1).answers());

        nanos.addAndGet(TTL.toNanos() / 2);

        assertThat(shares()).containsEntry("us", 50);
    }

    @Test
    void whoIsUnhealthyIsNotAnswered() throws IOException {
        records = new DnsRecords(TTL, List.of(answer("eu", 3, false), answer("us", 1, true)));

        assertThat(shares()).containsEntry("us", 100);
    }

    @Test
    void weightZeroIsAnsweredWhereEverybodyWithWeightIsUnhealthy() throws IOException {
        records = new DnsRecords(TTL, List.of(answer("eu", 3, false), answer("us", 0, true)));

        assertThat(shares()).containsEntry("us", 100);
    }

    @Test
    void ifAllAreUnhealthyTheWeightsCountAsIfNoneWere() throws IOException {
        records = new DnsRecords(TTL, List.of(answer("eu", 3, false), answer("us", 1, false)));

        assertThat(shares()).containsEntry("eu", 75).containsEntry("us", 25);
    }

    @Test
    void aNameWithoutRecordsDoesNotResolve() {
        records = new DnsRecords(TTL, List.of());

        assertThatThrownBy(clients::next).isInstanceOf(IOException.class).hasMessageContaining("does not resolve");
    }

    /** How many of the clients would send their next request where. */
    private Map<String, Integer> shares() throws IOException {
        Map<String, Integer> shares = new TreeMap<>(Map.of("eu", 0, "us", 0));
        for (int i = 0; i < NameClients.CLIENTS; i++) {
            shares.merge(clients.next().id(), 1, Integer::sum);
        }
        return shares;
    }

    private static DnsRecords records(int eu, int us) {
        return new DnsRecords(TTL, List.of(answer("eu", eu, true), answer("us", us, true)));
    }

    private static Answer answer(String id, int weight, boolean healthy) {
        return new Answer(id, weight, healthy, NOWHERE);
    }
}
