package io.sluice.app.dashboard;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.dropwizard.jetty.setup.ServletEnvironment;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Answers browsers that want a page or a file of one, and leaves everything else to the API.
 *
 * <p>It tells nobody anything: who looks at a page sees what the API lets them see. So there is nothing to guard here, and a page
 * opens when the database, the clouds and whoever knows people are all away.
 */
public final class Dashboard extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final String ASSETS = "/assets/";

    /** Somebody is sent here as well as shown it: the API takes the token. */
    private static final String LOGIN = "/login";

    /** No inline code, nothing of anybody else, and in nobody's frame. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
                    + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Vary",
            "Accept-Encoding");

    /** A page: its shell, and the addresses at which it is. */
    private record Page(String name, String title, Pattern at) {
        Page(String name, String title, String at) {
            this(name, title, Pattern.compile(at));
        }
    }

    private static final List<Page> PAGES = List.of(
            new Page("now", "Now", "/"),
            new Page("plan", "Plan", "/plans/[^/]+"),
            new Page("revert", "Revert", "/revert"),
            new Page("submit", "Submit a plan", "/submit"),
            new Page("login", "Sign in", LOGIN),
            new Page("reference", "API", "/api"));

    private final transient Assets assets = Assets.load();
    private final transient Map<String, Asset> shells =
            PAGES.stream().collect(toUnmodifiableMap(Page::name, page -> assets.page(page.name(), page.title())));

    private Dashboard() {}

    /** Serves the pages beside the API. */
    public static void serve(ServletEnvironment servlets) {
        servlets.addFilter("dashboard", new Dashboard())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain others)
            throws IOException, ServletException {
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        String path = request.getRequestURI(); // as it was sent: what is escaped in it is of no page
        Optional<Page> page =
                PAGES.stream().filter(one -> one.at().matcher(path).matches()).findFirst();
        if (!reads && !path.equals(LOGIN) && (page.isPresent() || path.startsWith(ASSETS))) {
            response.setHeader("Allow", "GET, HEAD");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (reads && page.isPresent()) {
            send(request, response, shell(page.get()), false);
        } else if (reads && path.startsWith(ASSETS)) {
            String rest = path.substring(ASSETS.length());
            String name = rest.substring(rest.indexOf('/') + 1);
            Optional<Asset> asset = assets.find(name);
            if (asset.isPresent()) {
                send(request, response, asset.get(), rest.startsWith(assets.digest() + "/"));
            } else {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        } else {
            others.doFilter(request, response);
        }
    }

    private Asset shell(Page page) {
        Asset shell = shells.get(page.name());
        if (shell == null) {
            throw new IllegalStateException("every page has a shell");
        }
        return shell;
    }

    /** @param forEver whether the address names the content, too */
    private static void send(HttpServletRequest request, HttpServletResponse response, Asset asset, boolean forEver)
            throws IOException {
        HEADERS.forEach(response::setHeader);
        boolean zipped = accepts(request);
        String tag = zipped ? asset.tag().replaceFirst("\"$", "-gzip\"") : asset.tag();
        response.setHeader("ETag", tag);
        response.setHeader("Cache-Control", forEver ? "public, max-age=31536000, immutable" : "no-cache");
        String known = request.getHeader("If-None-Match");
        if (known != null && List.of(known.split(",\\s*")).stream().anyMatch(one -> isSame(one, tag))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        byte[] bytes = zipped ? asset.zipped() : asset.bytes();
        response.setContentType(asset.type());
        if (zipped) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentLength(bytes.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(bytes);
        }
    }

    private static boolean isSame(String known, String tag) {
        return known.equals("*") || known.equals(tag) || known.equals("W/" + tag);
    }

    private static boolean accepts(HttpServletRequest request) {
        String encodings = request.getHeader("Accept-Encoding");
        return encodings != null
                && List.of(encodings.toLowerCase(Locale.ROOT).split(",")).stream()
                        .map(String::strip)
                        .anyMatch(one -> one.equals("gzip") || one.matches("gzip;\\s*q=(1|0\\.[1-9]\\d*)"));
    }
}
