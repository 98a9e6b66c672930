package io.sluice.plan.notice;

import io.sluice.plan.Severity;

/**
 * One thing worth telling about a plan.
 *
 * @param kind its word, such as {@code held}; receivers tell by it what happened, so words are added and never changed
 * @param heardFrom whoever hears of this severity hears of this notice too: it is that of what the notice ends, so that who was told
 *     of a beginning is told of its end; never less than {@code severity}
 * @param sentence what happened, without the plan's name
 */
public record Notice(String kind, Severity severity, Severity heardFrom, Attention attention, String sentence) {
    public Notice {
        if (!heardFrom.isAtLeast(severity)) {
            throw new IllegalArgumentException("a notice is heard by who hears of its own severity");
        }
    }

    static Notice of(String kind, Severity severity, String sentence) {
        return new Notice(kind, severity, severity, Attention.NONE, sentence);
    }

    /** The same, told to all who were told of what it ends. */
    Notice ending(Severity begun) {
        return new Notice(kind, severity, begun.isAtLeast(severity) ? begun : severity, attention, sentence);
    }

    Notice with(Attention other) {
        return new Notice(kind, severity, heardFrom, other, sentence);
    }
}
