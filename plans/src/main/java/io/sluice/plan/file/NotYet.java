package io.sluice.plan.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What plans may ask for in a later release, and what this one says to it.
 *
 * <p>Better refused than read and ignored: an approval that nobody waits for is worse than none.
 */
final class NotYet {
    private static final String NOT_YET = " not carried out yet by this release";

    private static final List<Later> ALL =
            List.of(new Later("/onDrift", "reassert|adopt", "onDrift other than hold and revert is"));

    private NotYet() {}

    static Optional<String> find(String pointer, JsonNode value) {
        return ALL.stream()
                .filter(later -> later.fits(pointer, value))
                .findFirst()
                .map(later -> later.what + NOT_YET);
    }

    private record Later(Pattern place, Pattern value, String what) {
        Later(String place, String value, String what) {
            this(Pattern.compile(place), Pattern.compile(value), what);
        }

        boolean fits(String pointer, JsonNode written) {
            return place.matcher(pointer).matches()
                    && value.matcher(written.asText()).matches();
        }
    }
}
