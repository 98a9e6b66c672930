package io.sluice.app.access;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which role may do what: the one place that says so, for the filters, the tests and the documentation. */
public final class AccessTable {
    private static final Map<Role, Set<Action>> MAY = new EnumMap<>(Map.of(
            Role.VIEWER, EnumSet.of(Action.READ),
            Role.SUBMITTER, EnumSet.of(Action.READ, Action.SUBMIT),
            Role.APPROVER, EnumSet.of(Action.READ, Action.APPROVE),
            Role.OPERATOR, EnumSet.of(Action.READ, Action.OPERATE, Action.REVERT),
            Role.ADMIN, EnumSet.allOf(Action.class),
            Role.BREAK_GLASS, EnumSet.of(Action.READ, Action.REVERT)));

    private AccessTable() {}

    /** All that a role may do. */
    public static Set<Action> of(Role role) {
        return Collections.unmodifiableSet(MAY.getOrDefault(role, Set.of()));
    }

    public static boolean may(Role role, Action action) {
        return of(role).contains(action);
    }

    /** The table as {@code docs/access.md} has it. */
    public static String markdown() {
        String head = Stream.concat(
                        Stream.of("role"), Arrays.stream(Action.values()).map(Action::word))
                .collect(joining(" | ", "| ", " |\n"));
        String rule = "|---".repeat(Action.values().length + 1) + "|\n";
        return head + rule + Arrays.stream(Role.values()).map(AccessTable::row).collect(joining());
    }

    private static String row(Role role) {
        return Stream.concat(
                        Stream.of(role.word()),
                        Arrays.stream(Action.values()).map(action -> may(role, action) ? "yes" : "–"))
                .collect(joining(" | ", "| ", " |\n"));
    }
}
