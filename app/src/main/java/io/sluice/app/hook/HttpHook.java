package io.sluice.app.hook;

import io.sluice.app.event.CloudEvent;
import io.sluice.outbound.Outlet;
import io.sluice.outbound.Signature;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.engine.Hook;
import io.sluice.plan.engine.HookQuestion;
import java.time.Duration;
import java.time.InstantSource;

/** A hook that is asked by a signed CloudEvent. */
final class HttpHook implements Hook {
    private final String name;
    private final Outlet.Open outlet;
    private final Duration deadline;
    private final Signature signature;
    private final InstantSource clock;

    HttpHook(String name, Outlet outlet, Signature signature, InstantSource clock) {
        this.name = name;
        this.outlet = outlet.open();
        this.deadline = outlet.callDeadline();
        this.signature = signature;
        this.clock = clock;
    }

    @Override
    public HookAnswer ask(HookQuestion question) {
        String event = HookEvent.of(name, question);
        return HookReply.of(
                outlet.post(CloudEvent.CONTENT_TYPE, event, signature.headers(question.id(), clock.instant(), event)));
    }

    @Override
    public Duration callDeadline() {
        return deadline;
    }

    @Override
    public void close() {
        outlet.close();
    }
}
