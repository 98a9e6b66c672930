package io.sluice.app.store;

import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Goes through the lines of one journal, wherever they are kept, and stops at the first that is not the one that was written. */
final class ChainWalk {
    private final JournalCodec codec;
    private final List<JournalLine> lines = new ArrayList<>();
    private String hash;
    private Optional<String> fault = Optional.empty();

    ChainWalk(PlanId plan, JournalCodec codec) {
        this.hash = plan.value();
        this.codec = codec;
    }

    void next(JournalRows.Stored stored) {
        if (fault.isEmpty()) {
            fault = faultOf(stored);
        }
    }

    private Optional<String> faultOf(JournalRows.Stored stored) {
        long seq = lines.size() + 1L;
        if (stored.seq() != seq) {
            return Optional.of("line " + seq + " is missing");
        }
        hash = JournalChain.next(hash, stored.text());
        if (!stored.hash().equals(hash)) {
            return Optional.of("line " + seq + " is not the one that was written");
        }
        try {
            JournalLine line = codec.readLine(stored.text());
            lines.add(line);
            boolean same = line.seq() == seq
                    && Times.column(line.at()).toInstant().equals(stored.at())
                    && JournalCodec.type(line.event()).equals(stored.type())
                    && line.by().name().equals(stored.by());
            return same
                    ? Optional.empty()
                    : Optional.of("the copies beside line " + seq + " are not those of the line");
        } catch (IllegalArgumentException e) {
            return Optional.of("line " + seq + " cannot be read by this release");
        }
    }

    /**
     * What is wrong with all of it.
     *
     * @param head what the plan's row says of its last line
     */
    Optional<String> end(PlanRows.Head head) {
        return fault.or(() -> lines.size() == head.version() && hash.equals(head.hash())
                ? Optional.empty()
                : Optional.of("the journal ends at line %d and not as its plan does, at %d"
                        .formatted(lines.size(), head.version())));
    }

    /** Those that are as they were written. */
    List<JournalLine> lines() {
        return lines;
    }
}
