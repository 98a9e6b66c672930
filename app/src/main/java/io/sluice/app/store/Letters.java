package io.sluice.app.store;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import java.util.List;

/** Says what is to be told of journal lines, and to whom. */
@FunctionalInterface
public interface Letters {
    /** Nobody is told anything. */
    Letters NONE = (_, _) -> List.of();

    /**
     * One thing to tell one receiver.
     *
     * @param seq of the line that it tells of; a receiver is told of a line once
     * @param text what the receiver's own kind makes a message of
     */
    record Letter(long seq, String receiver, String text) {}

    /**
     * What lines give to tell. It is asked before the lines are kept, and perhaps more than once; it must not fail, since the plan
     * comes first.
     *
     * @param before the plan that the first of the lines follows
     */
    List<Letter> of(Plan before, List<JournalLine> lines);
}
