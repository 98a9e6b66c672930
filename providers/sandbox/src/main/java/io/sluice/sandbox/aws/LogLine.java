package io.sluice.sandbox.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.world.Action;
import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.sandbox.world.Stickiness;
import io.sluice.sandbox.world.WeightedGroup;
import java.util.List;
import java.util.Optional;

/** Says in the request log what a call asked for and what became of it. */
public final class LogLine {
    private LogLine() {}

    /** Adds what a call asks for. */
    static void describe(ObjectNode line, Call call) {
        actionsAsked(call).flatMap(Actions::forward).ifPresent(forward -> describe(line, forward));
    }

    /** Adds the weights and the stickiness of a forward action. */
    public static void describe(ObjectNode line, Action.Forward forward) {
        ObjectNode weights = line.putObject("weights");
        for (WeightedGroup group : forward.groups()) {
            String arn = group.targetGroupArn();
            weights.put(FixedWorld.TARGET_GROUPS.contains(arn) ? FixedWorld.nameOf(arn) : arn, group.weight());
        }
        Stickiness stickiness = forward.stickiness();
        ObjectNode sticky = line.putObject("stickiness");
        sticky.put("enabled", stickiness.enabled());
        stickiness.durationSeconds().ifPresent(seconds -> sticky.put("durationSeconds", seconds));
    }

    /** Adds that the change took effect, and as which revision of the configuration. */
    public static void applied(ObjectNode line, Config config) {
        line.put("applied", true);
        line.put("appliedAt", config.since().toString());
        line.put("appliedAtMillis", config.since().toEpochMilli());
        line.put("revision", config.revision());
    }

    private static Optional<Actions> actionsAsked(Call call) {
        try {
            for (String name : List.of("DefaultActions", "Actions")) {
                if (call.params().has(name)) {
                    return Optional.of(ActionsIn.read(call.params().structs(name)));
                }
            }
            return Optional.empty();
        } catch (AwsError e) {
            // What cannot be read has no weights to be logged; the refusal is in the line anyway.
            return Optional.empty();
        }
    }
}
