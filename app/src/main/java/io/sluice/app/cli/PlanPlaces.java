package io.sluice.app.cli;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where in a plan's file the things are that faults point at; JSON is YAML as far as this goes. */
final class PlanPlaces {
    private final Optional<Node> root;

    /** Those of a file that may be anything; of one that cannot be read no place is known. */
    PlanPlaces(String text) {
        this.root = read(text);
    }

    private static Optional<Node> read(String text) {
        try {
            return Optional.ofNullable(new Yaml(new LoaderOptions()).compose(new StringReader(text)));
        } catch (YAMLException e) {
            return Optional.empty(); // the service says what is wrong with it, and where
        }
    }

    /** The line of what a pointer means, counted from 1; of what is missing that of what it is missing in. */
    Optional<Integer> line(String pointer) {
        if (root.isEmpty() || !(pointer.isEmpty() || pointer.startsWith("/"))) {
            return Optional.empty();
        }
        JsonPointer rest = JsonPointer.compile(pointer);
        Node node = root.get();
        int line = node.getStartMark().getLine();
        while (!rest.matches()) {
            Optional<Step> next = step(node, rest);
            if (next.isEmpty()) {
                break;
            }
            node = next.get().to();
            line = next.get().line();
            rest = rest.tail();
        }
        return Optional.of(line + 1);
    }

    /** One step down: a member begins where its name is written. */
    private record Step(Node to, int line) {}

    private static Optional<Step> step(Node node, JsonPointer pointer) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(pointer.getMatchingProperty())) {
                    return Optional.of(
                            new Step(member.getValueNode(), name.getStartMark().getLine()));
                }
            }
        }
        int index = pointer.getMatchingIndex();
        if (node instanceof SequenceNode sequence
                && index >= 0
                && index < sequence.getValue().size()) {
            Node element = sequence.getValue().get(index);
            return Optional.of(new Step(element, element.getStartMark().getLine()));
        }
        return Optional.empty();
    }
}
