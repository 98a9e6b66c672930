package io.sluice.app.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A message as a CloudEvent 1.0 in structured JSON. */
final class CloudEvent {
    static final String CONTENT_TYPE = "application/cloudevents+json";

    private CloudEvent() {}

    static String of(Message message) {
        Telling telling = message.telling();
        ObjectNode event = NoticeJson.object();
        event.put("specversion", "1.0");
        event.put("id", message.id());
        event.put("source", telling.address());
        event.put("type", "io.sluice.plan." + telling.kind());
        event.put("subject", telling.plan().name());
        event.put("time", telling.at());
        // Of the extension of that name: in the order of texts it is that of the plan's journal.
        event.put("sequence", "%010d".formatted(telling.seq()));
        event.put("severity", telling.severity());
        event.put("datacontenttype", "application/json");
        event.set("data", NoticeJson.tree(telling));
        return NoticeJson.text(event);
    }
}
