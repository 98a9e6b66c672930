package io.sluice.app.access;

import java.time.Duration;
import java.util.Map;

/** A request that is not let in; what it is told stands in it, and nothing about anybody else. */
public final class AccessRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String kind;
    private final String title;
    private final transient Map<String, String> headers;

    private AccessRefused(int status, String kind, String title, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.kind = kind;
        this.title = title;
        this.headers = Map.copyOf(headers);
    }

    /** Nobody is known by what was shown. */
    static AccessRefused unknown(String detail) {
        return new AccessRefused(401, "no-token", "Who is there?", detail, Map.of());
    }

    /** Somebody is, and may not do this. */
    static AccessRefused forbidden(String detail) {
        return new AccessRefused(403, "forbidden", "Not for you to do", detail, Map.of());
    }

    /** Whoever was logged in did not send it from one of our pages, as far as anybody can see. */
    static AccessRefused otherSite() {
        return new AccessRefused(
                403,
                "csrf",
                "Not from a page of Sluice",
                "Requests by a cookie that change something say in X-CSRF-Token what GET /api/v1/me has as csrf.",
                Map.of());
    }

    /** Somebody calls too often. */
    static AccessRefused tooOften(RateSettings settings, Duration wait) {
        long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
        return new AccessRefused(
                429,
                "too-often",
                "Too many requests",
                "Each may call %d times a second, and %d times at once; orders to put back do not count."
                        .formatted(settings.perSecond(), settings.burst()),
                Map.of("Retry-After", Long.toString(seconds)));
    }

    /** Somebody listens in more places than one may. */
    public static AccessRefused tooManyStreams(int most) {
        return new AccessRefused(
                429,
                "too-many-streams",
                "Too many streams",
                "Each may listen to %d streams of events at once on a node; end one first.".formatted(most),
                Map.of("Retry-After", "60"));
    }

    public int status() {
        return status;
    }

    /** For programs. */
    public String kind() {
        return kind;
    }

    public String title() {
        return title;
    }

    /** A sentence for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What the answer has besides. */
    public Map<String, String> headers() {
        return headers;
    }
}
