package io.sluice.sandbox.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.faults.RequestLog;
import io.sluice.sandbox.world.Action;
import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.Rule;
import io.sluice.sandbox.world.Stickiness;
import io.sluice.sandbox.world.WeightedGroup;
import io.sluice.sandbox.world.World;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Somebody else with the right to change weights, such as a colleague with a console open. */
public final class Stranger {
    private final World world;
    private final RequestLog log;
    private final EventHistory history;

    public Stranger(World world, RequestLog log, EventHistory history) {
        this.world = world;
        this.log = log;
        this.history = history;
    }

    /** Sets the weights of a listener or rule; stickiness that is not given stays. */
    public void setWeights(String arn, List<WeightedGroup> groups, Optional<Stickiness> stickiness) {
        ObjectNode line = RequestLog.line();
        line.put("kind", "call")
                .put("service", "stranger")
                .put("action", "SetWeights")
                .put("arn", arn);
        try {
            Config changed = world.change((config, _) -> changed(config, arn, groups, stickiness));
            LogLine.describe(line, new Action.Forward(OptionalInt.empty(), groups, stickiness.orElse(Stickiness.OFF)));
            LogLine.applied(line, changed);
            log.write(line);
            boolean rule = changed.rules().containsKey(arn);
            history.add(
                    changed.since(),
                    rule ? "ModifyRule" : "ModifyListener",
                    "elasticloadbalancing",
                    EventHistory.Caller.STRANGER,
                    RequestLog.line().put(rule ? "ruleArn" : "listenerArn", arn));
        } catch (AwsError e) {
            log.write(line.put("applied", false).put("error", e.code()));
            throw new IllegalArgumentException(e.code() + ": " + e.text(), e);
        }
    }

    private static Config changed(
            Config config, String arn, List<WeightedGroup> groups, Optional<Stickiness> stickiness) throws AwsError {
        if (config.rules().containsKey(arn)) {
            Rule rule = ElbReads.rule(config, arn);
            Listener listener = ElbReads.listener(config, rule.listenerArn());
            return config.withRule(rule.withActions(changed(rule.actions(), groups, stickiness, config, listener)));
        }
        Listener listener = ElbReads.listener(config, arn);
        return config.withListener(
                listener.withActions(changed(listener.actions(), groups, stickiness, config, listener)));
    }

    private static Actions changed(
            Actions actions,
            List<WeightedGroup> groups,
            Optional<Stickiness> stickiness,
            Config config,
            Listener listener)
            throws AwsError {
        Action.Forward before =
                actions.forward().orElseThrow(() -> AwsError.invalidAction("There is no forward action to change"));
        Actions changed =
                actions.withForward(new Action.Forward(before.order(), groups, stickiness.orElse(before.stickiness())));
        new ActionRules(config, listener).check(changed);
        return changed;
    }
}
