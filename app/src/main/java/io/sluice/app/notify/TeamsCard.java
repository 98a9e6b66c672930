package io.sluice.app.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A message for a workflow of Microsoft Teams that posts to a channel when a webhook request is received: an Adaptive Card. */
final class TeamsCard {
    /** Teams takes cards of some 28 KB. */
    private static final int LONGEST = 4_000;

    private TeamsCard() {}

    static String of(Message message) {
        Telling telling = message.telling();
        Telling.OfPlan plan = telling.plan();
        ObjectNode teams = NoticeJson.object();
        teams.put("type", "message");
        ObjectNode attachment = teams.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
        attachment.putNull("contentUrl");
        ObjectNode card = attachment.putObject("content");
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        ArrayNode body = card.putArray("body");
        ObjectNode title = run(body, plan.name() + " · " + telling.severity());
        title.put("weight", "Bolder");
        title.put("size", "Medium");
        title.put("color", colour(telling));
        run(body, Texts.clipped(Texts.line(telling.sentence()), LONGEST));
        run(body, "%s · %s · %s".formatted(telling.standing(), telling.at(), plan.id()))
                .put("isSubtle", true);
        if (plan.url() != null) {
            ObjectNode open = card.putArray("actions").addObject();
            open.put("type", "Action.OpenUrl").put("title", "Open the plan").put("url", plan.url());
        }
        return NoticeJson.text(teams);
    }

    /** A paragraph as it is: in a text block a sentence could hold links and other Markdown. */
    private static ObjectNode run(ArrayNode body, String text) {
        ObjectNode paragraph = body.addObject();
        paragraph.put("type", "RichTextBlock");
        ObjectNode run = paragraph.putArray("inlines").addObject();
        run.put("type", "TextRun");
        run.put("text", text);
        return run;
    }

    private static String colour(Telling telling) {
        return switch (telling.severity()) {
            case "critical" -> "Attention";
            case "warning" -> "Warning";
            default -> "Default";
        };
    }
}
