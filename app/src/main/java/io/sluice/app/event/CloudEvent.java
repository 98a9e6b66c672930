package io.sluice.app.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** CloudEvents 1.0 in structured JSON, of things that happen to plans. */
public final class CloudEvent {
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    private CloudEvent() {}

    /**
     * An event to which its extensions and its data are still to be added.
     *
     * @param id the same each time that it is sent
     * @param source the address of the plan, or of what makes plans
     * @param type what follows {@code io.sluice.}
     * @param time in RFC 3339
     */
    public static ObjectNode of(String id, String source, String planName, String type, String time) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put("source", source);
        event.put("type", "io.sluice." + type);
        event.put("subject", planName);
        event.put("time", time);
        return event;
    }
}
