package io.sluice.app.stream;

import io.dropwizard.lifecycle.Managed;
import io.sluice.app.store.Feed;
import io.sluice.app.store.Feed.Extent;
import io.sluice.app.store.Looks;
import io.sluice.app.stream.Reader.Place;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * The streams of events: one thread follows the feed, one shows how plans look, and each connection has a thread of its own that waits
 * for its client and nobody else. The engine never waits for any of them.
 */
public final class Streams implements Managed {
    /** Connections on one node; each takes some ten kilobytes. */
    public static final int MOST_READERS = 2_000;

    /** Of these, those of one person, however many pages and programs they have. */
    public static final int MOST_OF_ONE = 50;

    /** How long whoever takes nothing is not cut off once the service stops. */
    private static final Duration ENDING = Duration.ofMillis(500);

    /** Pages that are read from the store at once for readers that were away: the rest of its connections is the engine's. */
    private static final int MOST_QUESTIONS = 2;

    private final Topics topics = new Topics();
    private final Bounds bounds;
    private final Feed feed;
    private final PlanStore store;
    private final PlanFaces faces;
    private final Lines lines;
    private final Tail tail;
    private final Changes changes;
    private final Wakes lineWakes = new Wakes();
    private final Wakes changeWakes = new Wakes();
    private final Wakes watchWakes = new Wakes();
    private final Semaphore questions = new Semaphore(MOST_QUESTIONS, true);
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<String, Integer> takenBy = new ConcurrentHashMap<>();
    private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    public Streams(Feed feed, Looks looks, PlanStore store, PlanFaces faces) {
        this(feed, looks, store, faces, Bounds.USUAL);
    }

    Streams(Feed feed, Looks looks, PlanStore store, PlanFaces faces, Bounds bounds) {
        this.feed = feed;
        this.bounds = bounds;
        this.store = store;
        this.faces = faces;
        this.lines = new Lines(new Names(faces));
        this.changes = new Changes(looks, faces, topics);
        this.tail = new Tail(feed, lines, topics, changes::grown);
    }

    /** Journals have more lines; returns at once. */
    public void wake() {
        lineWakes.wake();
    }

    /** How many listen. */
    public int readers() {
        return taken.get();
    }

    /** A connection that has its place among those that listen until it is closed. */
    public final class Connection {
        private final Reader reader;
        private final Runnable leave;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Connection(Reader reader, Runnable leave) {
            this.reader = reader;
            this.leave = leave;
        }

        /** Sends events until the stream ends. */
        public void run(OutputStream to) throws IOException {
            readers.add(reader);
            try {
                reader.run(to);
            } finally {
                readers.remove(reader);
            }
        }

        /** Gives up its place. */
        public void close() {
            if (closed.compareAndSet(false, true)) {
                leave.run();
            }
        }
    }

    /**
     * A connection that listens to all plans, or empty if there are too many or the service stops.
     *
     * @param who listens; one who has not proved who they are may be many
     * @param lastSeen the number that its client saw last, as it was said
     * @param sees by the labels of a plan, whether it may know of it
     * @param cut breaks the connection
     * @throws StoreUnavailable if the database cannot be asked
     * @throws TooManyStreams if they have as many as one may
     */
    public Optional<Connection> openAll(
            Principal who, Optional<String> lastSeen, Predicate<Map<String, String>> sees, Runnable cut) {
        return open(who, lastSeen, new Source.OfAll(feed, lines), topics::listenToAll, topics::leaveAll, sees, cut);
    }

    /** The same of one plan, which there must be; whoever calls has seen to it that its client may see it. */
    public Optional<Connection> open(Principal who, PlanId plan, Optional<String> lastSeen, Runnable cut) {
        return open(
                who,
                lastSeen,
                new Source.OfPlan(plan, store, faces, lines),
                () -> topics.listenTo(plan),
                () -> topics.leave(plan),
                _ -> true,
                cut);
    }

    private interface Listening {
        Ring begin();
    }

    private Optional<Connection> open(
            Principal who,
            Optional<String> lastSeen,
            Source source,
            Listening listening,
            Runnable leave,
            Predicate<Map<String, String>> sees,
            Runnable cut) {
        if (ended) {
            return Optional.empty();
        }
        if (taken.incrementAndGet() > bounds.readers()) {
            taken.decrementAndGet();
            return Optional.empty();
        }
        Optional<String> one = who.how().map(_ -> who.folded());
        if (one.isPresent() && takenBy.merge(one.get(), 1, Integer::sum) > bounds.ofOne()) {
            giveBack(one);
            throw new TooManyStreams();
        }
        Ring ring = listening.begin();
        Runnable end = () -> {
            leave.run();
            giveBack(one);
        };
        try {
            tail.follow();
            lineWakes.wake();
            Place from = place(lastSeen, source.extent());
            return Optional.of(
                    new Connection(new Reader(source, ring, from, sees, questions, bounds.stream(), cut), end));
        } catch (RuntimeException e) { // nobody will come to give it back
            end.run();
            throw e;
        }
    }

    private void giveBack(Optional<String> one) {
        one.ifPresent(person -> takenBy.computeIfPresent(person, (_, many) -> many == 1 ? null : many - 1));
        taken.decrementAndGet();
    }

    /** What is no number is a place that never was, as a number that was never given. */
    private static Place place(Optional<String> lastSeen, Extent extent) {
        return lastSeen.filter(said -> !said.isEmpty())
                .map(said -> said.matches("\\d{1,18}") ? Long.parseLong(said) : -1)
                .map(seen -> extent.reachesBackTo(seen) ? new Place(seen, false) : new Place(extent.last(), true))
                .orElseGet(() -> new Place(extent.last(), false));
    }

    /** Ends all streams as soon as a server begins to stop: it waits for requests that are under way, and these never end. */
    public LifeCycle.Listener endingWithTheServer() {
        return new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopping(LifeCycle stopping) {
                if (stopping instanceof Server) {
                    end();
                }
            }
        };
    }

    private void end() {
        ended = true;
        topics.end();
        watchWakes.wake();
    }

    @Override
    public void start() {
        threads.add(Thread.ofVirtual().name("feed").start(() -> tail.run(lineWakes)));
        threads.add(Thread.ofVirtual().name("changes").start(() -> changes.run(changeWakes)));
        threads.add(Thread.ofVirtual().name("readers").start(this::watch));
    }

    private void watch() {
        while (!watchWakes.isOver()) {
            Duration longest = ended ? ENDING : bounds.send();
            watchWakes.await(Duration.ZERO, longest.dividedBy(5));
            long now = System.nanoTime();
            readers.stream().filter(reader -> reader.isStuck(now, longest)).forEach(Reader::cut);
        }
    }

    @Override
    public void stop() throws InterruptedException {
        end();
        lineWakes.end();
        changeWakes.end();
        watchWakes.end();
        for (Thread thread : threads) {
            boolean _ = thread.join(Duration.ofSeconds(2));
        }
    }
}
