package io.sluice.plan;

import java.time.Instant;

/**
 * One line of a plan's journal: what happened, when, and who asked.
 *
 * @param seq counted from 1 within the plan; the plan's version is the seq of its last line
 */
public record JournalLine(long seq, Instant at, Principal by, PlanEvent event) {}
