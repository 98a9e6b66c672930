package io.sluice.plan.engine;

import io.sluice.plan.Principal;

/** People who are in no list: which groups they are in is known when they come. */
@FunctionalInterface
public interface Visitors {
    /** Whether somebody was in a group when they came last. */
    boolean areIn(Principal person, String group);
}
