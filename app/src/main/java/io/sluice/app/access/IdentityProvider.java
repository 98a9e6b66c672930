package io.sluice.app.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.outbound.Login;
import io.sluice.outbound.OutboundAnswer;
import io.sluice.outbound.OutboundAnswer.Body;
import io.sluice.outbound.OutboundClient;
import io.sluice.outbound.OutboundSettings;
import io.sluice.outbound.OutboundUrl;
import io.sluice.outbound.Tls;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.util.HashMap;
import java.util.Map;

/** Asks an identity provider. Each call is bounded in time, length and place, and follows no redirect. */
final class IdentityProvider {
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final int MOST_BYTES = 256 * 1024;
    private static final JsonMapper JSON = new JsonMapper();

    private final OidcSettings settings;

    IdentityProvider(OidcSettings settings) {
        this.settings = settings;
    }

    /**
     * What it says of itself.
     *
     * @throws ProviderException if it does not, or is another one than it should be
     */
    JsonNode discover() {
        JsonNode found = json(get(OutboundUrl.of(settings.issuer().toString().replaceFirst("/+$", "") + DISCOVERY)));
        if (!found.path("issuer").asText().equals(settings.issuer().toString())) {
            throw invalid("says that it is another issuer than access.oidc names");
        }
        return found;
    }

    /**
     * A place that it names.
     *
     * @throws ProviderException if it names none that may be called
     */
    OutboundUrl place(JsonNode discovered, String field) {
        try {
            OutboundUrl url = OutboundUrl.of(discovered.path(field).asText());
            if (url.https() || !settings.reach().named().isEmpty()) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // Said below, in the words of who looks for the fault.
        }
        throw invalid("names no " + field + " that could be called");
    }

    /** The text at a place of its. */
    String get(OutboundUrl url) {
        try (OutboundClient client = client(url)) {
            return text(client.get(url.target(), Map.of("Accept", "application/json"), MOST_BYTES));
        }
    }

    /** What it answers to a form. */
    OutboundAnswer post(OutboundUrl url, String form, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Accept", "application/json");
        try (OutboundClient client = client(url)) {
            return client.post(url.target(), "application/x-www-form-urlencoded", form, all, MOST_BYTES);
        }
    }

    private OutboundClient client(OutboundUrl url) {
        return new OutboundClient(new OutboundSettings(
                OutboundUrl.of(url.origin()),
                new Login.None(),
                Tls.ofTheJdk(),
                settings.callDeadline(),
                settings.reach()));
    }

    private String text(OutboundAnswer answer) {
        if (answer.status() != 200) {
            throw new ProviderException(answer.refusal(whom() + " answers " + answer.status()));
        }
        return switch (answer.body()) {
            case Body.Text(String text) -> text;
            case Body.Unreadable(String why) -> throw invalid("cannot be read: " + why);
        };
    }

    private JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ProviderException(new ProviderError.Invalid(whom() + " says what is no JSON"), e);
        }
    }

    private ProviderException invalid(String what) {
        return new ProviderException(new ProviderError.Invalid(whom() + " " + what));
    }

    private String whom() {
        return "the identity provider " + host();
    }

    /** How people know it. */
    String host() {
        return settings.issuer().host();
    }
}
