package io.sluice.outbound;

import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How signed or secret messages go out over HTTP, as the settings of a receiver or a hook say it.
 *
 * <p>Only over https, or to addresses that {@code allow} names: a chat's URL is its password, and notices are nobody else's business.
 */
public record Outlet(OutletUrl url, Tls tls, Duration callDeadline, Reach reach) {
    /** Nobody has more to say to a message than this. */
    private static final int MOST_BYTES = 65_536;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    public Outlet {
        if (!callDeadline.isPositive() || callDeadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("callDeadline must be longer than nothing and at most 1m");
        }
        if (url instanceof OutletUrl.Written(String written)) {
            base(written, tls, callDeadline, reach); // faults are found at the start
        }
    }

    /**
     * The settings as written, with what they leave out.
     *
     * @throws IllegalArgumentException with a sentence that names the setting
     */
    public static Outlet of(
            @Nullable OutletUrl url, @Nullable Tls tls, @Nullable String callDeadline, @Nullable List<String> allow) {
        if (url == null) {
            throw new IllegalArgumentException("url is missing");
        }
        return new Outlet(
                url,
                Objects.requireNonNullElseGet(tls, Tls::ofTheJdk),
                DurationWords.parse(Objects.requireNonNullElse(callDeadline, "10s")),
                Reach.of(Objects.requireNonNullElse(allow, List.of())));
    }

    private static OutboundSettings base(String url, Tls tls, Duration callDeadline, Reach reach) {
        OutboundUrl whole = OutboundUrl.of(url);
        List<Cidr> named = reach.named();
        if (!whole.https() && named.isEmpty()) {
            throw new IllegalArgumentException(
                    "url must begin with https://, unless `allow` names the addresses that it stands for");
        }
        return new OutboundSettings(OutboundUrl.of(whole.origin()), new Login.None(), tls, callDeadline, reach);
    }

    /** What stands behind the host: some receivers have their password there. */
    private static String path(String url) {
        return OutboundUrl.of(url).target();
    }

    /** Opens it; nobody is called yet. */
    public Open open() {
        return new Open(this);
    }

    /** An outlet in use, by many threads at once where many want to send. */
    public static final class Open implements AutoCloseable {
        private final Outlet outlet;
        private @Nullable Line line;

        private Open(Outlet outlet) {
            this.outlet = outlet;
        }

        /**
         * Posts a text.
         *
         * @throws ProviderException if there was no whole answer within the deadline, or the call may not be made
         */
        public OutboundAnswer post(String contentType, String body, Map<String, String> headers) {
            String url = outlet.url.read();
            OutboundSettings settings;
            try {
                settings = base(url, outlet.tls, outlet.callDeadline, outlet.reach);
            } catch (IllegalArgumentException e) {
                // A kept URL is looked at only now.
                throw new ProviderException(new ProviderError.Denied(String.valueOf(e.getMessage())), e);
            }
            Line mine = take(settings);
            try {
                return mine.client.post(path(url), contentType, body, headers, MOST_BYTES);
            } finally {
                giveBack(mine);
            }
        }

        private synchronized Line take(OutboundSettings settings) {
            Line now = line;
            if (now == null || !settings.equals(now.settings)) {
                if (now != null) {
                    now.left = true;
                    now.closeUnlessUsed();
                }
                now = new Line(settings);
                line = now;
            }
            now.calls++;
            return now;
        }

        private synchronized void giveBack(Line used) {
            used.calls--;
            used.closeUnlessUsed();
        }

        /** Whoever is calling is cut off. */
        @Override
        public synchronized void close() {
            if (line != null) {
                line.client.close();
                line = null;
            }
        }
    }

    /** A client and the calls by it: once the URL was renewed it is closed by the last of them, and not under anybody's call. */
    private static final class Line {
        private final OutboundSettings settings;
        private final OutboundClient client;
        private int calls;
        private boolean left;

        Line(OutboundSettings settings) {
            this.settings = settings;
            this.client = new OutboundClient(settings);
        }

        void closeUnlessUsed() {
            if (left && calls == 0) {
                client.close();
            }
        }
    }
}
