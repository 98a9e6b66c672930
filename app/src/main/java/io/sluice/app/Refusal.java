package io.sluice.app;

import com.fasterxml.jackson.databind.JsonMappingException;
import io.sluice.traffic.ProviderException;
import java.util.regex.Pattern;

/** Why the service does not start, in one line. */
final class Refusal {
    /** Whose class or method it was helps nobody who writes a configuration. */
    private static final Pattern INSIDE = Pattern.compile("Cannot construct instance of .*?, problem: "
            + "| as a subtype of `[^`]*`"
            + "| subtype of \\[[^]]*]"
            + "| \\(for POJO property [^)]*\\)"
            + "|\\s+at \\[Source: [^]]*]"
            + "| \\(through reference chain: [^)]*\\)"
            + "|\\b(\\w+\\.)+\\w+Exception: ");

    /** A text or a list where a thing with fields belongs; Jackson repeats the text, which may be a user with a password. */
    private static final Pattern SHAPE = Pattern.compile(
            "(?s)Cannot (?:construct instance|deserialize value) of (?:type )?"
                    + "`[^`]*`(?: \\([^)]*\\): no \\S+ constructor/factory method to deserialize)? from (\\w+) value \\(.*\\)");

    /** A line of the configuration, under which a parser shows where it stopped: there may be a secret in it. */
    private static final Pattern SNIPPET = Pattern.compile("(, line \\d+, column \\d+):\\n.*\\n\\s*\\^");

    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}]+");

    private Refusal() {}

    static String sentence(Throwable failure) {
        String message = said(failure);
        Throwable deepest = deepest(failure);
        String cause = said(deepest);
        boolean tells = message.contains(cause) || deepest instanceof JsonMappingException;
        return SPACE.matcher(tells ? message : message + ": " + cause)
                .replaceAll(" ")
                .strip();
    }

    private static String said(Throwable failure) {
        if (failure
                instanceof ProviderException refused) { // of which kind it is says nothing where nobody was asked yet
            return refused.error().detail();
        }
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        String own = SNIPPET.matcher(message).replaceAll("$1;");
        String plain = SHAPE.matcher(own).replaceAll("no $1 is expected there");
        return INSIDE.matcher(plain).replaceAll("");
    }

    private static Throwable deepest(Throwable failure) {
        Throwable deepest = failure;
        for (int i = 0; i < 20 && deepest.getCause() != null; i++) { // causes may go round in a ring
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
