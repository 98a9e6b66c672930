package io.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.screen.ShownPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The service, by its REST API: the demo does nothing that curl could not. */
final class SluiceClient {
    private static final String PLANS = "/api/v1/plans";

    private final JsonHttp http;

    SluiceClient(JsonHttp http) {
        this.http = http;
    }

    String url() {
        return http.base().toString();
    }

    String plansUrl() {
        return url() + PLANS;
    }

    boolean answers() throws InterruptedException {
        try {
            return http.get(PLANS).ok();
        } catch (IOException e) {
            return false; // not yet, or no longer
        }
    }

    /** @throws DemoFailed with the first fault if the plan is refused */
    ShownPlan submit(PlanFile plan) throws IOException, InterruptedException {
        JsonHttp.Answer answer = http.post(PLANS, "application/yaml", plan.text());
        if (!answer.ok()) {
            throw new DemoFailed("the service refused %s: %s".formatted(plan.path(), problem(answer.body())));
        }
        return ShownPlan.of(answer.body());
    }

    ShownPlan plan(String id) throws IOException, InterruptedException {
        return ShownPlan.of(read(PLANS + "/" + id));
    }

    /** Whether the last look saw the side with all the traffic of each of the plan's routes. */
    boolean hasAll(String id, String side) throws IOException, InterruptedException {
        JsonNode routes = read(PLANS + "/" + id).path("routes");
        return !routes.isEmpty()
                && routes.valueStream()
                        .allMatch(route -> route.path("observed").path(side).asDouble() == 100);
    }

    List<ShownPlan> listPlans() throws IOException, InterruptedException {
        List<ShownPlan> plans = new ArrayList<>();
        read(PLANS).path("plans").forEach(plan -> plans.add(ShownPlan.of(plan)));
        return plans;
    }

    private JsonNode read(String path) throws IOException, InterruptedException {
        JsonHttp.Answer answer = http.get(path);
        if (!answer.ok()) {
            throw new IOException("GET %s: %d %s".formatted(path, answer.status(), problem(answer.body())));
        }
        return answer.body();
    }

    private static String problem(JsonNode problem) {
        JsonNode fault = problem.path("faults").path(0);
        return fault.isMissingNode()
                ? problem.path("detail").asText(problem.path("title").asText())
                : (fault.path("pointer").asText() + " " + fault.path("message").asText()).strip();
    }
}
