package io.sluice.app.cli;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
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

    /**
     * Where something in the file begins, counted from 1 as editors do.
     *
     * @param column in characters
     */
    record At(int line, int column) {
        private static At of(Mark mark) {
            return new At(mark.getLine() + 1, mark.getColumn() + 1);
        }

        @Override
        public String toString() {
            return line + ":" + column;
        }
    }

    /** The place of what a pointer means: a member begins where its name is written; of what is missing that of what it is missing in. */
    Optional<At> place(String pointer) {
        if (root.isEmpty() || !(pointer.isEmpty() || pointer.startsWith("/"))) {
            return Optional.empty();
        }
        JsonPointer rest = JsonPointer.compile(pointer);
        Node node = root.get();
        At at = At.of(node.getStartMark());
        while (!rest.matches()) {
            Optional<Step> next = step(node, rest);
            if (next.isEmpty()) {
                break;
            }
            node = next.get().to();
            at = next.get().at();
            rest = rest.tail();
        }
        return Optional.of(at);
    }

    /** One step down. */
    private record Step(Node to, At at) {}

    private static Optional<Step> step(Node node, JsonPointer pointer) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(pointer.getMatchingProperty())) {
                    return Optional.of(new Step(member.getValueNode(), At.of(name.getStartMark())));
                }
            }
        }
        int index = pointer.getMatchingIndex();
        if (node instanceof SequenceNode sequence
                && index >= 0
                && index < sequence.getValue().size()) {
            Node element = sequence.getValue().get(index);
            return Optional.of(new Step(element, At.of(element.getStartMark())));
        }
        return Optional.empty();
    }
}
