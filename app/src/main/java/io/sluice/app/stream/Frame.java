package io.sluice.app.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.app.stream.PlanFaces.Face;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One server-sent event. It is made once, and all readers who may see all of it are sent the same bytes. */
final class Frame {
    private final OptionalLong id;
    private final String event;
    private final List<Face> plans;
    private final byte[] whole;

    private Frame(OptionalLong id, String event, List<Face> plans) {
        this.id = id;
        this.event = event;
        this.plans = List.copyOf(plans);
        this.whole = bytes(plans);
    }

    /** A line of a journal; whoever comes again says its id. */
    static Frame journal(long id, Face line) {
        return new Frame(OptionalLong.of(id), "journal", List.of(line));
    }

    /** How a plan looks now. */
    static Frame look(Face plan) {
        return new Frame(OptionalLong.empty(), "look", List.of(plan));
    }

    /** How some plans look now. */
    static Frame changed(List<Face> plans) {
        return new Frame(OptionalLong.empty(), "plans", plans);
    }

    /** Something is missing here that is not to be had: load everything anew. */
    static Frame reset() {
        return new Frame(OptionalLong.empty(), "reset", List.of());
    }

    /** The same, from a place to which a reader can come back. */
    static Frame reset(long id) {
        return new Frame(OptionalLong.of(id), "reset", List.of());
    }

    /** By which a reader comes back to this place; most events have none and are not told again. */
    OptionalLong id() {
        return id;
    }

    boolean isReset() {
        return event.equals("reset");
    }

    /** About as many bytes as it takes in memory. */
    int size() {
        return 200
                + whole.length
                + plans.stream().mapToInt(plan -> 100 + plan.json().length()).sum();
    }

    /** What goes over the wire to somebody who may see plans of some labels; empty if nothing is left of it. */
    Optional<byte[]> text(Predicate<Map<String, String>> sees) {
        List<Face> seen =
                plans.stream().filter(plan -> sees.test(plan.labels())).toList();
        if (seen.size() == plans.size()) {
            return Optional.of(whole);
        }
        return seen.isEmpty() ? Optional.empty() : Optional.of(bytes(seen));
    }

    private byte[] bytes(List<Face> some) {
        String data = some.isEmpty()
                ? "{}"
                : event.equals("plans")
                        ? some.stream().map(Face::json).collect(Collectors.joining(",", "{\"changed\":[", "]}"))
                        : some.getFirst().json();
        String place = id.isPresent() ? "id: " + id.getAsLong() + "\n" : "";
        return (place + "event: " + event + "\ndata: " + data + "\n\n").getBytes(UTF_8);
    }
}
