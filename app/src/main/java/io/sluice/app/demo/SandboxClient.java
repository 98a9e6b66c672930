package io.sluice.app.demo;

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
                .forEach(group -> counts.put(
                        group.getKey(),
                        new Counts.Count(
                                group.getValue().path("total").asLong(),
                                group.getValue().path("errors").asLong())));
        return new Counts(counts);
    }

    /** All backends of the target group answer after this long; so small a time that a busy machine does not drown it. */
    void slowDown(String group, int latencyMillis) throws IOException, InterruptedException {
        order("/sandbox/backends/" + group, "{\"latencyMillis\": %d}".formatted(latencyMillis));
    }

    /** Once the target group has this share of the weight, it answers so many of its requests with errors. */
    void breakDown(String group, int atWeightPercent, int errorPercent) throws IOException, InterruptedException {
        order(
                "/sandbox/faults",
                "{\"backend\": {\"targetGroup\": \"%s\", \"errorPercent\": %d}, \"whenWeightPercent\": %d}"
                        .formatted(group, errorPercent, atWeightPercent));
    }

    private void order(String path, String order) throws IOException, InterruptedException {
        JsonHttp.Answer answer = http.post(path, "application/json", order);
        if (!answer.ok()) {
            throw new DemoFailed("the sandbox refused an order: "
                    + answer.body().path("error").asText());
        }
    }
}
