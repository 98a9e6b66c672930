package io.sluice.app.rest;

import io.sluice.provider.inmemory.Mishap;
import io.sluice.traffic.ProviderError;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Brings plans into each state that a plan can be in. */
final class States {
    private static final int FOR_EVER = 500;

    private final Service service;

    States(Service service) {
        this.service = service;
    }

    /** A new plan in a state. */
    String plan(String state) {
        String route = service.newRoute();
        return switch (state) {
            case "scheduled" -> service.submit(PlanText.of(route).with("/schedule", later()));
            case "shifting" -> {
                mishap(route, new Mishap.LoseRequest());
                String id = service.submit(PlanText.of(route));
                Await.until(
                        () -> service.plan(id),
                        plan -> plan.path("state").asText().equals("shifting")
                                && plan.path("step").asInt() == 1);
                yield id;
            }
            case "baking" -> baking(route);
            case "paused" -> {
                String id = baking(route);
                service.post("/api/v1/plans/" + id + "/pause", "");
                service.await(id, "held");
                yield id;
            }
            case "drifted" -> {
                String id = baking(route);
                service.cloud().strangerSets(route, Map.of(route + "-blue", 50, route + "-green", 50));
                service.await(id, "held");
                yield id;
            }
            case "reverting" -> {
                String id = baking(route);
                mishap(route, new Mishap.Refuse(new ProviderError.Unavailable("out of order")));
                service.post("/api/v1/plans/" + id + "/revert?wait=0s", "");
                yield id;
            }
            case "reverted" -> {
                String id = baking(route);
                service.post("/api/v1/plans/" + id + "/revert", "");
                service.await(id, "reverted");
                yield id;
            }
            case "completed" -> {
                String id = service.submit(PlanText.of(route).with("/steps", "[{\"setWeight\": 100}]"));
                service.await(id, "completed");
                yield id;
            }
            case "cancelled" -> {
                String id = baking(route);
                service.post("/api/v1/plans/" + id + "/cancel", "");
                yield id;
            }
            default -> throw new IllegalArgumentException(state);
        };
    }

    private String baking(String route) {
        String id = service.submit(PlanText.of(route));
        service.awaitBaking(id);
        return id;
    }

    private void mishap(String route, Mishap mishap) {
        for (int i = 0; i < FOR_EVER; i++) {
            service.cloud().onNextWrite(route, mishap);
        }
    }

    private static String later() {
        Instant start = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
        return "{\"startAt\": \"" + start + "\"}";
    }
}
