package io.sluice.provider.gcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.provider.gcp.Spec.Exchange;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A relay that refuses as Google does, and reads requests as its APIs do. */
final class GcpRelay implements AutoCloseable {
    private final Relay relay;

    GcpRelay(URI upstream) throws IOException {
        relay = new Relay(
                upstream, refusal("rateLimitExceeded", "Quota exceeded"), refusal("forbidden", "Required permission"));
    }

    URI endpoint() {
        return relay.endpoint();
    }

    /** The next such call goes wrong. */
    void order(Predicate<Exchange> calls, Trouble trouble, Runnable overtaking) {
        relay.order(asked -> calls.test(read(asked)), trouble, overtaking);
    }

    /** All that was asked and answered so far. */
    List<Exchange> exchanges() {
        return relay.exchanges().stream()
                .filter(exchange -> exchange.status() != 0)
                .map(GcpRelay::read)
                .toList();
    }

    void forget() {
        relay.forget();
    }

    private static Exchange read(Relay.Exchange exchange) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : exchange.query().split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        // The client asks for JSON always, and for nothing else by it.
        query.remove("$alt");
        return new Exchange(
                exchange.headers().getOrDefault("x-http-method-override", exchange.method()),
                exchange.method(),
                exchange.path(),
                query,
                exchange.headers(),
                exchange.body(),
                exchange.status(),
                exchange.answer());
    }

    private static Answer refusal(String reason, String message) {
        return Answer.json(
                403,
                "{\"error\":{\"code\":403,\"message\":\"%s\",\"errors\":[{\"reason\":\"%s\"}]}}"
                        .formatted(message, reason));
    }

    @Override
    public void close() {
        relay.close();
    }
}
