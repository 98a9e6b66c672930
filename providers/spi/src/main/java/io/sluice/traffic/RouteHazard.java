package io.sluice.traffic;

/**
 * Something that a cloud does with the traffic of a route beside splitting it by weights, and that people should know before
 * they move any.
 *
 * @param sentence what does it, in the cloud's own word for it, and what comes of that
 */
public record RouteHazard(Kind kind, String sentence) {
    public RouteHazard {
        if (sentence.isBlank()) {
            throw new IllegalArgumentException("a hazard says what it is");
        }
    }

    /** What it is, whatever a cloud calls it. */
    public enum Kind {
        /** Targets that have just become healthy get less than their share for a while. */
        SLOW_START("slow-start"),
        /** Clients are kept with a backend or a server, or the cloud was told to and does not. */
        SESSION_AFFINITY("session-affinity"),
        /** Clients and resolvers go on using an answer that they have. */
        DNS_TTL("dns-ttl"),
        /** A weighted name that stands for something else gives way, whatever its weight, where that is unhealthy. */
        WEIGHTED_ALIAS_WITH_TARGET_HEALTH("weighted-alias-with-target-health"),
        /** The cloud did not tell whether there is one. */
        NOT_KNOWN("not-known");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** One that could not be read. */
    public static RouteHazard notKnown(String what, ProviderError why) {
        return new RouteHazard(Kind.NOT_KNOWN, "%s: not known: %s".formatted(what, why.detail()));
    }
}
