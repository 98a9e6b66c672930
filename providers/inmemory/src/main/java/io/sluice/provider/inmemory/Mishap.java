package io.sluice.provider.inmemory;

import io.sluice.traffic.ProviderError;
import java.time.Duration;
import java.util.Map;

/** How the next write to a route goes wrong. */
public sealed interface Mishap {
    /** It is refused and nothing happens. */
    record Refuse(ProviderError error) implements Mishap {}

    /** It never arrives, and nobody can tell. */
    record LoseRequest() implements Mishap {}

    /** It is done, and nobody is told. */
    record LoseReply() implements Mishap {}

    /** It is done only after a while, over whatever was written in between, and nobody is told. */
    record LandLate(Duration after) implements Mishap {}

    /** It is done now and once more after a while, and nobody is told. */
    record LandTwice(Duration after) implements Mishap {}

    /** Somebody else's split gets in just before it. */
    record Overtake(Map<String, Integer> natives) implements Mishap {}
}
