package io.sluice.app.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody is to the service; {@link AccessTable} says what each may do. */
public enum Role {
    VIEWER,
    SUBMITTER,
    APPROVER,
    OPERATOR,
    ADMIN,
    /** Only the break-glass credential has it; no setting gives it to anybody. */
    BREAK_GLASS;

    /** What it is called in files and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The role that settings mean by a word. */
    static Optional<Role> find(String word) {
        return Arrays.stream(values())
                .filter(role -> role != BREAK_GLASS && role.word().equals(word))
                .findFirst();
    }
}
