package io.sluice.app.wire;

import java.util.ArrayList;
import java.util.List;

/** A plan file in the making: from {@code old} to {@code new}, over places of one cloud. */
final class Move {
    private final Cloud cloud;
    private final List<Place> places;
    private final List<String> steps = new ArrayList<>();
    private final List<String> gates = new ArrayList<>();
    private final List<String> more = new ArrayList<>();

    Move(Cloud cloud, List<Place> places) {
        this.cloud = cloud;
        this.places = places;
    }

    Move step(int percent, String bake) {
        steps.add("{setWeight: {percent: %d, bake: %s}}".formatted(percent, bake));
        return this;
    }

    /** A gate on at most 5 % errors of the new side. */
    Move errorsGate(String onFail) {
        return gate("{name: errors, signal: error-rate, every: 1s, judge: {max: 5}, onFail: %s}".formatted(onFail));
    }

    Move gate(String yaml) {
        gates.add(yaml);
        return this;
    }

    /** One more line of the plan. */
    Move with(String line) {
        more.add(line);
        return this;
    }

    String yaml() {
        StringBuilder yaml = new StringBuilder("apiVersion: sluice/v1\nname: move\nfrom: old\nto: new\nroutes:\n");
        places.forEach(
                place -> yaml.append("  - ").append(place.route(Cloud.PROVIDER)).append('\n'));
        yaml.append("steps: [").append(String.join(", ", steps)).append("]\n");
        if (!gates.isEmpty()) {
            yaml.append("gates: [").append(String.join(", ", gates)).append("]\n");
        }
        more.forEach(line -> yaml.append(line).append('\n'));
        return yaml.toString();
    }

    Answer offered() {
        return cloud.service().submit(yaml());
    }

    Journey submitted() {
        return cloud.submit(yaml());
    }
}
