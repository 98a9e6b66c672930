package io.sluice.app.access;

import io.dropwizard.jetty.ConnectorFactory;
import io.dropwizard.jetty.HttpsConnectorFactory;
import io.sluice.plan.Proof;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that were shown in the handshake of a connection to this service. That an authority of the connector's trust store has
 * signed it, and that whoever shows it has its key, is known from there; no header says it, whatever a proxy may write in one.
 */
final class ClientCertificates implements Credential {
    private static final String SHOWN = "jakarta.servlet.request.X509Certificate";

    private final List<CertificateSettings> known;
    private final InstantSource clock;

    ClientCertificates(List<CertificateSettings> known, InstantSource clock) {
        this.known = List.copyOf(known);
        this.clock = clock;
    }

    @Override
    public Optional<Caller> find(ContainerRequestContext request) {
        if (!(request.getProperty(SHOWN) instanceof X509Certificate[] chain) || chain.length == 0) {
            return Optional.empty();
        }
        return Optional.of(caller(chain[0]));
    }

    private Caller caller(X509Certificate certificate) {
        check(certificate);
        CertificateSettings whose = known.stream()
                .filter(settings -> settings.fits(certificate))
                .findFirst()
                .orElseThrow(() -> AccessRefused.unknown("Nobody has this certificate, and there is no token"));
        return new Caller(whose.principal().provedBy(Proof.CERTIFICATE), whose.grants());
    }

    /** The handshake looked, too; but a connection may last, and what the trust store has itself is not looked at there. */
    private void check(X509Certificate certificate) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException | CertificateNotYetValidException _) {
            throw AccessRefused.unknown("The certificate is too old, or not good yet");
        }
    }

    /**
     * Has browsers and programs asked for their certificates, where authorities are named whose certificates count.
     *
     * @throws IllegalArgumentException if none are
     */
    static void askForThem(List<ConnectorFactory> connectors) {
        List<HttpsConnectorFactory> https = connectors.stream()
                .filter(HttpsConnectorFactory.class::isInstance)
                .map(HttpsConnectorFactory.class::cast)
                .toList();
        for (HttpsConnectorFactory connector : https) {
            if (connector.getTrustStorePath() != null) {
                connector.setWantClientAuth(
                        true); // whoever has none shows a token, unless needClientAuth says otherwise
            } else if (isSet(connector.getWantClientAuth()) || isSet(connector.getNeedClientAuth())) {
                throw new IllegalArgumentException(
                        "access.certificates: an https connector asks for certificates and has no trustStorePath, so its own key store would say whom to believe");
            }
        }
        if (https.stream().allMatch(connector -> connector.getTrustStorePath() == null)) {
            throw new IllegalArgumentException(
                    "access.certificates needs an application connector of type https with a trustStorePath: the authorities whose certificates count");
        }
    }

    private static boolean isSet(@Nullable Boolean setting) {
        return Boolean.TRUE.equals(setting);
    }
}
