package io.sluice.app.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An event for the Events API v2 of PagerDuty, and of others that understand the same: one alert for each plan. */
final class PagerDutyEvent {
    private static final int LONGEST_SUMMARY = 1_024;

    private PagerDutyEvent() {}

    /** Triggers where somebody is needed, and resolves where nobody is any more. */
    static String of(Message message, String routingKey) {
        Telling telling = message.telling();
        Telling.OfPlan plan = telling.plan();
        boolean over = telling.attention().equals("over");
        ObjectNode event = NoticeJson.object();
        event.put("routing_key", routingKey);
        event.put("event_action", over ? "resolve" : "trigger");
        event.put("dedup_key", plan.id());
        if (!over) {
            event.put("client", "Sluice");
            if (plan.url() != null) {
                event.put("client_url", plan.url());
            }
            ObjectNode payload = event.putObject("payload");
            payload.put("summary", Texts.clipped(telling.headline(), LONGEST_SUMMARY));
            payload.put("timestamp", telling.at());
            payload.put("severity", telling.severity());
            payload.put("source", "sluice");
            payload.put("component", plan.name());
            payload.put("group", plan.owner());
            payload.put("class", telling.kind());
            payload.set("custom_details", NoticeJson.tree(telling));
        }
        return NoticeJson.text(event);
    }
}
