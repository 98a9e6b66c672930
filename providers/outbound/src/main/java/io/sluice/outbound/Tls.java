package io.sluice.outbound;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.provider.Secret;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust and what to show for it, where the JDK's own list is not enough.
 *
 * @param keyStore the certificate that is shown, with its key: PKCS #12 or JKS
 * @param trustStore the authorities that are believed, instead of the JDK's
 */
public record Tls(Optional<Store> keyStore, Optional<Store> trustStore) {
    /** A file, and what opens it. */
    public record Store(Path file, Secret password) {}

    /** The settings as written. */
    @JsonCreator
    static Tls of(
            @JsonProperty("keyStore") @Nullable Path keyStore,
            @JsonProperty("keyStorePassword") @Nullable Secret keyStorePassword,
            @JsonProperty("trustStore") @Nullable Path trustStore,
            @JsonProperty("trustStorePassword") @Nullable Secret trustStorePassword) {
        return new Tls(
                store("keyStore", keyStore, keyStorePassword), store("trustStore", trustStore, trustStorePassword));
    }

    /** As the JDK has it. */
    public static Tls ofTheJdk() {
        return new Tls(Optional.empty(), Optional.empty());
    }

    private static Optional<Store> store(String name, @Nullable Path file, @Nullable Secret password) {
        if ((file == null) != (password == null)) {
            throw new IllegalArgumentException(name + " and " + name + "Password: both or none");
        }
        return file == null || password == null ? Optional.empty() : Optional.of(new Store(file, password));
    }
}
