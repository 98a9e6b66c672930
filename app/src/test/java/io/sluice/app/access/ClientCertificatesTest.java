package io.sluice.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.jetty.HttpsConnectorFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose certificate is whose, and at which connectors they count. */
class ClientCertificatesTest {
    private static final X509Certificate CERTIFICATE = new Authority("Authority")
            .identity(
                    "CN=Deployer, OU=ci, O=Example",
                    new GeneralName(GeneralName.dNSName, "ci.example.com"),
                    new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.com/ci"),
                    new GeneralName(GeneralName.rfc822Name, "ci@example.com"))
            .certificate();

    private static CertificateSettings settings(String subject, String san) {
        return CertificateSettings.of(
                "deployer",
                subject.isEmpty() ? null : subject,
                san.isEmpty() ? null : san,
                List.of("submitter"),
                Map.of(),
                Set.of());
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "CN=Deployer,OU=ci,O=Example | '' | true",
                "cn=deployer, ou=CI, o=example | '' | true",
                "CN=Deployer,O=Example | '' | false",
                "CN=Deployer | '' | false",
                "O=Example,OU=ci,CN=Deployer | '' | false",
                "'CN=\"Deployer,OU=ci,O=Example\"' | '' | false",
                "'' | DNS:ci.example.com | true",
                "'' | dns:CI.example.com | true",
                "'' | DNS:example.com | false",
                "'' | DNS:spiffe://example.com/ci | false",
                "'' | URI:spiffe://example.com/ci | true",
                "'' | URI:spiffe://example.com/CI | false",
                "'' | URI:spiffe://example.com/ | false",
                "'' | email:ci@example.com | true",
                "CN=Deployer,OU=ci,O=Example | URI:spiffe://example.com/ci | true",
                "CN=Deployer,OU=ci,O=Example | URI:spiffe://example.com/other | false",
                "CN=Other | URI:spiffe://example.com/ci | false",
            })
    void whoseItIs(String subject, String san, boolean theirs) {
        assertThat(settings(subject, san).fits(CERTIFICATE)).isEqualTo(theirs);
    }

    @Test
    void whatNamesNoCertificateIsToldAtTheStart() {
        for (String[] wrong : List.of(
                new String[] {"", ""},
                new String[] {"deployer", ""},
                new String[] {"", "ci.example.com"},
                new String[] {"", "URI:"})) {
            assertThatThrownBy(() -> settings(wrong[0], wrong[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("access.certificates: ")
                    .hasMessageContaining("deployer");
        }
    }

    @Test
    void aCertificateWithoutAlternativeNamesHasNone() {
        X509Certificate bare =
                new Authority("Authority").identity("CN=Deployer").certificate();
        assertThat(settings("", "DNS:ci.example.com").fits(bare)).isFalse();
        assertThat(settings("CN=Deployer", "").fits(bare)).isTrue();
    }

    @Test
    void theyAreAskedForWhereAuthoritiesAreNamedAndNowhereElse() {
        HttpsConnectorFactory trusting = new HttpsConnectorFactory();
        trusting.setTrustStorePath("trust.p12");
        HttpsConnectorFactory other = new HttpsConnectorFactory();

        ClientCertificates.askForThem(List.of(new HttpConnectorFactory(), trusting, other));

        assertThat(trusting.getWantClientAuth()).isTrue();
        assertThat(trusting.getNeedClientAuth()).isNull();
        assertThat(other.getWantClientAuth()).isNull();
    }

    @Test
    void withoutAConnectorThatKnowsWhomToBelieveTheServiceDoesNotStart() {
        assertThatThrownBy(() ->
                        ClientCertificates.askForThem(List.of(new HttpConnectorFactory(), new HttpsConnectorFactory())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of type https with a trustStorePath");
        HttpsConnectorFactory trusting = new HttpsConnectorFactory();
        trusting.setTrustStorePath("trust.p12");
        HttpsConnectorFactory believing = new HttpsConnectorFactory();
        believing.setWantClientAuth(true);
        assertThatThrownBy(() -> ClientCertificates.askForThem(List.of(trusting, believing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no trustStorePath");
    }
}
