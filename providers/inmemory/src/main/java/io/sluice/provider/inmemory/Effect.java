package io.sluice.provider.inmemory;

import java.time.Instant;
import java.util.Map;

/**
 * One change that really happened to a route of the {@link InMemoryCloud}; the list of them is what tests believe.
 *
 * @param natives what each backend has from then on
 * @param requestId the intent behind it, empty for a stranger's
 * @param who the provider instance that sent it, or a stranger's name
 */
public record Effect(Instant at, String route, Map<String, Integer> natives, String requestId, String who) {}
