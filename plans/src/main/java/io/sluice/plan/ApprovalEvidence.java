package io.sluice.plan;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What people who approve have seen; their yes is for this and for nothing else.
 *
 * @param digest of the plan as it was written
 * @param step the approval's own, counted from 1
 * @param gates how each stood when they were asked
 */
public record ApprovalEvidence(String digest, int step, Map<String, Verdict> gates) {
    public ApprovalEvidence {
        gates = Collections.unmodifiableMap(new TreeMap<>(gates));
    }
}
