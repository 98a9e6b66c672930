package io.sluice.app.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A message for an incoming webhook of Slack, and of chats that understand the same: text to fall back on, and blocks. */
final class SlackMessage {
    /** Slack takes 3000 characters in a block, and counts them as they are sent. */
    private static final int LONGEST = 2_900;

    private SlackMessage() {}

    static String of(Message message) {
        Telling telling = message.telling();
        Telling.OfPlan plan = telling.plan();
        ObjectNode slack = NoticeJson.object();
        slack.put("text", clipped(escaped(mark(telling) + telling.headline())));
        ArrayNode blocks = slack.putArray("blocks");
        ObjectNode said = blocks.addObject().put("type", "section").putObject("text");
        said.put("type", "mrkdwn");
        said.put("text", clipped("*" + mark(telling) + plan.name() + "*\n" + escaped(Texts.line(telling.sentence()))));
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

    /** At most as long as Slack takes it, with no escaped character cut in half. */
    private static String clipped(String escaped) {
        if (escaped.length() <= LONGEST) {
            return escaped;
        }
        String cut = Texts.clipped(escaped, LONGEST);
        int last = cut.lastIndexOf('&');
        return last < 0 || cut.indexOf(';', last) > 0 ? cut : cut.substring(0, last) + "…";
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
