package io.sluice.app.hook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.event.CloudEvent;
import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.engine.HookQuestion;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;
import java.util.TreeMap;

/**
 * A question as a CloudEvent: told by its id, which is the same each time that the same is asked. What it says of the plan is as the
 * plan stands then.
 */
final class HookEvent {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private HookEvent() {}

    static String of(String hook, HookQuestion question) {
        Plan plan = question.plan();
        String kind = switch (question.about()) {
            case HookQuestion.About.OfStep _ -> "step";
            case HookQuestion.About.OfGate _ -> "gate";
        };
        ObjectNode event = CloudEvent.of(
                question.id(),
                "/api/v1/plans/" + plan.id(),
                plan.spec().name(),
                "hook." + kind,
                question.at().toString());
        event.put("datacontenttype", "application/json");
        ObjectNode data = event.putObject("data");
        data.put("hook", hook);
        data.set("plan", plan(plan, question.digest()));
        data.set("step", step(plan));
        switch (question.about()) {
            case HookQuestion.About.OfStep _ ->
                plan.webhook()
                        .flatMap(HoldReason.Webhook::asked)
                        .ifPresent(asked -> data.put("until", asked.until().toString()));
            case HookQuestion.About.OfGate(String gate, TimeWindow window) -> data.set("gate", gate(gate, window));
        }
        data.set("weights", weights(question));
        return event.toString();
    }

    private static ObjectNode plan(Plan plan, String digest) {
        ObjectNode node = JSON.objectNode();
        node.put("id", plan.id().value());
        node.put("name", plan.spec().name());
        node.put("owner", plan.spec().owner());
        ObjectNode labels = node.putObject("labels");
        new TreeMap<>(plan.spec().labels()).forEach(labels::put);
        node.put("digest", digest);
        return node;
    }

    private static ObjectNode step(Plan plan) {
        ObjectNode node = JSON.objectNode();
        node.put("number", plan.step());
        node.put("of", plan.spec().steps().size());
        if (plan.step() > 0) {
            node.put("source", plan.spec().step(plan.step()).source());
        }
        return node;
    }

    private static ObjectNode gate(String gate, TimeWindow window) {
        ObjectNode node = JSON.objectNode();
        node.put("name", gate);
        node.putArray("window").add(window.start().toString()).add(window.end().toString());
        return node;
    }

    private static ObjectNode weights(HookQuestion question) {
        PlanSpec spec = question.plan().spec();
        ObjectNode node = JSON.objectNode();
        question.plan().verifiedAt().ifPresent(since -> node.put("since", since.toString()));
        node.set("now", split(spec, question.now()));
        question.next().ifPresent(next -> node.set("next", split(spec, next)));
        return node;
    }

    /** In percent, by route and side; every side of the plan, zeros included, and strangers that have weight. */
    private static ObjectNode split(PlanSpec spec, RouteWeights split) {
        ObjectNode node = JSON.objectNode();
        spec.routes().forEach(route -> {
            Weights weights = split.of(route.name());
            ObjectNode sides = node.putObject(route.name());
            spec.sides().forEach(side -> sides.put(side.name(), weights.percent(side)));
            weights.sides().stream()
                    .filter(side -> !sides.has(side.name()))
                    .sorted()
                    .forEach(side -> sides.put(side.name(), weights.percent(side)));
        });
        return node;
    }
}
