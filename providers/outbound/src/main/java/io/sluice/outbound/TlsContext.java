package io.sluice.outbound;

import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The keys and authorities of a {@link Tls}, read when first needed and again when a file was renewed. */
public final class TlsContext {
    private final Tls tls;
    private @Nullable Loaded loaded;

    private record Loaded(SSLContext context, List<FileTime> from) {}

    /** One that has read nothing yet. */
    public TlsContext(Tls tls) {
        this.tls = tls;
    }

    /**
     * What the next connection is made with.
     *
     * @throws ProviderException denied, if a file or its password cannot be read
     */
    public synchronized SSLContext current() {
        try {
            List<FileTime> now = times();
            if (loaded == null || !loaded.from().equals(now)) {
                loaded = new Loaded(load(), now);
            }
            return loaded.context();
        } catch (IOException | GeneralSecurityException e) {
            throw new ProviderException(
                    new ProviderError.Denied("a key store or its password is not right: " + e.getMessage()), e);
        }
    }

    private List<FileTime> times() throws IOException {
        List<Tls.Store> stores = Stream.of(tls.keyStore(), tls.trustStore())
                .flatMap(Optional::stream)
                .toList();
        FileTime[] times = new FileTime[stores.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = Files.getLastModifiedTime(stores.get(i).file());
        }
        return List.of(times);
    }

    private SSLContext load() throws IOException, GeneralSecurityException {
        KeyManager @Nullable [] keys = null;
        if (tls.keyStore().isPresent()) {
            char[] password = tls.keyStore().get().password().read().toCharArray();
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(KeyStore.getInstance(tls.keyStore().get().file().toFile(), password), password);
            keys = factory.getKeyManagers();
        }
        TrustManager @Nullable [] trusted = null;
        if (tls.trustStore().isPresent()) {
            char[] password = tls.trustStore().get().password().read().toCharArray();
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(KeyStore.getInstance(tls.trustStore().get().file().toFile(), password));
            trusted = factory.getTrustManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trusted, null);
        return context;
    }
}
