package io.sluice.app.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the sources say of records and their components. The compiler keeps it beside the classes, so that nobody has to write it a
 * second time for those who read of the API.
 */
final class Docs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PART = Pattern.compile("(?m)^ *@param +(\\w+) +");
    private static final Pattern TAG = Pattern.compile("(?m)^ *@");
    private static final Pattern CODE = Pattern.compile("\\{@code +([^}]*)}");
    private static final Pattern LINK = Pattern.compile("\\{@link +(?:[\\w.#]*[.#])?([^} ]*)[^}]*}");

    /** What a record is; the class's own words. */
    Optional<String> of(Class<?> type) {
        return comment(type).map(comment -> {
            Matcher tag = TAG.matcher(comment);
            return plain(tag.find() ? comment.substring(0, tag.start()) : comment);
        });
    }

    /** What a component of it is. */
    Optional<String> of(Class<?> type, String part) {
        return comment(type).flatMap(comment -> {
            Matcher here = PART.matcher(comment);
            while (here.find()) {
                if (here.group(1).equals(part)) {
                    String rest = comment.substring(here.end());
                    Matcher next = TAG.matcher(rest);
                    return Optional.of(plain(next.find() ? rest.substring(0, next.start()) : rest));
                }
            }
            return Optional.empty();
        });
    }

    private static Optional<String> comment(Class<?> type) {
        String name = "/" + type.getName().replace('.', '/') + "__Javadoc.json";
        try (InputStream in = type.getResourceAsStream(name)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(JSON.readTree(in).path("doc").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String comment) {
        String text = CODE.matcher(comment).replaceAll("`$1`");
        return LINK.matcher(text)
                .replaceAll("$1")
                .strip()
                .replaceAll("\\s*<p>\\s*", " ")
                .replaceAll("\\s+", " ");
    }
}
