package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.access.Authority;
import io.sluice.app.access.Authority.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People and programs that show a certificate, at the real service over TLS as it is. */
class CertificateAccessTest {
    private static final Authority AUTHORITY = new Authority("Authority");
    private static final Path PLACE = place();

    private static final Identity DEPLOYER = AUTHORITY.identity("CN=deployer,O=Example");
    private static final Identity OLGA = AUTHORITY.identity(
            "CN=whoever", new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.com/olga"));

    @RegisterExtension
    static final Service SERVICE = Service.with(
            """
            access:
              tokens: [{name: ann, roles: [admin], sha256: %s}]
              breakGlass: {sha256: %s}
              certificates:
                - {name: deployer, subject: "CN=deployer,O=Example", roles: [submitter], labels: {team: payments}}
                - {name: olga, san: "URI:spiffe://example.com/olga", roles: [operator]}
            """.formatted(Secrets.hash("ann-secret"), Secrets.hash("glass")),
            "}, {type: https, port: 0, keyStorePath: %s, keyStorePassword: %s, trustStorePath: %s, trustStorePassword: %s"
                    .formatted(
                            AUTHORITY.keyStore(
                                    PLACE.resolve("keys.p12"),
                                    AUTHORITY.identity(
                                            "CN=localhost", new GeneralName(GeneralName.dNSName, "localhost"))),
                            Authority.PASSWORD,
                            AUTHORITY.trustStore(PLACE.resolve("trust.p12")),
                            Authority.PASSWORD));

    private static Path place() {
        try {
            return Files.createTempDirectory("sluice-certificates-");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void clear() throws IOException {
        Files.delete(PLACE.resolve("keys.p12"));
        Files.delete(PLACE.resolve("trust.p12"));
        Files.delete(PLACE);
    }

    private static HttpRequest.Builder at(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + SERVICE.port(1) + path))
                .timeout(Duration.ofSeconds(30));
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** What somebody is answered who shows these; empty if not even the handshake was finished. */
    private static Optional<Reply> shown(HttpRequest.Builder request, Identity... identities) {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(AUTHORITY.showing(identities))
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            return Optional.of(Reply.of(client.send(request.build(), BodyHandlers.ofByteArray())));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static Reply ask(HttpRequest.Builder request, Identity... identities) {
        return shown(request, identities).orElseThrow(() -> new AssertionError("no answer"));
    }

    private static void is(String name, String how, Reply reply) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reply.json().path("name").asText()).isEqualTo(name);
        assertThat(reply.json().path("how").asText()).isEqualTo(how);
    }

    @Test
    void whoShowsACertificateIsWhomTheSettingsSay() {
        is("olga", "certificate", ask(at("/api/v1/me"), OLGA));
        Reply deployer = ask(at("/api/v1/me"), DEPLOYER);
        is("deployer", "certificate", deployer);
        assertThat(deployer.json().path("roles")).extracting(JsonNode::asText).containsExactly("submitter");
        assertThat(deployer.json().at("/grants/0/labels/team").asText()).isEqualTo("payments");
        ask(
                        at("/api/v1/revert", "Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"all\": true}")),
                        DEPLOYER)
                .isProblem(403);
    }

    @Test
    void theJournalSaysHowTheyProvedIt() {
        String plan = PlanText.of(SERVICE.newRoute())
                .with("/labels", "{\"team\": \"payments\"}")
                .toString();
        Reply submitted = ask(
                at("/api/v1/plans", "Content-Type", "application/json").POST(BodyPublishers.ofString(plan)), DEPLOYER);
        assertThat(submitted.status()).as("%s", submitted).isEqualTo(201);
        String at = "/api/v1/plans/" + submitted.json().path("id").asText();

        JsonNode line = ask(at(at + "/journal"), OLGA).json().path("events").path(0);
        assertThat(line.path("by").asText()).isEqualTo("deployer");
        assertThat(line.path("how").asText()).isEqualTo("certificate");
        Reply back =
                ask(at(at + "/revert", "Content-Type", "application/json").POST(BodyPublishers.ofString("{}")), OLGA);
        assertThat(back.status()).as("%s", back).isEqualTo(200);
    }

    @Test
    void aStrangersCertificateLetsNobodyIn() {
        ask(at("/api/v1/me")).isProblem(401);
        ask(at("/api/v1/me"), AUTHORITY.identity("CN=deployer")).isProblem(401);
        ask(at("/api/v1/me"), AUTHORITY.identity("CN=deployer,O=Example,OU=other"))
                .isProblem(401);

        Authority other = new Authority("Authority"); // of the same name, with a key of its own
        Identity forged = other.identity("CN=deployer,O=Example");
        Identity old = AUTHORITY.identity("CN=deployer,O=Example", Instant.now().minusSeconds(60));
        Identity stolen = new Identity(OLGA.key(), DEPLOYER.certificate()); // without its key
        for (Identity identity : List.of(forged, old, stolen)) {
            assertThat(shown(at("/api/v1/me"), identity)).isEmpty();
        }
    }

    @Test
    void aHeaderIsNoCertificate() throws CertificateEncodingException {
        String der = Base64.getEncoder().encodeToString(OLGA.certificate().getEncoded());
        String pem = "-----BEGIN CERTIFICATE-----\n" + der + "\n-----END CERTIFICATE-----\n";
        String[] headers = {
            "Client-Cert",
            ":" + der + ":",
            "X-Client-Cert",
            der,
            "X-SSL-Client-Cert",
            URLEncoder.encode(pem, StandardCharsets.UTF_8),
            "X-Forwarded-Client-Cert",
            "URI=spiffe://example.com/olga;Subject=\"CN=whoever\"",
            "X-ARR-ClientCert",
            der,
            "SSL-Client-S-DN",
            "CN=deployer,O=Example",
            "X-SSL-Client-Verify",
            "SUCCESS",
            "X-Forwarded-Proto",
            "https"
        };
        ask(at("/api/v1/me", headers)).isProblem(401);
        SERVICE.send(SERVICE.request("/api/v1/me").headers(headers)).isProblem(401);
        is("deployer", "certificate", ask(at("/api/v1/me", headers), DEPLOYER));
    }

    @Test
    void whatARequestShowsGoesBeforeWhatItsConnectionShows() {
        is("ann", "token", ask(at("/api/v1/me", "Authorization", "Bearer ann-secret"), OLGA));
        is("break-glass", "break-glass", ask(at("/api/v1/me", "Authorization", "Bearer glass"), OLGA));
        ask(at("/api/v1/me", "Authorization", "Bearer wrong"), OLGA).isProblem(401);
        Reply login = ask(
                at("/login", "Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=ann-secret")),
                OLGA);
        assertThat(login.header("Set-Cookie")).startsWith("__Host-sluice-session=");
        String cookie = login.header("Set-Cookie").replaceFirst(";.*", "");
        is("ann", "session", ask(at("/api/v1/me", "Cookie", cookie), OLGA));
        is("olga", "certificate", ask(at("/api/v1/me", "Cookie", "__Host-sluice-session=x.y"), OLGA));
    }

    @Test
    void whoHasNoneShowsAToken() {
        is("ann", "token", ask(at("/api/v1/me", "Authorization", "Bearer ann-secret")));
        is(
                "break-glass",
                "break-glass",
                SERVICE.send(SERVICE.request("/api/v1/me").header("Authorization", "Bearer glass")));
    }

    @Test
    void anotherSitesPageDoesNothingInTheNameOfACertificate() {
        for (String[] headers : Arrays.asList(
                new String[] {"Origin", "https://evil.example", "Content-Type", "application/json"},
                new String[] {"Origin", "null", "Content-Type", "application/json"})) {
            ask(at("/api/v1/revert", headers).POST(BodyPublishers.ofString("{\"all\": true}")), OLGA)
                    .isProblem(403);
        }
        ask(at("/api/v1/revert", "Content-Type", "text/plain").POST(BodyPublishers.ofString("{\"all\": true}")), OLGA)
                .isProblem(415);
    }
}
