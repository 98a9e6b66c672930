package io.sluice.plan;

import java.util.Optional;

/**
 * Whom a plan wants told.
 *
 * @param receiver its name in {@code config.yml}
 * @param minSeverity from where on; empty: from where the receiver itself says
 */
public record Recipient(String receiver, Optional<Severity> minSeverity) {}
