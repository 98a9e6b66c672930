package io.sluice.app.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A message for an incoming webhook of Slack, and of chats that understand the same: text to fall back on, and blocks. */
final class SlackMessage {
    /** Slack takes 3000 characters in a block; an escaped one counts for up to five. */
    private static final int LONGEST = 2_000;

    private SlackMessage() {}

    static String of(Message message) {
        Telling telling = message.telling();
        Telling.OfPlan plan = telling.plan();
        ObjectNode slack = NoticeJson.object();
        slack.put("text", escaped(Texts.clipped(mark(telling) + telling.headline(), LONGEST)));
        ArrayNode blocks = slack.putArray("blocks");
        ObjectNode said = blocks.addObject().put("type", "section").putObject("text");
        said.put("type", "mrkdwn");
        said.put("text", "*" + mark(telling) + plan.name() + "*\n" + escaped(sentence(telling)));
        ObjectNode context = blocks.addObject().put("type", "context");
        ArrayNode elements = context.putArray("elements");
        ObjectNode facts = elements.addObject();
        facts.put("type", "mrkdwn");
        facts.put(
                "text",
                escaped("%s · %s · %s · %s"
                        .formatted(telling.severity(), telling.standing(), telling.at(), plan.id())));
        if (plan.url() != null) {
            elements.addObject().put("type", "mrkdwn").put("text", "<" + plan.url() + "|the plan>");
        }
        return NoticeJson.text(slack);
    }

    private static String sentence(Telling telling) {
        return Texts.clipped(Texts.line(telling.sentence()), LONGEST);
    }

    private static String mark(Telling telling) {
        return switch (telling.severity()) {
            case "critical" -> "\uD83D\uDD34 ";
            case "warning" -> "\uD83D\uDFE0 ";
            default -> "";
        };
    }

    /** Slack's three: without, a sentence could call everybody in the channel. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
