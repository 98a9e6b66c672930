package io.sluice.outbound;

import io.sluice.provider.Secret;
import io.sluice.traffic.DurationWords;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom to call and how, as a source's settings say it.
 *
 * @param base what paths are added to; no query, and no slash at its end
 * @param callDeadline for a call as a whole, from looking up the name to the answer's last byte
 */
public record OutboundSettings(OutboundUrl base, Login login, Tls tls, Duration callDeadline, Reach reach) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public OutboundSettings {
        if (base.uri().getRawQuery() != null) {
            throw new IllegalArgumentException("url must not have a query");
        }
        if (!callDeadline.isPositive() || callDeadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("callDeadline must be longer than nothing and at most 5m");
        }
        Optional<String> refusal = base.address().flatMap((InetAddress address) -> reach.refusal(address));
        if (refusal.isPresent()) {
            throw new IllegalArgumentException("url is not called: " + refusal.get());
        }
        // With `allow` it is a network of one's own; without, everybody on the way could read them.
        if (!base.https()
                && !(login instanceof Login.None)
                && !reach.anywhere()
                && reach.named().isEmpty()) {
            throw new IllegalArgumentException(
                    "credentials are sent over https only, or to addresses that `allow` names");
        }
        if (!base.https() && !tls.equals(Tls.ofTheJdk())) {
            throw new IllegalArgumentException("tls is for https, and url is " + base.origin());
        }
    }

    /**
     * The settings as written, with what they leave out.
     *
     * @throws IllegalArgumentException with a sentence that names the setting
     */
    public static OutboundSettings of(
            @Nullable String url,
            @Nullable Secret bearer,
            Login.@Nullable Basic basic,
            @Nullable Tls tls,
            @Nullable String callDeadline,
            @Nullable List<String> allow) {
        if (url == null) {
            throw new IllegalArgumentException("url is missing");
        }
        return new OutboundSettings(
                OutboundUrl.of(url.replaceFirst("/+$", "")),
                Login.of(bearer, basic),
                Objects.requireNonNullElseGet(tls, Tls::ofTheJdk),
                DurationWords.parse(Objects.requireNonNullElse(callDeadline, "10s")),
                Reach.of(Objects.requireNonNullElse(allow, List.of())));
    }
}
