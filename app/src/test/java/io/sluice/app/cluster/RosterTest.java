package io.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.Nodes.Node;
import io.sluice.app.store.Nodes.Self;
import io.sluice.app.store.Nodes.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Node SELF = node("id-a", "a");
    private static final Node B = node("id-b", "b");

    private final Roster roster = new Roster(SELF.self());

    private static Node node(String id, String name) {
        return new Node(
                new Self(id, name, "host-" + id.substring("id-".length()), "1.0", "2026a"),
                State.READY,
                NOON,
                NOON,
                Optional.empty());
    }

    private List<Roster.News> follow(Set<String> left, Node... live) {
        return roster.follow(List.of(live), left::contains);
    }

    @Test
    void tellsOnceWhoComesAndWhoGoesAndHow() {
        assertThat(follow(Set.of(), SELF)).isEmpty();
        assertThat(follow(Set.of(), SELF, B))
                .containsExactly(new Roster.News(false, "node b (host-b, release 1.0, id id-b) is there"));
        assertThat(follow(Set.of(), SELF, B)).isEmpty();
        assertThat(follow(Set.of(), SELF))
                .containsExactly(new Roster.News(
                        true, "node b (host-b, release 1.0, id id-b) is lost: it was not heard of for 2 seconds"));
        assertThat(follow(Set.of(), SELF, B)).hasSize(1);
        assertThat(follow(Set.of("id-b"), SELF))
                .containsExactly(new Roster.News(false, "node b (host-b, release 1.0, id id-b) has stopped"));
    }

    @Test
    void row64WhoGoesByOtherTimeZonesIsToldOnce() {
        Node other =
                new Node(new Self("id-c", "c", "host-c", "1.0", "2025b"), State.READY, NOON, NOON, Optional.empty());
        assertThat(follow(Set.of(), SELF, other))
                .anyMatch(news -> news.isTrouble()
                        && news.text().startsWith("node c has time zone data 2025b and this one has 2026a: "));
        assertThat(follow(Set.of(), SELF, other)).isEmpty();
    }

    @Test
    void row64TwoOfOneNameAreToldOnce() {
        Node other = node("id-c", "a");
        assertThat(follow(Set.of(), SELF, other))
                .anyMatch(news -> news.isTrouble() && news.text().contains("named a, on host-a and host-c,"));
        assertThat(Roster.named(other, List.of(SELF, other))).isEqualTo("a on host-c");
        assertThat(Roster.named(other, List.of(other))).isEqualTo("a");
        assertThat(follow(Set.of(), SELF, other)).isEmpty();
        assertThat(follow(Set.of("id-c"), SELF)).hasSize(1);
        assertThat(follow(Set.of(), SELF, other)).anyMatch(Roster.News::isTrouble);
    }
}
