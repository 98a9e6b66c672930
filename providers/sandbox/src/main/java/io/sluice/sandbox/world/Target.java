package io.sluice.sandbox.world;

import java.time.Instant;
import java.util.Optional;

/** One registered backend of a target group, by address; a deregistered one lingers until it has drained. */
public record Target(String id, int port, Instant registeredAt, Optional<Instant> deregisteredAt) {

    public static Target registered(String id, int port, Instant at) {
        return new Target(id, port, at, Optional.empty());
    }

    public Target deregistered(Instant at) {
        return deregisteredAt.isPresent() ? this : new Target(id, port, registeredAt, Optional.of(at));
    }

    public boolean isRegistered() {
        return deregisteredAt.isEmpty();
    }

    public boolean hasAddress(String id, int port) {
        return this.id.equals(id) && this.port == port;
    }
}
