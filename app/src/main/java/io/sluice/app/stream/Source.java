package io.sluice.app.stream;

import io.sluice.app.store.Feed;
import io.sluice.app.store.Feed.Extent;
import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the events of a stream come from: what was before from the database, and what comes from a ring.
 *
 * <p>All methods throw {@link StoreUnavailable} if the store cannot be asked.
 */
sealed interface Source {
    /** From which places a reader can go on. */
    Extent extent();

    /** What was kept after a place; empty once there is no more. */
    Page after(long id);

    /** What a reader is told once it has seen what was before, or after some events were lost to it. */
    List<Frame> now(boolean lost);

    /**
     * A piece of what was kept.
     *
     * @param last up to which it goes, the id it was asked for if there is nothing
     */
    record Page(List<Frame> frames, long last) {}

    /** Lines in one piece; some hundred kilobytes. */
    int PAGE = 100;

    /** All plans. */
    record OfAll(Feed feed, Lines lines) implements Source {
        @Override
        public Extent extent() {
            return feed.extent();
        }

        @Override
        public Page after(long id) {
            List<Feed.Fed> read = feed.after(id, PAGE);
            List<Frame> frames = new ArrayList<>();
            read.forEach(fed -> lines.ofAll(fed).ifPresent(frames::add));
            return new Page(frames, read.isEmpty() ? id : read.getLast().number());
        }

        /** How plans looked meanwhile is nowhere kept. */
        @Override
        public List<Frame> now(boolean lost) {
            return lost ? List.of(Frame.reset()) : List.of();
        }
    }

    /** One plan. */
    record OfPlan(PlanId plan, PlanStore store, PlanFaces faces, Lines lines) implements Source {
        @Override
        public Extent extent() {
            return new Extent(store.plan(plan).version(), 0);
        }

        @Override
        public Page after(long id) {
            List<JournalLine> read = store.journal(plan, id, PAGE);
            return new Page(
                    read.stream().map(lines::ofPlan).toList(),
                    read.isEmpty() ? id : read.getLast().seq());
        }

        @Override
        public List<Frame> now(boolean lost) {
            Optional<Frame> look = faces.whole(plan).map(Frame::look);
            return look.stream().toList();
        }
    }
}
