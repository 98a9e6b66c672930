package io.sluice.app.links;

import io.sluice.outbound.HmacKey;
import io.sluice.provider.Secret;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;

/**
 * What links are signed with.
 *
 * @param secret 32 to 64 bytes in base64
 */
record LinkKey(Secret secret) {
    /** A code made for a link is never one for anything else, whatever the key is used for besides. */
    private static final String PURPOSE = "sluice approve link, form 1\n";

    private static final int FEWEST_BYTES = 32;

    /**
     * The code of a text.
     *
     * @throws ProviderException denied, if the secret is not there or is none
     */
    byte[] code(String text) {
        return HmacKey.of(secret.read(), FEWEST_BYTES)
                .orElseThrow(() -> new ProviderException(new ProviderError.Denied(
                        "the key must be 32 to 64 bytes in base64, as `openssl rand -base64 32` makes them")))
                .code(PURPOSE + text);
    }
}
