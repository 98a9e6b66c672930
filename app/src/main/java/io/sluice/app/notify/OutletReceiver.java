package io.sluice.app.notify;

import io.sluice.outbound.OutboundAnswer;
import io.sluice.outbound.Outlet;
import java.time.Duration;
import java.time.Instant;

/** A receiver that is told over HTTP. */
final class OutletReceiver implements Receiver {
    private final Outlet.Open open;
    private final Duration deadline;
    private final Post post;

    /** One attempt. */
    @FunctionalInterface
    interface Post {
        OutboundAnswer send(Outlet.Open open, Message message, Instant now);
    }

    OutletReceiver(Outlet outlet, Post post) {
        this.open = outlet.open();
        this.deadline = outlet.callDeadline();
        this.post = post;
    }

    @Override
    public Sent send(Message message, Instant now) {
        return Sent.by(() -> Sent.of(post.send(open, message, now)));
    }

    @Override
    public Duration deadline() {
        return deadline;
    }

    @Override
    public void close() {
        open.close();
    }
}
