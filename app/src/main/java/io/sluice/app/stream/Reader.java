package io.sluice.app.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * One connection that listens. It goes through its stream at its own pace and holds nothing but its place in it, so one that reads
 * slowly costs no more than what it is just being sent.
 */
public final class Reader {
    /** So often something is sent, if only a comment: whoever hears nothing for longer has lost the connection. */
    static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private static final int FRAMES_AT_ONCE = 100;
    private static final Duration UNTIL_THE_STORE_IS_BACK = Duration.ofSeconds(1);

    /** How long browsers wait before they come again. */
    private static final byte[] HEAD = "retry: 2000\n\n".getBytes(UTF_8);

    private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

    private final Source source;
    private final Ring ring;
    private final Predicate<Map<String, String>> sees;
    private final Semaphore questions;
    private final Duration longest;
    private final Runnable cut;
    private final Place from;
    private long last;
    private long lastSent;
    private long sentAt;
    private long begunAt;
    private volatile long sendingSince = Long.MAX_VALUE;

    /**
     * Where a reader begins.
     *
     * @param id what it has seen up to there
     * @param missed whether it named another place, from which nobody can go on
     */
    record Place(long id, boolean missed) {}

    /**
     * One that has heard nothing yet.
     *
     * @param sees by the labels of a plan, whether it may know of it
     * @param questions one of them is taken for each page that is read from the store
     * @param longest how long its stream lasts; then its client comes again, and what it may is looked at anew
     * @param cut breaks the connection, whoever is just sending something by it
     */
    Reader(
            Source source,
            Ring ring,
            Place from,
            Predicate<Map<String, String>> sees,
            Semaphore questions,
            Duration longest,
            Runnable cut) {
        this.source = source;
        this.ring = ring;
        this.from = from;
        this.last = from.id();
        this.sees = sees;
        this.questions = questions;
        this.longest = longest;
        this.cut = cut;
    }

    /** Whether what is being sent has not been taken for that long. */
    boolean isStuck(long nanoTime, Duration longest) {
        long since = sendingSince;
        return since != Long.MAX_VALUE && nanoTime - since > longest.toNanos();
    }

    void cut() {
        cut.run();
    }

    /** Sends what happens until the stream ends; by then whoever reads may be gone, which is an {@link IOException}. */
    void run(OutputStream to) throws IOException {
        begunAt = System.nanoTime();
        try {
            send(to, HEAD);
            sendFrames(to, from.missed() ? List.of(Frame.reset(last)) : List.of());
            sendPlace(to);
            flush(to);
            follow(to);
        } catch (Over _) {
            // The service stops, or the stream has lasted long enough; whoever reads comes again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Over extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private void follow(OutputStream to) throws IOException, InterruptedException {
        long cursor = catchUp(to, false);
        while (left() > 0) {
            long quiet = System.nanoTime() - sentAt;
            switch (ring.after(cursor, Math.min(SIGN_OF_LIFE.toNanos() - quiet, left()), FRAMES_AT_ONCE)) {
                case Ring.Read.More(List<Frame> frames, long next) -> {
                    sendFrames(to, frames);
                    cursor = next;
                }
                case Ring.Read.Lost() -> cursor = catchUp(to, true);
                case Ring.Read.Over() -> {
                    return;
                }
            }
            if (System.nanoTime() - sentAt >= SIGN_OF_LIFE.toNanos()) {
                send(to, COMMENT);
                sendPlace(to);
                flush(to);
            }
        }
        sendPlace(to);
        flush(to);
    }

    /** How much of the stream's time is left, in nanoseconds. */
    private long left() {
        return longest.toNanos() - (System.nanoTime() - begunAt);
    }

    /** Sends what was kept, and answers with the cursor from which the ring goes on: taken first, so that nothing lies in between. */
    private long catchUp(OutputStream to, boolean lost) throws IOException, InterruptedException {
        long cursor = ring.end();
        long before = -1;
        while (before != last && left() > 0) {
            before = last;
            Source.Page page = asking(to, () -> source.after(last));
            sendFrames(to, page.frames());
            last = Math.max(last, page.last());
        }
        long end = asking(to, source::extent).last();
        if (end < last) { // numbers are given a second time, and whoever was told so in the ring may have lost that
            sendFrames(to, List.of(Frame.reset(end)));
        }
        sendFrames(to, asking(to, () -> source.now(lost)));
        return cursor;
    }

    private interface Question<T> {
        T ask();
    }

    /** Asks until there is an answer; meanwhile the connection is kept. */
    private <T> T asking(OutputStream to, Question<T> question) throws IOException, InterruptedException {
        while (true) {
            questions.acquire();
            try {
                return question.ask();
            } catch (StoreUnavailable _) {
                // What was sent is right, and what is missing comes later.
            } finally {
                questions.release();
            }
            if (ring.after(Long.MAX_VALUE, UNTIL_THE_STORE_IS_BACK.toNanos(), 1) instanceof Ring.Read.Over
                    || left() <= 0) {
                throw new Over();
            }
            send(to, COMMENT);
            flush(to);
        }
    }

    private void sendFrames(OutputStream to, List<Frame> frames) throws IOException {
        boolean sent = false;
        for (Frame frame : frames) {
            if (frame.id().isPresent() && !frame.isReset() && frame.id().getAsLong() <= last) {
                continue; // it came from the database already
            }
            Optional<byte[]> text = frame.text(sees);
            if (text.isPresent()) {
                send(to, text.get());
                sent = true;
            }
            if (frame.id().isPresent()) {
                last = frame.id().getAsLong();
                lastSent = text.isPresent() ? last : lastSent;
            }
        }
        if (sent) {
            flush(to);
        }
    }

    /** Says how far a reader is to which nothing was told: it comes back from there, and not from long ago. */
    private void sendPlace(OutputStream to) throws IOException {
        if (lastSent != last || last == 0) {
            send(to, ("id: " + last + "\n\n").getBytes(UTF_8));
            lastSent = last;
        }
    }

    private void send(OutputStream to, byte[] bytes) throws IOException {
        guarded(() -> to.write(bytes));
        sentAt = System.nanoTime();
    }

    private void flush(OutputStream to) throws IOException {
        guarded(to::flush);
    }

    private interface Writing {
        void write() throws IOException;
    }

    private void guarded(Writing writing) throws IOException {
        sendingSince = System.nanoTime();
        try {
            writing.write();
        } finally {
            sendingSince = Long.MAX_VALUE;
        }
    }
}
