package io.sluice.app.demo;

import java.time.Instant;

/**
 * A plan that is watched until it ends.
 *
 * @param before what the backends had counted by then
 */
record Followed(String id, PlanBackends backends, Instant since, Counts before) {}
