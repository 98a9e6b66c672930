package io.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.provider.QueryTemplate;
import io.sluice.traffic.Fault;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A path after a source's base, perhaps with a query, and with places to fill. */
record PathTemplate(QueryTemplate template, List<Fault> faults) {
    /** What RFC 3986 lets stand in a path and a query, and percent signs only before two digits. */
    private static final Pattern PLAIN = Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");

    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
    private static final Pattern ELSEWHERE = Pattern.compile("//|/\\.\\.?(/|$)");

    private static final int LONGEST = 8_000;

    PathTemplate {
        faults = List.copyOf(faults);
    }

    static PathTemplate of(String text, String pointer) {
        QueryTemplate template = QueryTemplate.of(text, pointer);
        List<Fault> faults = new ArrayList<>(template.faults());
        if (faults.isEmpty()) {
            String around = text.replaceAll("\\{\\{[^{}]*}}", "x");
            if (!around.startsWith("/")) {
                faults.add(new Fault(pointer, "must begin with a slash: it follows the source's url"));
            } else if (!PLAIN.matcher(around).matches()) {
                faults.add(
                        new Fault(pointer, "must be a path and a query in which everything else is percent-encoded"));
            } else if (leaves(around)) {
                faults.add(new Fault(pointer, "must not have . or .. or nothing between two slashes"));
            }
        }
        return new PathTemplate(template, faults);
    }

    /**
     * The path for one question.
     *
     * @throws ProviderException invalid, if a name would lead elsewhere
     */
    String fill(MetricQuery query) {
        String path = template.fill(query, (_, value) -> encoded(value.text()));
        if (leaves(path) || path.length() > LONGEST) {
            throw new ProviderException(new ProviderError.Invalid(
                    "the path would lead elsewhere or be too long with the names of side " + query.side()));
        }
        return path;
    }

    /** Whether a server, or something in between, may take it for another path than the one that is written. */
    private static boolean leaves(String path) {
        String steps = path.split("\\?", 2)[0].toLowerCase(Locale.ROOT).replace("%2e", ".");
        return ELSEWHERE.matcher(steps).find();
    }

    /** Everything but letters, digits and -._~ by its bytes. */
    private static String encoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : value.getBytes(UTF_8)) {
            boolean plain =
                    one >= 0 && UNRESERVED.matcher(Character.toString(one)).matches();
            encoded.append(plain ? Character.toString(one) : String.format("%%%02X", one));
        }
        return encoded.toString();
    }
}
