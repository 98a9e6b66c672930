package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.plan.PlanId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds plans as people name them: by id, or by the name of one that is under way. */
final class PlanIds {
    private final ServiceClient service;

    PlanIds(ServiceClient service) {
        this.service = service;
    }

    List<String> all(List<String> named) throws CommandFailed, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (String name : named) {
            String id = one(name);
            if (!ids.contains(id)) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** @throws CommandFailed if there is no such plan, or there are several */
    String one(String named) throws CommandFailed, InterruptedException {
        Optional<PlanId> id = PlanId.find(named);
        if (id.isPresent()) {
            return id.get().value();
        }
        List<String> found = new ArrayList<>();
        PlanPages.summaries(service, PlanPages.UNDER_WAY).forEach(Integer.MAX_VALUE, plan -> {
            if (plan.path("name").asText().equals(named)) {
                found.add(plan.path("id").asText());
            }
        });
        if (found.isEmpty()) {
            throw new CommandFailed(
                    Exit.NOT_FOUND, "no plan under way is called %s; others are named by id".formatted(named));
        }
        if (found.size() > 1) {
            throw new CommandFailed(
                    Exit.USAGE, "%d plans are called %s: %s".formatted(found.size(), named, String.join(", ", found)));
        }
        return found.getFirst();
    }

    JsonNode plan(String id) throws CommandFailed, InterruptedException {
        return service.get(ServiceClient.plan(id)).json();
    }
}
