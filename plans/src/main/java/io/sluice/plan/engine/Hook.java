package io.sluice.plan.engine;

import io.sluice.plan.HookAnswer;
import io.sluice.traffic.ProviderException;
import java.time.Duration;

/**
 * A program of the house that {@code config.yml} names and that plans ask whether they may go on.
 *
 * <p>It is asked the same again by the same id until it says yes or no, also by a process that came up after another had died, so it
 * should do its work once for each id.
 */
public interface Hook extends AutoCloseable {
    /**
     * Asks it once.
     *
     * @return what it said, {@link HookAnswer.Says#SILENT} where that is not understood
     * @throws ProviderException if nobody answered, or it may not be asked
     */
    HookAnswer ask(HookQuestion question);

    /** How long one call may take; a look waits for it. */
    Duration callDeadline();

    @Override
    default void close() {}
}
