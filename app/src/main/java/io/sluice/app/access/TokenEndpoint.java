package io.sluice.app.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.outbound.OutboundAnswer;
import io.sluice.outbound.OutboundAnswer.Body;
import io.sluice.provider.Secret;
import io.sluice.traffic.ProviderException;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the code that a browser brought to the identity provider, for its word about who is before the browser. */
final class TokenEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(TokenEndpoint.class);

    /** Everybody may come with a code, so this is all that they can tie up while the provider is silent. */
    private static final int MOST_AT_ONCE = 8;

    private static final JsonMapper JSON = new JsonMapper();

    private final IdentityProvider provider;
    private final BrowserSettings client;
    private final Semaphore calls = new Semaphore(MOST_AT_ONCE);

    TokenEndpoint(IdentityProvider provider, BrowserSettings client) {
        this.provider = provider;
        this.client = client;
    }

    /**
     * The id token for a code.
     *
     * @throws LoginFailed if there is none
     */
    String idToken(Discovered discovered, String code, String verifier, String redirect) {
        if (!calls.tryAcquire()) {
            throw LoginFailed.busy();
        }
        try {
            return idToken(answer(discovered, code, verifier, redirect));
        } catch (ProviderException e) {
            LOG.warn("nobody is signed in: {}", e.error().detail());
            throw LoginFailed.unavailable(provider.host());
        } finally {
            calls.release();
        }
    }

    private OutboundAnswer answer(Discovered discovered, String code, String verifier, String redirect) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect);
        form.put("code_verifier", verifier);
        Optional<String> secret = client.clientSecret().map(Secret::read);
        boolean basic = secret.isPresent() && discovered.basic();
        if (!basic) {
            form.put("client_id", client.clientId());
            secret.ifPresent(shown -> form.put("client_secret", shown));
        }
        return provider.post(
                discovered.token(),
                encoded(form),
                basic ? Map.of("Authorization", basic(client.clientId(), secret.orElseThrow())) : Map.of());
    }

    /** Both are escaped as in a form before they are joined (RFC 6749, section 2.3.1). */
    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((encoded(user) + ":" + encoded(password)).getBytes(UTF_8));
    }

    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private String idToken(OutboundAnswer answer) {
        JsonNode said = json(answer.body());
        if (answer.status() == 200 && said.path("id_token").isTextual()) {
            return said.path("id_token").asText();
        }
        String error = said.path("error").asText();
        LOG.warn("nobody is signed in: {} answers {} {}", provider.host(), answer.status(), LogText.of(error));
        if (error.equals("invalid_grant")) {
            throw LoginFailed.tooLate(provider.host());
        }
        if (answer.status() >= 500 || answer.status() == 429) {
            throw LoginFailed.unavailable(provider.host());
        }
        throw LoginFailed.misunderstood(
                provider.host(),
                answer.status() == 200 ? "does not say who you are" : "does not take Sluice for one of its clients");
    }

    private static JsonNode json(Body body) {
        try {
            return body instanceof Body.Text(String text) ? JSON.readTree(text) : JSON.missingNode();
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }
}
