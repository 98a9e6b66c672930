package io.sluice.app;

import io.dropwizard.lifecycle.Managed;

/** Closes a part when the service stops. */
record Closing(Runnable close) implements Managed {
    static Managed at(Runnable close) {
        return new Closing(close);
    }

    @Override
    public void stop() {
        close.run();
    }
}
