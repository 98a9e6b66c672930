package io.sluice.app.notify;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.outbound.OutboundUrl;
import io.sluice.outbound.Reach;
import io.sluice.outbound.Tls;
import io.sluice.provider.Secret;
import io.sluice.traffic.DurationWords;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * People's mailboxes, through one SMTP server.
 *
 * @param login where the server wants one
 * @param callDeadline for one mail as a whole
 */
record MailSettings(
        String host,
        int port,
        Security security,
        Optional<SmtpLogin> login,
        String from,
        List<String> to,
        Tls tls,
        Duration callDeadline,
        Reach reach,
        Terms terms)
        implements ReceiverSettings {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** How the way to the server is guarded. */
    enum Security {
        /** Begun in the open and guarded before anything is said, or not gone on with. */
        STARTTLS(587),
        /** Guarded from the first byte. */
        TLS(465),
        /** Not at all: only to addresses that {@code allow} names. */
        NONE(25);

        private final int usualPort;

        Security(int usualPort) {
            this.usualPort = usualPort;
        }
    }

    /** Who Sluice is to the server. */
    record SmtpLogin(String user, Secret password) {}

    MailSettings {
        to = List.copyOf(to);
        OutboundUrl.of("https://" + (host.contains(":") ? "[" + host + "]" : host)); // a host as everybody reads it
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535");
        }
        if (security == Security.NONE && reach.named().isEmpty()) {
            throw new IllegalArgumentException(
                    "security may be none only for addresses that `allow` names: mail would be read on its way");
        }
        if (to.isEmpty() || to.size() > 50) {
            throw new IllegalArgumentException("to must have 1 to 50 addresses");
        }
        MailAddress.check(from);
        to.forEach(MailAddress::check);
        if (!callDeadline.isPositive() || callDeadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("callDeadline must be longer than nothing and at most 2m");
        }
    }

    /** The settings as written. */
    @JsonCreator
    static MailSettings of(
            @JsonProperty("host") @Nullable String host,
            @JsonProperty("port") @Nullable Integer port,
            @JsonProperty("security") @Nullable String security,
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("password") @Nullable Secret password,
            @JsonProperty("from") @Nullable String from,
            @JsonProperty("to") @Nullable List<String> to,
            @JsonProperty("tls") @Nullable Tls tls,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("allow") @Nullable List<String> allow,
            @JsonProperty("minSeverity") @Nullable String minSeverity,
            @JsonProperty("default") @Nullable Boolean byDefault,
            @JsonProperty("giveUpAfter") @Nullable String giveUpAfter) {
        if (host == null || from == null || to == null) {
            throw new IllegalArgumentException("email has a host, a from and a to");
        }
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException("user and password: both or none");
        }
        Security guarded = security(Objects.requireNonNullElse(security, "starttls"));
        return new MailSettings(
                host,
                port == null ? guarded.usualPort : port,
                guarded,
                user == null || password == null ? Optional.empty() : Optional.of(new SmtpLogin(user, password)),
                from,
                to,
                Objects.requireNonNullElseGet(tls, Tls::ofTheJdk),
                DurationWords.parse(Objects.requireNonNullElse(callDeadline, "30s")),
                Reach.of(Objects.requireNonNullElse(allow, List.of())),
                Terms.of(minSeverity, byDefault, giveUpAfter));
    }

    private static Security security(String word) {
        for (Security one : Security.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(word)) {
                return one;
            }
        }
        throw new IllegalArgumentException("security is starttls, tls or none");
    }

    @Override
    public Receiver open() {
        return new MailReceiver(new Smtp(this), from, to);
    }
}
