package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.sluice.app.access.LoginFailed;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Pages that a browser shows: all text escaped, no script, and nothing that another site gets to hear of.
 *
 * <p>The one style is allowed by its digest, so whatever gets into a page by mistake is neither run nor followed.
 */
final class PageOfHtml {
    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");
    private static final String STYLE = text("approve.css");
    private static final Template TEMPLATE =
            Mustache.compiler().escapeHTML(true).compile(text("approve.html.mustache"));
    private static final String POLICY =
            "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
                    .formatted(digest(STYLE));

    private PageOfHtml() {}

    /** What the template sees. */
    private record Shown(
            String title, List<String> sentences, List<ApproveQuestion> question, List<Way> ways, String style) {}

    /** Where a page leads. */
    private record Way(String to, String words) {}

    static Response response(int status, ApprovePage page) {
        return response(
                status,
                new Shown(
                        page.title(), page.sentences(), page.question().stream().toList(), List.of(), STYLE));
    }

    /** Why nobody was signed in, and where to do it again: no page does that by itself. */
    static Response of(LoginFailed failed) {
        return response(
                failed.status(),
                new Shown(
                        failed.title(),
                        failed.sentences(),
                        List.of(),
                        List.of(new Way("/login", "Sign in"), new Way("/", "To the plans")),
                        STYLE));
    }

    private static Response response(int status, Shown shown) {
        return Response.status(status)
                .type(HTML)
                .header("Cache-Control", "no-store")
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer") // the address is the secret
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("X-Robots-Tag", "noindex, nofollow")
                .entity(TEMPLATE.execute(shown))
                .build();
    }

    private static String text(String name) {
        try (InputStream in = Objects.requireNonNull(PageOfHtml.class.getResourceAsStream("/pages/" + name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
