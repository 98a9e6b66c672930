package io.sluice.app.notify;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The settings of one receiver in {@code config.yml}, and how to open it; {@code type:} picks the kind. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WebhookSettings.class, name = "webhook"),
    @JsonSubTypes.Type(value = ChatSettings.Slack.class, name = "slack"),
    @JsonSubTypes.Type(value = ChatSettings.Teams.class, name = "teams"),
    @JsonSubTypes.Type(value = MailSettings.class, name = "email"),
    @JsonSubTypes.Type(value = PagerDutySettings.class, name = "pagerduty")
})
public sealed interface ReceiverSettings permits WebhookSettings, ChatSettings, MailSettings, PagerDutySettings {
    /** What it wants to hear, and for how long it is tried. */
    Terms terms();

    /** Whether it is for calling people only. */
    default boolean onlyCalls() {
        return false;
    }

    /** Opens it. It calls nobody and reads no secret yet: a receiver that is down must not keep the service from starting. */
    Receiver open();
}
