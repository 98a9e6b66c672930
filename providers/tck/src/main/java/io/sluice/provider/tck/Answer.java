package io.sluice.provider.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What a cloud, or somebody in its place, says. */
public record Answer(int status, Map<String, String> headers, String body) {
    public static Answer json(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "application/json; charset=UTF-8"), body);
    }

    public static Answer xml(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "text/xml"), body);
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    void send(HttpExchange http) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        headers.forEach(http.getResponseHeaders()::set);
        http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            http.getResponseBody().write(bytes);
        }
    }
}
