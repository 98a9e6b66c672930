package io.sluice.plan.file;

import io.sluice.traffic.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with one plan, as far as it was read: one fault for each place, the first that was found. */
final class Faults {
    /** Nobody reads more, and an answer must not be larger than what was sent. */
    private static final int MOST_LISTED = 100;

    private final Map<String, Fault> byPointer = new LinkedHashMap<>();

    void add(String pointer, String message) {
        byPointer.putIfAbsent(pointer, new Fault(pointer, message));
    }

    boolean at(String pointer) {
        return byPointer.containsKey(pointer);
    }

    boolean any() {
        return !byPointer.isEmpty();
    }

    List<Fault> list() {
        List<Fault> all = new ArrayList<>(byPointer.values());
        if (all.size() <= MOST_LISTED) {
            return all;
        }
        List<Fault> listed = new ArrayList<>(all.subList(0, MOST_LISTED));
        listed.add(new Fault("", "and " + (all.size() - MOST_LISTED) + " more faults"));
        return listed;
    }
}
