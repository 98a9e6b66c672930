package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patch (RFC 7396): objects merge, null removes, everything else, arrays too, is replaced. */
final class MergePatch {
    private MergePatch() {}

    static ObjectNode apply(ObjectNode patch, ObjectNode to) {
        ObjectNode merged = to.deepCopy();
        patch.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                merged.remove(field.getKey());
            } else if (value instanceof ObjectNode inner && merged.get(field.getKey()) instanceof ObjectNode before) {
                merged.set(field.getKey(), apply(inner, before));
            } else {
                merged.set(field.getKey(), value.deepCopy());
            }
        });
        return merged;
    }
}
