package io.sluice.app.notify;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.outbound.Outlet;
import io.sluice.outbound.OutletUrl;
import io.sluice.outbound.Tls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chat that takes JSON at a URL. */
sealed interface ChatSettings extends ReceiverSettings {
    Outlet outlet();

    /** The message as this chat wants it. */
    String body(Message message);

    @Override
    default Receiver open() {
        return new OutletReceiver(
                outlet(), (open, message, _) -> open.post("application/json", body(message), Map.of()));
    }

    /** Slack's incoming webhooks, which Mattermost, Rocket.Chat and others have too. */
    record Slack(Outlet outlet, Terms terms) implements ChatSettings {
        /** The settings as written. */
        @JsonCreator
        static Slack of(
                @JsonProperty("url") @Nullable OutletUrl url,
                @JsonProperty("tls") @Nullable Tls tls,
                @JsonProperty("callDeadline") @Nullable String callDeadline,
                @JsonProperty("allow") @Nullable List<String> allow,
                @JsonProperty("minSeverity") @Nullable String minSeverity,
                @JsonProperty("default") @Nullable Boolean byDefault,
                @JsonProperty("giveUpAfter") @Nullable String giveUpAfter) {
            return new Slack(Outlet.of(url, tls, callDeadline, allow), Terms.of(minSeverity, byDefault, giveUpAfter));
        }

        @Override
        public String body(Message message) {
            return SlackMessage.of(message);
        }
    }

    /** A workflow of Microsoft Teams. */
    record Teams(Outlet outlet, Terms terms) implements ChatSettings {
        /** The settings as written. */
        @JsonCreator
        static Teams of(
                @JsonProperty("url") @Nullable OutletUrl url,
                @JsonProperty("tls") @Nullable Tls tls,
                @JsonProperty("callDeadline") @Nullable String callDeadline,
                @JsonProperty("allow") @Nullable List<String> allow,
                @JsonProperty("minSeverity") @Nullable String minSeverity,
                @JsonProperty("default") @Nullable Boolean byDefault,
                @JsonProperty("giveUpAfter") @Nullable String giveUpAfter) {
            return new Teams(Outlet.of(url, tls, callDeadline, allow), Terms.of(minSeverity, byDefault, giveUpAfter));
        }

        @Override
        public String body(Message message) {
            return TeamsCard.of(message);
        }
    }
}
