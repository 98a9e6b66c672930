package io.sluice.sandbox.faults;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** Changes on order that wait for their moment, each to come once. */
public final class ScriptedChanges {
    private final List<Waiting> waiting = new ArrayList<>();

    private record Waiting(Trigger trigger, Runnable change) {}

    public synchronized void add(Trigger trigger, Runnable change) {
        waiting.add(new Waiting(trigger, change));
    }

    public synchronized List<Trigger> triggers() {
        return waiting.stream().map(Waiting::trigger).toList();
    }

    public synchronized void clear() {
        waiting.clear();
    }

    /** Carries out those whose moment has come. */
    public void carryOut(Predicate<Trigger> hasCome) {
        due(hasCome).forEach(Runnable::run);
    }

    private synchronized List<Runnable> due(Predicate<Trigger> hasCome) {
        List<Runnable> due = new ArrayList<>();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting one = each.next();
            if (hasCome.test(one.trigger())) {
                each.remove();
                due.add(one.change());
            }
        }
        return due;
    }
}
