package io.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The sandbox's own API: what its backends counted, and orders to misbehave. */
final class SandboxClient {
    private final JsonHttp http;

    SandboxClient(JsonHttp http) {
        this.http = http;
    }

    String url() {
        return http.base().toString();
    }

    Counts counts() throws IOException, InterruptedException {
        Map<String, Counts.Count> counts = new HashMap<>();
        JsonHttp.Answer answer = http.get("/sandbox/requests");
        answer.body()
                .properties()
                .forEach(backends -> counts.put(
                        backends.getKey(),
                        new Counts.Count(
                                backends.getValue().path("total").asLong(),
                                backends.getValue().path("errors").asLong())));
        return new Counts(counts);
    }

    /**
     * Which of its backends a plan's sides are. The sandbox tells in which words plans name each of them; that of a side is the
     * one of which every word stands in the plan.
     */
    PlanBackends backends(PlanFile plan) throws IOException, InterruptedException {
        JsonNode known = http.get("/sandbox/world").body().path("backends");
        Map<String, Map<String, String>> byRoute = new HashMap<>();
        for (PlanFile.RouteSide side : plan.sides()) {
            for (JsonNode backends : known) {
                if (isNamed(backends.path("address"), side.address())) {
                    byRoute.computeIfAbsent(side.route(), _ -> new HashMap<>())
                            .put(side.side(), backends.path("name").asText());
                }
            }
        }
        return new PlanBackends(byRoute);
    }

    private static boolean isNamed(JsonNode words, Map<String, String> written) {
        return !words.isEmpty()
                && words.properties().stream()
                        .allMatch(word -> word.getValue().asText().equals(written.get(word.getKey())));
    }

    /** All backends of the name answer after this long; so small a time that a busy machine does not drown it. */
    void slowDown(String backends, int latencyMillis) throws IOException, InterruptedException {
        order("/sandbox/backends/" + backends, "{\"latencyMillis\": %d}".formatted(latencyMillis));
    }

    /** Once the backends have this share of the weight, they answer so many of their requests with errors. */
    void breakDown(String backends, int atWeightPercent, int errorPercent) throws IOException, InterruptedException {
        order(
                "/sandbox/faults",
                "{\"backend\": {\"targetGroup\": \"%s\", \"errorPercent\": %d}, \"whenWeightPercent\": %d}"
                        .formatted(backends, errorPercent, atWeightPercent));
    }

    private void order(String path, String order) throws IOException, InterruptedException {
        JsonHttp.Answer answer = http.post(path, "application/json", order);
        if (!answer.ok()) {
            throw new DemoFailed("the sandbox refused an order: "
                    + answer.body().path("error").asText());
        }
    }
}
