package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients that reach their backend by name: each asks the name servers, keeps the answer for its TTL and sends all its
 * requests there meanwhile.
 *
 * <p>So the share of a backend follows a change of weights only as the answers run out: it takes the TTL, as it does in
 * the world.
 */
final class NameClients implements LoadClients {
    /** Few enough to be cheap, and enough that 1 % is somebody. */
    static final int CLIENTS = 100;

    private final Resolver resolver;
    private final LongSupplier nanoTime;
    private final Client[] clients = new Client[CLIENTS];
    private final AtomicLong turns = new AtomicLong();

    NameClients(Resolver resolver) {
        this(resolver, System::nanoTime);
    }

    NameClients(Resolver resolver, LongSupplier nanoTime) {
        this.resolver = resolver;
        this.nanoTime = nanoTime;
        for (int i = 0; i < CLIENTS; i++) {
            clients[i] = new Client((i + 1.0) / CLIENTS);
        }
    }

    @Override
    public Reply.Answer exchange(Request request) throws IOException {
        return next().to().next().exchange(request);
    }

    /** Where the next client in turn goes. */
    DnsRecords.Answer next() throws IOException {
        return clients[(int) (turns.getAndIncrement() % CLIENTS)].answer();
    }

    /** The connections belong to the backends. */
    @Override
    public void close() {}

    private final class Client {
        private final double firstTtl;
        private DnsRecords.@Nullable Answer kept;
        private long keptUntil;

        /**
         * @param firstTtl how much of the TTL is left of the first answer: caches that are shared were filled at some other
         *     time, and so clients do not all ask again in the same moment
         */
        Client(double firstTtl) {
            this.firstTtl = firstTtl;
        }

        synchronized DnsRecords.Answer answer() throws IOException {
            long now = nanoTime.getAsLong();
            DnsRecords.Answer answer = kept;
            if (answer == null || now - keptUntil >= 0) {
                Resolver.Resolved resolved =
                        resolver.query().orElseThrow(() -> new IOException("the name does not resolve"));
                keptUntil = now + (long) (resolved.ttlNanos() * (answer == null ? firstTtl : 1));
                answer = resolved.answer();
                kept = answer;
            }
            return answer;
        }
    }
}
