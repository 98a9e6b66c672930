package io.sluice.app.stream;

import io.sluice.app.store.Feed;
import io.sluice.app.store.Feed.Fed;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has lines numbered, and follows the feed for this node while somebody listens: the only one that reads it for the live part of all
 * streams, however many there are.
 */
final class Tail {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    /** A page of the feed; some hundred kilobytes. */
    private static final int PAGE = 200;

    /** A mass of lines is told in pieces, and costs the database no more than that. */
    private static final Duration PACE = Duration.ofMillis(100);

    /** What other nodes have numbered is found at the latest after this. */
    private static final Duration WHILE_SOMEBODY_LISTENS = Duration.ofMillis(500);

    /** What a node left without a number when it died gets one at the latest after this. */
    private static final Duration WHILE_NOBODY_LISTENS = Duration.ofSeconds(5);

    private final Feed feed;
    private final Lines lines;
    private final Topics topics;
    private final Consumer<PlanId> grown;
    private Optional<Place> place = Optional.empty();

    /**
     * How far it is.
     *
     * @param line that has the number, if it was read: another one with that number means that the database has forgotten some
     */
    private record Place(long number, Optional<Fed> line) {}

    /** @param grown is told of each plan with a new line */
    Tail(Feed feed, Lines lines, Topics topics, Consumer<PlanId> grown) {
        this.feed = feed;
        this.lines = lines;
        this.topics = topics;
        this.grown = grown;
    }

    /** Gives numbers to what has none, a few times at most; whether more is left than that. */
    boolean number() {
        return feed.number() == Feed.AT_A_TIME;
    }

    /**
     * From now on follows the feed, if it does not already. Whoever listens calls this before reading what was there before, so that
     * nothing lies between the two.
     */
    synchronized void follow() {
        if (place.isEmpty()) {
            place = Optional.of(new Place(feed.extent().last(), Optional.empty()));
        }
    }

    /** Tells those who listen what is new. */
    synchronized void read() {
        if (!topics.isAnybodyListening()) {
            place = Optional.empty();
            return;
        }
        follow();
        while (readPage(place.orElseThrow())) {
            // a page is a page only so that nothing large is held at once
        }
    }

    /** Whether there may be more. */
    private boolean readPage(Place from) {
        // The line that was read last is read again, to see that it is the same.
        List<Fed> read = feed.after(from.number() - (from.line().isPresent() ? 1 : 0), PAGE);
        if (from.line().isPresent()) {
            if (read.isEmpty() || !isSame(read.getFirst(), from.line().get())) {
                startAnew();
                return false;
            }
            read = read.subList(1, read.size());
        }
        if (read.isEmpty()) {
            return false;
        }
        tell(read);
        place = Optional.of(new Place(read.getLast().number(), Optional.of(read.getLast())));
        return read.size() >= PAGE - 1;
    }

    private static boolean isSame(Fed one, Fed other) {
        return one.number() == other.number() && one.plan().equals(other.plan()) && one.seq() == other.seq();
    }

    private void tell(List<Fed> read) {
        if (topics.isAnybodyListeningToAll()) {
            List<Frame> frames = new ArrayList<>();
            read.forEach(fed -> lines.ofAll(fed).ifPresent(frames::add));
            topics.tellAll(frames);
        }
        Set<PlanId> plans = topics.plans();
        for (Fed fed : read) {
            if (plans.contains(fed.plan())) {
                lines.ofPlan(fed).ifPresent(frame -> topics.tell(fed.plan(), frame));
            }
            grown.accept(fed.plan());
        }
    }

    /** After a failover to a server that lagged, numbers may mean other lines; or this process slept for a day. */
    private void startAnew() {
        long last = feed.extent().last();
        LOG.warn("the feed is not the one that was read before; whoever listens is told to load everything anew");
        topics.tellAll(List.of(Frame.reset(last)));
        topics.endThoseOfPlans();
        place = Optional.of(new Place(last, Optional.empty()));
    }

    /** Runs in a thread of its own until the end: as soon as it is woken, but not more often than ten times a second. */
    void run(Wakes wakes) {
        while (!wakes.isOver()) {
            boolean more = false;
            try {
                more = number();
                read();
            } catch (StoreUnavailable e) {
                LOG.debug("cannot follow the feed: {}", e.getMessage()); // the engine says so louder
            } catch (RuntimeException e) { // a loop that ended would tell nobody anything any more
                LOG.error("following the feed failed", e);
            }
            if (!more) {
                wakes.await(PACE, topics.isAnybodyListening() ? WHILE_SOMEBODY_LISTENS : WHILE_NOBODY_LISTENS);
            }
        }
    }
}
