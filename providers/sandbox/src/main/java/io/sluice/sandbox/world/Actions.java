package io.sluice.sandbox.world;

import java.util.List;
import java.util.Optional;

/** What a listener or rule does with a request: its actions, in the order in which they were given. */
public record Actions(List<Action> list) {
    public Actions {
        list = List.copyOf(list);
    }

    public static Actions of(Action... actions) {
        return new Actions(List.of(actions));
    }

    public Optional<Action.Forward> forward() {
        return list.stream()
                .filter(Action.Forward.class::isInstance)
                .map(Action.Forward.class::cast)
                .findFirst();
    }

    public Actions withForward(Action.Forward forward) {
        return new Actions(list.stream()
                .map(action -> action instanceof Action.Forward ? forward : action)
                .toList());
    }
}
