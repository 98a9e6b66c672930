package io.sluice.app.links;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.sluice.outbound.OutboundUrl;
import io.sluice.plan.PlanId;
import io.sluice.plan.recurring.RecurringId;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Where people's browsers find the service: what links that leave it begin with.
 *
 * @param base without a slash at its end; a path is what a proxy takes away before the service sees it
 */
public record PublicUrl(String base) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final int LONGEST = 200;

    public PublicUrl {
        URI uri = uri(base);
        boolean here = LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
        if (!here && !uri.getScheme().equalsIgnoreCase("https")) {
            throw new IllegalArgumentException("publicUrl: must begin with https://; http:// is for localhost only");
        }
        if (uri.getRawQuery() != null || base.endsWith("/") || base.length() > LONGEST) {
            throw new IllegalArgumentException("publicUrl: has no query, at most " + LONGEST + " characters");
        }
    }

    private static URI uri(String text) {
        try {
            return OutboundUrl.of(text).uri();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("publicUrl: " + e.getMessage(), e);
        }
    }

    /** The setting as written. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PublicUrl of(String written) {
        return new PublicUrl(written.endsWith("/") ? written.substring(0, written.length() - 1) : written);
    }

    /** What browsers send as the {@code Origin} of its pages. */
    public String origin() {
        URI uri = uri(base);
        String host = uri.getScheme() + "://" + uri.getHost();
        boolean usual = uri.getPort() == -1 || uri.getPort() == (uri.getScheme().equalsIgnoreCase("https") ? 443 : 80);
        return (usual ? host : host + ":" + uri.getPort()).toLowerCase(Locale.ROOT);
    }

    /** Where a plan can be read, by who shows a token. */
    public String plan(PlanId id) {
        return base + "/api/v1/plans/" + id.value();
    }

    /** Where a recurring plan can be read. */
    public String recurring(RecurringId id) {
        return base + "/api/v1/recurring/" + id.value();
    }

    String approve(String token) {
        return base + "/" + ApproveLinks.PATH + "/" + token;
    }

    @Override
    public String toString() {
        return base;
    }
}
