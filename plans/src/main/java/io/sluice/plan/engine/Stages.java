package io.sluice.plan.engine;

import java.util.function.Supplier;

/** Stands around the stages of a tick, for whoever measures them. It runs the body once, and gives back or throws what that does. */
public interface Stages {
    Stages UNWATCHED = new Stages() {
        @Override
        public <T> T in(Stage stage, Supplier<T> body) {
            return body.get();
        }
    };

    /** What a tick does in turn. */
    enum Stage {
        LOOK,
        DECIDE,
        ACT
    }

    <T> T in(Stage stage, Supplier<T> body);
}
