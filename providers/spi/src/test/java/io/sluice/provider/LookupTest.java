package io.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Sight;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LookupTest {
    private static final ProviderError DENIED = new ProviderError.Denied("not yours");

    @Test
    void what_was_found_can_be_had() {
        Lookup<Integer> found = Lookup.of(() -> 7);

        assertThat(found.orThrow()).isEqualTo(7);
        assertThat(found.then(seven -> new Lookup.Hit<>(seven + 1)).orThrow()).isEqualTo(8);
        assertThat(Lookup.in(Map.of("a", found), "a")).isEqualTo(7);
    }

    @Test
    void what_was_not_found_says_why_wherever_it_is_asked_for() {
        Lookup<Integer> missed = Lookup.of(LookupTest::denied);

        assertThat(errorOf(missed::orThrow)).isEqualTo(DENIED);
        assertThat(errorOf(
                        () -> missed.then(seven -> new Lookup.Hit<>(seven + 1)).orThrow()))
                .isEqualTo(DENIED);
        assertThat(errorOf(() -> Lookup.in(Map.of("a", missed), "a"))).isEqualTo(DENIED);
    }

    @Test
    void what_the_cloud_did_not_answer_for_does_not_exist() {
        assertThat(errorOf(() -> Lookup.in(Map.of(), "a"))).isEqualTo(new ProviderError.NotFound("a does not exist"));
    }

    @Test
    void a_route_that_cannot_be_looked_at_is_unseen() {
        assertThat(Lookup.sight(() -> {
                    throw new ProviderException(DENIED);
                }))
                .isEqualTo(new Sight.Unseen(DENIED));
    }

    private static Integer denied() {
        throw new ProviderException(DENIED);
    }

    private static ProviderError errorOf(Runnable asked) {
        return assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(asked::run)
                .actual()
                .error();
    }
}
