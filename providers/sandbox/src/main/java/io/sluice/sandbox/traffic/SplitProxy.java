package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The data plane of a load balancer: asks its cloud where each request goes, sends it there, and says what became of it. */
public final class SplitProxy {
    private final Splitter splitter;

    public SplitProxy(Splitter splitter) {
        this.splitter = splitter;
    }

    /**
     * One server of a side's backends.
     *
     * @param server what its cloud calls it, of whose servers several may be one here
     */
    public record Hop(Backends backends, int port, String server) {
        public Hop(Backends backends, int port) {
            this(backends, port, backends.name());
        }
    }

    /** A cloud's own way of splitting requests. */
    public interface Splitter {
        /** Where a request goes; empty if nobody is there to answer it. */
        Optional<Hop> way(Request request);

        /** A server answered. */
        void answered(Hop hop, int status, Duration latency);

        /** Nobody answered, so the load balancer itself did. */
        void refused(int status);
    }

    public Reply handle(Request request) {
        Optional<Hop> hop = splitter.way(request);
        if (hop.isEmpty()) {
            return refuse(503);
        }
        long start = System.nanoTime();
        try {
            Reply.Answer answer =
                    hop.get().backends().connectionsTo(hop.get().port()).exchange(request);
            splitter.answered(hop.get(), answer.status(), Duration.ofNanos(System.nanoTime() - start));
            return answer;
        } catch (IOException e) {
            // The server cannot be reached, which is for clients what it would be at the real thing.
            return refuse(502);
        }
    }

    private Reply refuse(int status) {
        splitter.refused(status);
        return Reply.answer(status, "text/plain", "the load balancer has nobody to send this to\n");
    }
}
