package io.sluice.app.cluster;

import io.sluice.app.store.Nodes.Node;
import io.sluice.app.store.Nodes.Self;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who was there at the last beat, for telling people who came and who went. */
public final class Roster {
    private final Self self;
    private final Map<String, Node> known = new LinkedHashMap<>();
    private final Set<String> namesakes = new HashSet<>();

    /** @param self this node */
    Roster(Self self) {
        this.self = self;
    }

    /** Something to say. */
    record News(boolean isTrouble, String text) {}

    /**
     * What is new since the last time.
     *
     * @param hasLeft whether a node that is not live any more said itself that it goes
     */
    List<News> follow(List<Node> live, Predicate<String> hasLeft) {
        List<News> news = new ArrayList<>();
        Set<String> ids = live.stream().map(Node::id).collect(Collectors.toSet());
        for (Node was : List.copyOf(known.values())) {
            if (!ids.contains(was.id())) {
                known.remove(was.id());
                news.add(
                        hasLeft.test(was.id())
                                ? new News(false, described(was) + " has stopped")
                                : new News(true, described(was) + " is lost: it was not heard of for 2 seconds"));
            }
        }
        for (Node node : live) {
            if (known.put(node.id(), node) == null && !node.id().equals(self.id())) {
                news.add(new News(false, described(node) + " is there"));
                otherZones(node).ifPresent(news::add);
            }
        }
        namesakes(live).stream()
                .map(name -> new News(
                        true,
                        "two nodes are named " + name + ", on " + hosts(name, live)
                                + ", which harms nothing but people who read the log"))
                .forEach(news::add);
        return news;
    }

    private Optional<News> otherZones(Node node) {
        return node.self().timeZones().equals(self.timeZones())
                ? Optional.empty()
                : Optional.of(new News(
                        true,
                        "node %s has time zone data %s and this one has %s: where a country changed its clocks in between, a window opens at one time here and at another there"
                                .formatted(node.self().name(), node.self().timeZones(), self.timeZones())));
    }

    /** Names that more than one has, each told once. */
    private Set<String> namesakes(List<Node> live) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = live.stream()
                .map(node -> node.self().name())
                .filter(name -> !seen.add(name))
                .collect(Collectors.toSet());
        namesakes.retainAll(twice);
        return twice.stream().filter(namesakes::add).collect(Collectors.toSet());
    }

    private static String hosts(String name, List<Node> live) {
        return live.stream()
                .map(Node::self)
                .filter(self -> self.name().equals(name))
                .map(Self::host)
                .collect(Collectors.joining(" and "));
    }

    /** A node's name, and its host where another has that name, too. */
    public static String named(Node node, List<Node> live) {
        String name = node.self().name();
        long all =
                live.stream().filter(other -> other.self().name().equals(name)).count();
        return all > 1 ? name + " on " + node.self().host() : name;
    }

    private static String described(Node node) {
        return "node %s (%s, release %s, id %s)"
                .formatted(node.self().name(), node.self().host(), node.self().release(), node.id());
    }
}
