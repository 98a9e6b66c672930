package io.sluice.app.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.event.CloudEvent;

/** A message as a CloudEvent. */
final class NoticeEvent {
    private NoticeEvent() {}

    static String of(Message message) {
        Telling telling = message.telling();
        ObjectNode event = CloudEvent.of(
                message.id(), telling.address(), telling.plan().name(), "plan." + telling.kind(), telling.at());
        // Of the extension of that name: in the order of texts it is that of the plan's journal.
        event.put("sequence", "%010d".formatted(telling.seq()));
        event.put("severity", telling.severity());
        event.put("datacontenttype", "application/json");
        event.set("data", NoticeJson.tree(telling));
        return NoticeJson.text(event);
    }
}
