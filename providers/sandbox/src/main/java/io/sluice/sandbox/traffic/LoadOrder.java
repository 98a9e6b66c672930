package io.sluice.sandbox.traffic;

/**
 * Load ordered for one path of one listener.
 *
 * @param stickyPercent of the requests come from clients that send back the cookies they were given
 */
public record LoadOrder(String listener, String path, double requestsPerSecond, double stickyPercent) {
    public LoadOrder {
        if (!(requestsPerSecond >= 0 && requestsPerSecond <= 5_000)) {
            throw new IllegalArgumentException("rps must be between 0 and 5000, not " + requestsPerSecond);
        }
        if (!(stickyPercent >= 0 && stickyPercent <= 100)) {
            throw new IllegalArgumentException("stickyPercent must be between 0 and 100, not " + stickyPercent);
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path must start with a slash: " + path);
        }
    }
}
