package io.sluice.app.access;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.sluice.traffic.ProviderException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an identity provider. Whoever is known by a key that is here never waits for the provider: newer keys are fetched
 * behind their back, and those that are here stay good through an outage. Only a key that is not here is waited for, and not long.
 */
final class ProviderKeys implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderKeys.class);

    /** Keys that are older are fetched anew. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    /** Whoever invents keys must not have the provider asked each time. */
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final IdentityProvider provider;
    private final Duration keep;
    private final LongSupplier nanoTime;

    private @Nullable Fetched last;
    private @Nullable CompletableFuture<Void> fetching;
    private @Nullable Long begunAt;

    /** @param nanoTime a monotonic clock */
    ProviderKeys(IdentityProvider provider, Duration keep, LongSupplier nanoTime) {
        this.provider = provider;
        this.keep = keep;
        this.nanoTime = nanoTime;
    }

    private record Fetched(JWKSet keys, long at) {}

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) {
        Optional<Fetched> here = usable();
        if (here.isEmpty() || selector.select(here.get().keys()).isEmpty()) {
            await(fetch());
            here = usable();
        } else if (isOlder(here.get(), FRESH)) {
            var _ = fetch();
        }
        return here.map(fetched -> selector.select(fetched.keys())).orElse(List.of());
    }

    private synchronized Optional<Fetched> usable() {
        return Optional.ofNullable(last).filter(fetched -> !isOlder(fetched, keep));
    }

    private boolean isOlder(Fetched fetched, Duration age) {
        return nanoTime.getAsLong() - fetched.at() > age.toNanos();
    }

    /** The fetch that is under way or, unless there was one just now, a new one. */
    private synchronized CompletableFuture<Void> fetch() {
        CompletableFuture<Void> running = fetching;
        if (running != null && !running.isDone()) {
            return running;
        }
        Long begun = begunAt;
        if (begun != null && nanoTime.getAsLong() - begun < BETWEEN_FETCHES.toNanos()) {
            return CompletableFuture.completedFuture(null);
        }
        begunAt = nanoTime.getAsLong();
        CompletableFuture<Void> next = new CompletableFuture<>();
        fetching = next;
        Thread.ofVirtual().name("oidc-keys").start(() -> {
            try {
                keep(JWKSet.parse(provider.get(provider.place(provider.discover(), "jwks_uri"))));
            } catch (ProviderException e) {
                LOG.warn("no keys: {}", e.error().detail());
            } catch (ParseException e) {
                LOG.warn("no keys: what the identity provider says is no set of keys");
            } finally {
                next.complete(null);
            }
        });
        return next;
    }

    private synchronized void keep(JWKSet keys) {
        last = new Fetched(keys, nanoTime.getAsLong());
    }

    private static void await(CompletableFuture<Void> fetch) {
        try {
            fetch.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            LOG.debug("keys are not there in time");
        }
    }
}
