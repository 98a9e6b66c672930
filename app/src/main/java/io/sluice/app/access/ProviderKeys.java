package io.sluice.app.access;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** The keys of an identity provider; those that are here stay good through an outage. */
final class ProviderKeys implements JWKSource<SecurityContext> {
    private final Asked<JWKSet> keys;

    /** @param nanoTime a monotonic clock */
    ProviderKeys(IdentityProvider provider, Duration keep, LongSupplier nanoTime) {
        this.keys = new Asked<>("keys", () -> fetch(provider), keep, nanoTime);
    }

    private static JWKSet fetch(IdentityProvider provider) {
        try {
            JWKSet keys = JWKSet.parse(provider.get(provider.place(provider.discover(), "jwks_uri")));
            if (keys.isEmpty()) { // in place of good ones it would keep everybody out
                throw new ProviderException(new ProviderError.Invalid("it says that it has no keys"));
            }
            return keys;
        } catch (ParseException e) {
            throw new ProviderException(new ProviderError.Invalid("what it says is no set of keys"), e);
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) {
        return keys.find(here -> !selector.select(here).isEmpty())
                .map(selector::select)
                .orElse(List.of());
    }
}
