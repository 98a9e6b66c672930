package io.sluice.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void no_seed_is_for_tuning_and_for_the_table() {
        Set<Long> tuning = new HashSet<>(Seeds.tuning(Seeds.MOST).boxed().toList());

        assertThat(tuning).hasSize(Seeds.MOST);
        assertThat(Seeds.reporting(Seeds.MOST)).noneMatch(tuning::contains);
    }

    @Test
    void neither_set_can_be_made_to_reach_into_the_other() {
        assertThatThrownBy(() -> Seeds.tuning(Seeds.MOST + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Seeds.reporting(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
