package io.sluice.app.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.outbound.OutboundUrl;
import java.util.stream.StreamSupport;

/**
 * What an identity provider says of itself, as far as browsers are signed in by it.
 *
 * @param authorization where browsers are sent
 * @param token where codes are taken
 * @param basic whether a client shows its secret as HTTP says it, and not in the form
 * @param namesItself whether it says who it is when it sends browsers back (RFC 9207)
 */
record Discovered(OutboundUrl authorization, OutboundUrl token, boolean basic, boolean namesItself) {
    static Discovered by(IdentityProvider provider) {
        JsonNode said = provider.discover();
        JsonNode methods = said.path("token_endpoint_auth_methods_supported");
        return new Discovered(
                provider.place(said, "authorization_endpoint"),
                provider.place(said, "token_endpoint"),
                !methods.isArray()
                        || StreamSupport.stream(methods.spliterator(), false)
                                .anyMatch(method -> method.asText().equals("client_secret_basic")),
                said.path("authorization_response_iss_parameter_supported").asBoolean());
    }
}
