package io.sluice.app.stream;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sluice.app.store.Feed.Fed;
import io.sluice.app.store.JournalCodec;
import io.sluice.app.stream.PlanFaces.Face;
import io.sluice.app.stream.PlanFaces.Name;
import io.sluice.plan.JournalLine;
import java.util.Map;
import java.util.Optional;

/** Journal lines as events. */
final class Lines {
    private final Names names;
    private final JournalCodec codec = new JournalCodec();

    Lines(Names names) {
        this.names = names;
    }

    /** In the stream of all plans; empty for a plan that was archived since. */
    Optional<Frame> ofAll(Fed fed) {
        return fed.line().isEmpty()
                ? Optional.empty()
                : names.find(fed.plan()).map(name -> {
                    String head = "{\"plan\":\"" + fed.plan() + "\",\"name\":\""
                            + new String(JsonStringEncoder.getInstance().quoteAsString(name.name())) + "\",";
                    // What is stored is an object with fields, in one line.
                    return frame(fed.number(), name, head + fed.line().substring(1));
                });
    }

    /** The same line in the stream of its plan. */
    Optional<Frame> ofPlan(Fed fed) {
        return fed.line().isEmpty()
                ? Optional.empty()
                : names.find(fed.plan()).map(name -> frame(fed.seq(), name, fed.line()));
    }

    /** A line in the stream of its plan, read from the journal. */
    Frame ofPlan(JournalLine line) {
        return Frame.journal(line.seq(), new Face(Map.of(), codec.write(line)));
    }

    private static Frame frame(long id, Name name, String json) {
        return Frame.journal(id, new Face(name.labels(), json));
    }
}
