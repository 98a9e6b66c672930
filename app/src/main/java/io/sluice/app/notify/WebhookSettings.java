package io.sluice.app.notify;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.app.event.CloudEvent;
import io.sluice.outbound.Outlet;
import io.sluice.outbound.OutletUrl;
import io.sluice.outbound.Signature;
import io.sluice.outbound.Tls;
import io.sluice.provider.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program of one's own: CloudEvents with a signature. */
record WebhookSettings(Outlet outlet, Signature signature, Terms terms) implements ReceiverSettings {
    /** The settings as written. */
    @JsonCreator
    static WebhookSettings of(
            @JsonProperty("url") @Nullable OutletUrl url,
            @JsonProperty("secret") @Nullable Secret secret,
            @JsonProperty("tls") @Nullable Tls tls,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("allow") @Nullable List<String> allow,
            @JsonProperty("minSeverity") @Nullable String minSeverity,
            @JsonProperty("default") @Nullable Boolean byDefault,
            @JsonProperty("giveUpAfter") @Nullable String giveUpAfter) {
        if (secret == null) {
            throw new IllegalArgumentException("secret is missing: receivers could not tell Sluice from anybody else");
        }
        return new WebhookSettings(
                Outlet.of(url, tls, callDeadline, allow),
                new Signature(secret),
                Terms.of(minSeverity, byDefault, giveUpAfter));
    }

    @Override
    public Receiver open() {
        return new OutletReceiver(outlet, (open, message, now) -> {
            String event = NoticeEvent.of(message);
            return open.post(CloudEvent.CONTENT_TYPE, event, signature.headers(message.id(), now, event));
        });
    }
}
