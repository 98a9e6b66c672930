package io.sluice.app.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.PlanFixture;
import io.sluice.plan.PlanId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TakeoversTest {
    private final Takeovers takeovers = new Takeovers("b");

    @Test
    void whatThisNodeWasNotAtBeforeIsToldOnceWithItsName() {
        PlanId own = PlanFixture.id(1);
        PlanId other = PlanFixture.id(2);
        takeovers.looksAt(own);
        assertThat(takeovers.found(List.of(own))).isEmpty();
        assertThat(takeovers.found(List.of(own, other)))
                .contains("node b takes over what was due and nobody was at: " + other);
        assertThat(takeovers.found(List.of(own, other))).isEmpty();
    }

    @Test
    void ofManyTheFirstAreNamed() {
        List<PlanId> many =
                IntStream.rangeClosed(1, 25).mapToObj(PlanFixture::id).toList();
        assertThat(takeovers.found(many))
                .hasValueSatisfying(line ->
                        assertThat(line).contains(PlanFixture.id(20).value()).endsWith(" and 5 more"));
    }
}
