package io.sluice.traffic;

import java.util.Optional;

/** One route as a look found it: seen, or not and why. */
public sealed interface Sight {
    record Seen(ObservedRoute route) implements Sight {}

    record Unseen(ProviderError error) implements Sight {}

    default Optional<ObservedRoute> seen() {
        return switch (this) {
            case Seen(ObservedRoute route) -> Optional.of(route);
            case Unseen _ -> Optional.empty();
        };
    }
}
