package io.sluice.app.notify;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.outbound.Outlet;
import io.sluice.outbound.OutletUrl;
import io.sluice.outbound.Tls;
import io.sluice.provider.Secret;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A service that wakes people: it hears only what calls them, and what sends them home again. */
record PagerDutySettings(Outlet outlet, Secret routingKey, Terms terms) implements ReceiverSettings {
    private static final OutletUrl USUAL = new OutletUrl.Written("https://events.pagerduty.com/v2/enqueue");

    /** The settings as written. */
    @JsonCreator
    static PagerDutySettings of(
            @JsonProperty("url") @Nullable OutletUrl url,
            @JsonProperty("routingKey") @Nullable Secret routingKey,
            @JsonProperty("tls") @Nullable Tls tls,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("allow") @Nullable List<String> allow,
            @JsonProperty("minSeverity") @Nullable String minSeverity,
            @JsonProperty("default") @Nullable Boolean byDefault,
            @JsonProperty("giveUpAfter") @Nullable String giveUpAfter) {
        if (routingKey == null) {
            throw new IllegalArgumentException("routingKey is missing");
        }
        return new PagerDutySettings(
                Outlet.of(Objects.requireNonNullElse(url, USUAL), tls, callDeadline, allow),
                routingKey,
                Terms.of(minSeverity, byDefault, giveUpAfter));
    }

    @Override
    public boolean onlyCalls() {
        return true;
    }

    @Override
    public Receiver open() {
        return new OutletReceiver(
                outlet,
                (open, message, _) ->
                        open.post("application/json", PagerDutyEvent.of(message, routingKey.read()), Map.of()));
    }
}
