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
        void answered(Hop hop, Exchange exchange);

        /** Nobody answered, so the load balancer itself did. */
        void refused(Exchange exchange);
    }

    /**
     * A request and its answer.
     *
     * @param received bytes of the request, head and body
     * @param sent bytes of the answer
     * @param latency of the server; none where no server answered
     */
    public record Exchange(int status, long received, long sent, Duration latency) {}

    public Reply handle(Request request) {
        Optional<Hop> hop = splitter.way(request);
        if (hop.isEmpty()) {
            return refuse(request, 503);
        }
        long start = System.nanoTime();
        try {
            Reply.Answer answer =
                    hop.get().backends().connectionsTo(hop.get().port()).exchange(request);
            Duration latency = Duration.ofNanos(System.nanoTime() - start);
            splitter.answered(hop.get(), new Exchange(answer.status(), request.bytes(), answer.bytes(), latency));
            return answer;
        } catch (IOException e) {
            // The server cannot be reached, which is for clients what it would be at the real thing.
            return refuse(request, 502);
        }
    }

    private Reply refuse(Request request, int status) {
        Reply.Answer answer = Reply.answer(status, "text/plain", "the load balancer has nobody to send this to\n");
        splitter.refused(new Exchange(status, request.bytes(), answer.bytes(), Duration.ZERO));
        return answer;
    }
}
