package io.sluice.app.demo;

import java.time.Instant;
import java.util.Map;

/**
 * A plan that is watched until it ends.
 *
 * @param groups the target group of each side, as far as it is known
 * @param before what the backends had counted by then
 */
record Followed(String id, Map<String, String> groups, Instant since, Counts before) {
    Followed {
        groups = Map.copyOf(groups);
    }
}
