package io.sluice.app.clock;

import io.sluice.plan.engine.StoreUnavailable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Tells people once that something cannot be done without the store, and once that it can again: it is tried every second. */
final class StoreSilence {
    private final Logger log;
    private final String what;
    private final AtomicBoolean silent = new AtomicBoolean();

    /** @param what cannot be done, as in "cannot ..." */
    StoreSilence(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    void failed(StoreUnavailable why) {
        if (silent.compareAndSet(false, true)) {
            log.warn("cannot {}, and tries again: {}", what, why.getMessage());
        } else {
            log.debug("still cannot {}: {}", what, why.getMessage());
        }
    }

    void answered() {
        if (silent.get() && silent.compareAndSet(true, false)) {
            log.info("the store answers again: can {}", what);
        }
    }
}
