package io.sluice.app.telemetry;

import io.sluice.plan.HookAnswer;
import io.sluice.plan.engine.Hook;
import io.sluice.plan.engine.HookQuestion;
import java.time.Duration;

/** A hook whose calls are watched. */
record MeasuredHook(String name, Hook hook, CallWatch watch) implements Hook {
    @Override
    public HookAnswer ask(HookQuestion question) {
        return watch.call(name, "ask", () -> hook.ask(question));
    }

    @Override
    public Duration callDeadline() {
        return hook.callDeadline();
    }

    @Override
    public void close() {
        hook.close();
    }
}
