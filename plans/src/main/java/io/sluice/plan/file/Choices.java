package io.sluice.plan.file;

import java.util.Locale;

/** Reads a word that stands for one of a few constants. */
final class Choices {
    private Choices() {}

    static <E extends Enum<E>> E of(Written owner, String field, Class<E> constants, E otherwise) {
        String word = owner.text(field).orElse(otherwise.name());
        for (E constant : constants.getEnumConstants()) {
            if (constant.name().replace("_", "").equals(word.replace("_", "").toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        owner.field(field).ifPresent(written -> written.fault("is no word of this release"));
        return otherwise;
    }
}
