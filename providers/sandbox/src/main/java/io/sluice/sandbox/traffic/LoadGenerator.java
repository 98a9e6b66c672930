package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Clients that send requests at an even pace, whatever becomes of the ones before. */
final class LoadGenerator implements AutoCloseable {
    /** As many requests under way as a listener may have at once; what would exceed it is skipped, not queued. */
    private static final int MAX_UNDER_WAY = 256;

    /** Shorter naps than this cost more than they smooth. */
    private static final long NAP_NANOS = 2_000_000;

    /** Arrears of a stalled machine are not made up for in one burst. */
    private static final long MAX_ARREARS_NANOS = 200_000_000;

    private static final int STICKY_CLIENTS = 50;
    private static final int LAST_ANSWERS_SECONDS = 2;

    private final LoadOrder order;
    private final LoadClients clients;
    private final Semaphore underWay = new Semaphore(MAX_UNDER_WAY);
    private final AtomicReferenceArray<Optional<String>> cookies = new AtomicReferenceArray<>(STICKY_CLIENTS);
    private final LongAdder sent = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean stopped;

    LoadGenerator(LoadOrder order, LoadClients clients) {
        this.order = order;
        this.clients = clients;
        for (int i = 0; i < STICKY_CLIENTS; i++) {
            cookies.set(i, Optional.empty());
        }
    }

    /** What became of the load so far: sent, skipped since too many were under way, and not answered with a 2xx. */
    public record Count(long sent, long skipped, long failed) {}

    void start() {
        if (order.requestsPerSecond() > 0) {
            Thread.ofVirtual().name("load-" + order.listener()).start(this::pace);
        }
    }

    LoadOrder order() {
        return order;
    }

    Count count() {
        return new Count(sent.sum(), skipped.sum(), failed.sum());
    }

    private void pace() {
        long gapNanos = (long) (1e9 / order.requestsPerSecond());
        long due = System.nanoTime();
        double stickyOwed = 0;
        int client = 0;
        while (!stopped) {
            long now = System.nanoTime();
            due = Math.max(due, now - MAX_ARREARS_NANOS);
            while (due <= now && !stopped) {
                due += gapNanos;
                stickyOwed += order.stickyPercent() / 100;
                boolean sticky = stickyOwed >= 1 - 1e-9;
                stickyOwed -= sticky ? 1 : 0;
                client = sticky ? (client + 1) % STICKY_CLIENTS : client;
                send(sticky ? client : -1);
            }
            LockSupport.parkNanos(Math.max(NAP_NANOS, due - System.nanoTime()));
        }
    }

    private void send(int stickyClient) {
        if (!underWay.tryAcquire()) {
            skipped.increment();
            return;
        }
        sent.increment();
        Thread.ofVirtual().start(() -> {
            try {
                exchange(stickyClient);
            } finally {
                underWay.release();
            }
        });
    }

    private void exchange(int stickyClient) {
        try {
            Reply.Answer answer = clients.exchange(request(stickyClient));
            if (answer.status() / 100 != 2) {
                failed.increment();
            }
            String cookie = answer.headers().get("set-cookie");
            if (stickyClient >= 0 && cookie != null) {
                cookies.set(stickyClient, Optional.of(cookie.substring(0, cookie.indexOf(';'))));
            }
        } catch (IOException e) {
            // A client that gets no answer counts it and goes on.
            failed.increment();
        }
    }

    private Request request(int stickyClient) {
        Optional<String> cookie = stickyClient < 0 ? Optional.empty() : cookies.get(stickyClient);
        Map<String, String> headers =
                cookie.map(value -> Map.of("cookie", value)).orElse(Map.of());
        return new Request("GET", order.path(), headers, new byte[0]);
    }

    @Override
    public void close() {
        stopped = true;
        try {
            // Whoever ends the load and then counts must not find requests that were still under way.
            if (!underWay.tryAcquire(MAX_UNDER_WAY, LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
                failed.increment();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.close();
    }
}
