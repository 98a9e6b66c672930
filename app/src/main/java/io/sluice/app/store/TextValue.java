package io.sluice.app.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A type whose values are one text each in JSON, as values and as keys. */
record TextValue<T>(Class<T> type, Function<T, String> write, Function<String, T> read) {
    static <T> TextValue<T> of(Class<T> type, Function<T, String> write, Function<String, T> read) {
        return new TextValue<>(type, write, read);
    }

    /** Constants by their names in lower case with hyphens. */
    static <T extends Enum<T>> TextValue<T> ofEnum(Class<T> type) {
        Map<String, T> constants = new HashMap<>();
        for (T constant : type.getEnumConstants()) {
            constants.put(word(constant), constant);
        }
        return of(type, TextValue::word, text -> {
            T constant = constants.get(text);
            if (constant == null) {
                throw new IllegalArgumentException("none of " + constants.keySet());
            }
            return constant;
        });
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    void addTo(SimpleModule module) {
        module.addSerializer(type, new Writer());
        module.addDeserializer(type, new Reader());
        module.addKeyDeserializer(type, new KeyReader());
    }

    private T parse(String text, DeserializationContext context) throws IOException {
        try {
            return read.apply(text);
        } catch (RuntimeException e) {
            throw context.weirdStringException(text, type, String.valueOf(e.getMessage()));
        }
    }

    private final class Writer extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(write.apply(value));
        }
    }

    private final class Reader extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(type);
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (!json.hasToken(JsonToken.VALUE_STRING)) {
                throw context.wrongTokenException(json, type, JsonToken.VALUE_STRING, "a text is expected");
            }
            return parse(json.getText(), context);
        }
    }

    private final class KeyReader extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            return parse(key, context);
        }
    }
}
