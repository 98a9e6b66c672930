package io.sluice.provider.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.identity.CredentialUnavailableException;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Where the credentials of an instance come from; settings name the way and never hold any. */
public enum AzureCredentials {
    /** As every Azure program finds them: environment, workload identity, managed identity, the Azure command line. */
    DEFAULT,
    /** For an emulator, which asks for none. */
    NONE;

    /** The settings as written. */
    @JsonCreator
    static AzureCredentials of(String written) {
        return switch (written) {
            case "default" -> DEFAULT;
            case "none" -> NONE;
            default -> throw new IllegalArgumentException("credentials are default, or none for an emulator");
        };
    }

    /** What signs requests, if anything does. */
    Optional<TokenCredential> open(Optional<String> tenant) {
        return switch (this) {
            case DEFAULT -> {
                DefaultAzureCredentialBuilder builder = new DefaultAzureCredentialBuilder();
                tenant.ifPresent(builder::tenantId);
                yield Optional.of(new Telling(builder.build()));
            }
            case NONE -> Optional.empty();
        };
    }

    /** Tells the absence of a token from a call that failed: without one nothing was sent. */
    private record Telling(TokenCredential credential) implements TokenCredential {
        @Override
        public Mono<AccessToken> getToken(TokenRequestContext request) {
            return credential.getToken(request).onErrorMap(Telling::told);
        }

        @Override
        public AccessToken getTokenSync(TokenRequestContext request) {
            return telling(() -> credential.getTokenSync(request));
        }

        private static AccessToken telling(Supplier<AccessToken> call) {
            try {
                return call.get();
            } catch (RuntimeException e) {
                throw told(e);
            }
        }

        private static NoToken told(Throwable e) {
            boolean refused = e instanceof CredentialUnavailableException || e instanceof ClientAuthenticationException;
            return new NoToken(refused, e);
        }
    }
}
