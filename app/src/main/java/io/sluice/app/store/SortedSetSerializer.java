package io.sluice.app.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** A set as a list in the order of its members, so that equal sets have one text. */
final class SortedSetSerializer extends StdSerializer<Set<?>> {
    private static final long serialVersionUID = 1L;

    SortedSetSerializer() {
        super(Set.class, false);
    }

    @Override
    public void serialize(Set<?> set, JsonGenerator json, SerializerProvider provider) throws IOException {
        json.writeStartArray();
        for (Object member : new TreeSet<>(set)) {
            provider.defaultSerializeValue(member, json);
        }
        json.writeEndArray();
    }
}
