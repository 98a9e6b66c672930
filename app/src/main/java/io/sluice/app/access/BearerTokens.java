package io.sluice.app.access;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Optional;

/** Tokens as {@code Authorization: Bearer …} has them. */
final class BearerTokens implements Credential {
    private static final String HEADER = "Authorization";
    private static final String SCHEME = "Bearer ";

    /** More than any token that there is; what is longer is not worth a look. */
    private static final int LONGEST = 16_384;

    private final List<TokenKind> kinds;

    BearerTokens(List<TokenKind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /** One kind of token. */
    interface TokenKind {
        /** Whose a token is; empty if it is none of this kind. */
        Optional<Caller> find(String token);
    }

    @Override
    public Optional<Caller> find(ContainerRequestContext request) {
        String header = request.getHeaderString(HEADER);
        if (header == null) {
            return Optional.empty();
        }
        boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String token = bearer ? header.substring(SCHEME.length()).strip() : "";
        if (token.isEmpty()) {
            throw AccessRefused.unknown("Send a token: Authorization: Bearer …");
        }
        return Optional.of(caller(token));
    }

    /**
     * Whose a token is.
     *
     * @throws AccessRefused if it is nobody's
     */
    Caller caller(String token) {
        return Optional.of(token).filter(text -> text.length() <= LONGEST).stream()
                .flatMap(text -> kinds.stream().flatMap(kind -> kind.find(text).stream()))
                .findFirst()
                .orElseThrow(() -> AccessRefused.unknown("Nobody has this token"));
    }
}
