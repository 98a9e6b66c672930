package io.sluice.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One HTTP request as it came in; header names are in lower case. */
@SuppressWarnings("ArrayRecordComponent") // bodies are passed on, never compared
public record Request(String method, String target, Map<String, String> headers, byte[] body) {

    public static Request get(String target) {
        return new Request("GET", target, Map.of(), new byte[0]);
    }

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    public Optional<String> queryParameter(String name) {
        int query = target.indexOf('?');
        return query < 0
                ? Optional.empty()
                : Optional.ofNullable(formFields(target.substring(query + 1)).get(name));
    }

    /** How much it is on the wire, head and body. */
    public long bytes() {
        return Wire.bytes("127.0.0.1", this);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Takes {@code a=1&b=2} apart, keeping the order. */
    public static Map<String, String> formFields(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        int from = 0;
        while (from < form.length()) {
            int end = form.indexOf('&', from);
            int to = end < 0 ? form.length() : end;
            int equals = form.indexOf('=', from);
            if (equals > from && equals < to) {
                fields.put(decoded(form.substring(from, equals)), decoded(form.substring(equals + 1, to)));
            } else if (to > from) {
                fields.put(decoded(form.substring(from, to)), "");
            }
            from = to + 1;
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
