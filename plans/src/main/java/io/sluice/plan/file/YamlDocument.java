package io.sluice.plan.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * One YAML document, read as the tree that JSON would have: no anchors, no tags, no merge keys, each key once.
 *
 * <p>It is built from the parser's events, because the usual loaders resolve or drop exactly what has to be refused.
 */
final class YamlDocument {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ParserImpl events;

    private YamlDocument(String text) {
        this.events = new ParserImpl(new StreamReader(text), new LoaderOptions());
    }

    static JsonNode read(String text) throws MalformedPlan {
        try {
            return new YamlDocument(text).document();
        } catch (MarkedYAMLException broken) {
            throw broken.getProblemMark() == null
                    ? new MalformedPlan(broken.getProblem())
                    : at(broken.getProblemMark(), broken.getProblem());
        } catch (YAMLException unreadable) {
            throw new MalformedPlan("the file holds characters that YAML does not allow");
        }
    }

    private JsonNode document() throws MalformedPlan {
        events.getEvent(); // the stream's start
        if (!(events.getEvent() instanceof DocumentStartEvent start)) {
            throw new MalformedPlan("the file is empty");
        }
        if (start.getVersion() != null
                || (start.getTags() != null && !start.getTags().isEmpty())) {
            throw at(start.getStartMark(), "directives (%) are not allowed");
        }
        JsonNode root = node("", 1);
        events.getEvent(); // the document's end
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            throw at(events.peekEvent().getStartMark(), "a second document begins; a file holds one");
        }
        return root;
    }

    private JsonNode node(String pointer, int level) throws MalformedPlan {
        Event event = events.getEvent();
        if (level > Bounds.LEVELS + 1) {
            throw at(event.getStartMark(), Bounds.IN_WORDS);
        }
        refuseDecoration((NodeEvent) event);
        return switch (event) {
            case ScalarEvent scalar -> YamlScalar.toJson(scalar, pointer, JSON);
            case SequenceStartEvent _ -> list(pointer, level);
            case MappingStartEvent _ -> object(pointer, level);
            default -> throw at(event.getStartMark(), "a value is missing");
        };
    }

    private ArrayNode list(String pointer, int level) throws MalformedPlan {
        ArrayNode list = JSON.arrayNode();
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            list.add(node(pointer + "/" + list.size(), level + 1));
        }
        events.getEvent();
        return list;
    }

    private ObjectNode object(String pointer, int level) throws MalformedPlan {
        ObjectNode object = JSON.objectNode();
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            Event event = events.getEvent();
            refuseDecoration((NodeEvent) event);
            if (!(event instanceof ScalarEvent key)) {
                throw at(event.getStartMark(), "a key is a single word");
            }
            if (key.isPlain() && key.getValue().equals("<<")) {
                throw at(event.getStartMark(), "merge keys (<<) are not allowed; write the fields out");
            }
            String below = pointer + "/" + Pointers.escape(key.getValue());
            if (object.has(key.getValue())) {
                throw at(below, event.getStartMark(), PlainWords.quote(key.getValue()) + " is given twice");
            }
            object.set(key.getValue(), node(below, level + 1));
        }
        events.getEvent();
        return object;
    }

    private static void refuseDecoration(NodeEvent event) throws MalformedPlan {
        if (event instanceof AliasEvent) {
            throw at(event.getStartMark(), "aliases (*) are not allowed; write the value out");
        }
        if (event.getAnchor() != null) {
            throw at(event.getStartMark(), "anchors (&) are not allowed");
        }
        boolean tagged = switch (event) {
            case ScalarEvent scalar -> scalar.getTag() != null;
            case CollectionStartEvent collection -> collection.getTag() != null;
            default -> false;
        };
        if (tagged) {
            throw at(event.getStartMark(), "tags (!) are not allowed");
        }
    }

    private static MalformedPlan at(Mark place, String message) {
        return at("", place, message);
    }

    static MalformedPlan at(String pointer, Mark place, String message) {
        return MalformedPlan.at(pointer, place.getLine() + 1, place.getColumn() + 1, message);
    }
}
