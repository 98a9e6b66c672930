package io.sluice.app.notify;

import io.sluice.app.notify.Telling.OfPlan;
import java.util.Map;
import java.util.TreeMap;

/** Messages for tests, which {@code docs/notifications.md} shows. */
final class Samples {
    private static final String PLAN = "pl_01KAZ7Q1V5T5B1V0B7D5J3C2XE";

    private Samples() {}

    private static OfPlan plan(String state, @org.jspecify.annotations.Nullable String heldBy) {
        return new OfPlan(
                PLAN,
                "checkout-eu-to-us",
                "payments-sre",
                new TreeMap<>(Map.of("team", "payments", "kind", "region")),
                state,
                heldBy,
                2,
                10,
                null);
    }

    /** The same from a service that knows how people call it. */
    static Message linked(Message message) {
        Telling told = message.telling();
        OfPlan plan = told.plan();
        return new Message(
                message.id(),
                new Telling(
                        new OfPlan(
                                plan.id(),
                                plan.name(),
                                plan.owner(),
                                plan.labels(),
                                plan.state(),
                                plan.heldBy(),
                                plan.step(),
                                plan.steps(),
                                "https://sluice.example.com/api/v1/plans/" + PLAN),
                        told.kind(),
                        told.severity(),
                        told.attention(),
                        told.sentence(),
                        told.by(),
                        told.at(),
                        told.seq()));
    }

    static Message reverting(String receiver) {
        return message(
                receiver,
                17,
                new Telling(
                        plan("reverting", null),
                        "reverting",
                        "critical",
                        "none",
                        "reverting: gate errors failed: edge, us: 30 % > 1 %",
                        "sluice",
                        "2026-11-24T22:41:07.123Z",
                        17));
    }

    static Message drifted(String receiver) {
        return message(
                receiver,
                12,
                new Telling(
                        plan("held", "drift"),
                        "held",
                        "warning",
                        "needed",
                        "held: edge shows eu 60 %, us 40 % and the plan has eu 95 %, us 5 % there",
                        "sluice",
                        "2026-11-24T22:40:01Z",
                        12));
    }

    static Message resumed(String receiver) {
        return message(
                receiver,
                14,
                new Telling(
                        plan("baking", null),
                        "resumed",
                        "info",
                        "over",
                        "resumed by ann, the plan's weights over those of others: that was a mistake",
                        "ann",
                        "2026-11-24T22:44:30Z",
                        14));
    }

    /** One whose every text wants to be something else. */
    static Message hostile(String receiver) {
        return message(
                receiver,
                18,
                new Telling(
                        new OfPlan(PLAN, "checkout", "a\r\nBcc: b@example.com", Map.of(), "held", "gate", 0, 1, null),
                        "held",
                        "warning",
                        "none",
                        "<!channel> & [click](https://evil.example)\r\nBcc: x@example.com \"quoted\" "
                                + "x".repeat(9000),
                        "ann\r\nX: y",
                        "2026-11-24T22:44:30Z",
                        18));
    }

    /** One of the longest sentences that are kept. */
    static Message saying(String receiver, String sentence) {
        Telling drifted = drifted(receiver).telling();
        return message(
                receiver,
                12,
                new Telling(
                        drifted.plan(),
                        drifted.kind(),
                        drifted.severity(),
                        drifted.attention(),
                        sentence,
                        drifted.by(),
                        drifted.at(),
                        drifted.seq()));
    }

    private static Message message(String receiver, int seq, Telling telling) {
        return new Message(PLAN + "." + seq + "." + receiver, telling);
    }
}
