package io.sluice.app.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A plan that the service has, followed over REST. */
record Journey(Cloud cloud, String id) {
    JsonNode plan() {
        return cloud.service().get("/api/v1/plans/" + id).is(200).json();
    }

    String state() {
        return plan().path("state").asText();
    }

    Journey awaits(String state) {
        return awaits(state, plan -> plan.path("state").asText().equals(state));
    }

    Journey awaits(String state, Duration longest) {
        Await.until(
                id + " is " + state,
                longest,
                this::plan,
                plan -> plan.path("state").asText().equals(state));
        return this;
    }

    /** Until it bakes at a step, counted from 1. */
    Journey awaitsBaking(int step) {
        return awaits(
                "baking at step " + step,
                plan -> plan.path("state").asText().equals("baking")
                        && plan.path("step").asInt() == step);
    }

    Journey awaitsHeldBy(String word) {
        return awaits(
                "held by " + word,
                plan -> plan.path("state").asText().equals("held")
                        && plan.path("heldBy").asText().equals(word));
    }

    Journey awaitsVerdict(String verdict) {
        return awaits(
                "its first gate says " + verdict,
                plan -> plan.path("gates").path(0).path("verdict").asText().equals(verdict));
    }

    private Journey awaits(String what, Predicate<JsonNode> so) {
        Await.until(id + " is " + what, this::plan, so);
        return this;
    }

    /** Until the journal has a line of a type. */
    JsonNode awaitsLine(String type) {
        return Await.until("a line " + type, () -> lines(type), lines -> !lines.isEmpty())
                .getFirst();
    }

    /** Until the journal has so many lines of a type. */
    Journey awaitsLines(String type, int count) {
        Await.until(count + " lines " + type, () -> lines(type), lines -> lines.size() >= count);
        return this;
    }

    /** Until it was looked at so many times more: what it does not do by then it does not do. */
    Journey awaitsLooks(int looks) {
        String before = "";
        for (int i = 0; i <= looks; i++) {
            String last = before;
            before = Await.until(
                    "another look",
                    () -> plan().path("routes").path(0).path("observedAt").asText(),
                    at -> !at.equals(last));
        }
        return this;
    }

    Answer asks(String move) {
        return asks(move, "{}");
    }

    Answer asks(String move, String body) {
        return cloud.service().post("/api/v1/plans/" + id + "/" + move, "application/json", body);
    }

    /** The whole journal. */
    List<JsonNode> journal() {
        List<JsonNode> lines = new ArrayList<>();
        JsonNode next;
        String after = "";
        do {
            JsonNode page = cloud.service()
                    .get("/api/v1/plans/" + id + "/journal?limit=100" + after)
                    .is(200)
                    .json();
            page.path("events").forEach(lines::add);
            next = page.path("next");
            after = "&after=" + next.asText();
        } while (next.isNumber());
        return lines;
    }

    List<JsonNode> lines(String type) {
        return journal().stream()
                .filter(line -> line.path("type").asText().equals(type))
                .toList();
    }

    /** The types of the journal's lines that are among these, in order. */
    List<String> course(String... types) {
        return journal().stream()
                .map(line -> line.path("type").asText())
                .filter(List.of(types)::contains)
                .toList();
    }

    @Override
    public String toString() {
        return id;
    }
}
