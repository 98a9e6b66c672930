package io.sluice.plan;

import java.time.Instant;

/**
 * One person's yes to a step.
 *
 * @param by who said it
 * @param reason what they said
 */
public record Vote(Principal by, String reason, Instant at) {}
