package io.sluice.app.cli;

import static io.sluice.app.cli.ServiceClient.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Plans of a service, page by page. */
final class PlanPages {
    /** States of plans that have not ended. */
    static final List<Filter> UNDER_WAY =
            Filter.states(List.of("scheduled", "shifting", "baking", "held", "reverting"));

    /** The largest that a service gives. */
    private static final int PAGE = 200;

    /** The same of plans in short. */
    private static final int SUMMARIES = 1000;

    private final ServiceClient service;
    private final List<Filter> filters;
    private final int largest;

    private PlanPages(ServiceClient service, List<Filter> filters, int largest) {
        this.service = service;
        this.filters = List.copyOf(filters);
        this.largest = largest;
    }

    /** Plans whole. */
    static PlanPages whole(ServiceClient service, List<Filter> filters) {
        return new PlanPages(service, filters, PAGE);
    }

    /** Plans in short, for whoever wants to know little of many. */
    static PlanPages summaries(ServiceClient service, List<Filter> filters) {
        List<Filter> all = new ArrayList<>(filters);
        all.add(new Filter("view", "summary"));
        return new PlanPages(service, all, SUMMARIES);
    }

    /** A part of a query. */
    record Filter(String name, String value) {
        static List<Filter> states(List<String> states) {
            return states.stream().map(state -> new Filter("state", state)).toList();
        }

        private String text() {
            return name + "=" + encoded(value);
        }
    }

    /** Shows at most so many plans to somebody; where to go on, if there are more. */
    Optional<String> forEach(int most, Consumer<JsonNode> each) throws CommandFailed, InterruptedException {
        return forEach(Optional.empty(), most, each);
    }

    /** @param after a cursor that this or a service has given */
    Optional<String> forEach(Optional<String> after, int most, Consumer<JsonNode> each)
            throws CommandFailed, InterruptedException {
        Optional<String> cursor = after;
        int left = most;
        do {
            JsonNode page = page(cursor, Math.min(left, largest));
            page.path("plans").forEach(each);
            left -= Math.max(
                    1, page.path("plans").size()); // a service that gives empty pages must not hold us for ever
            cursor = Optional.ofNullable(page.path("next").textValue());
        } while (cursor.isPresent() && left > 0);
        return cursor;
    }

    private JsonNode page(Optional<String> cursor, int size) throws CommandFailed, InterruptedException {
        String query = filters.stream().map(filter -> filter.text() + "&").collect(Collectors.joining());
        String place = cursor.map(after -> "&after=" + encoded(after)).orElse("");
        return service.get("%s?%slimit=%d%s".formatted(ServiceClient.PLANS, query, size, place))
                .json();
    }
}
