package io.sluice.app.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest events of a stream, for readers that each go through them at a pace of their own. It never waits for one: what does not
 * fit is dropped, and who had not read it is told so.
 */
final class Ring {
    private final int mostFrames;
    private final long mostBytes;
    private final boolean onlyLatestLook;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final TreeMap<Long, Frame> frames = new TreeMap<>();
    private long end;
    private long dropped;
    private long bytes;
    private boolean closed;

    private Ring(int mostFrames, long mostBytes, boolean onlyLatestLook) {
        this.mostFrames = mostFrames;
        this.mostBytes = mostBytes;
        this.onlyLatestLook = onlyLatestLook;
    }

    /** That of the stream of all plans; there is one. */
    static Ring ofAll() {
        return new Ring(4_096, 16 << 20, false);
    }

    /** That of one plan, of which an older look says nothing any more; there may be thousands. */
    static Ring ofPlan() {
        return new Ring(32, 128 << 10, true);
    }

    /** What a reader gets. */
    sealed interface Read {
        /**
         * Some events, perhaps none.
         *
         * @param cursor from where to read on
         */
        record More(List<Frame> frames, long cursor) implements Read {}

        /** Some were dropped after the cursor. */
        record Lost() implements Read {}

        /** There will be no more. */
        record Over() implements Read {}
    }

    /** The cursor behind everything. */
    long end() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    void append(List<Frame> more) {
        if (more.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            more.forEach(this::append);
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void append(Frame frame) {
        if (onlyLatestLook && frame.id().isEmpty()) {
            frames.entrySet().removeIf(older -> older.getValue().id().isEmpty() && freed(older.getValue()));
        }
        end++;
        frames.put(end, frame);
        bytes += frame.size();
        while (frames.size() > mostFrames || (bytes > mostBytes && frames.size() > 1)) {
            Map.Entry<Long, Frame> oldest = frames.pollFirstEntry();
            dropped = oldest.getKey();
            boolean _ = freed(oldest.getValue());
        }
    }

    private boolean freed(Frame frame) {
        bytes -= frame.size();
        return true;
    }

    /**
     * What comes after a cursor, once there is something.
     *
     * @param nanos how long to wait for it at most; then there is nothing in what is answered
     */
    Read after(long cursor, long nanos, int most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!closed && end <= cursor && left > 0) {
                left = grown.awaitNanos(left);
            }
            if (closed) {
                return new Read.Over();
            }
            if (cursor < dropped) {
                return new Read.Lost();
            }
            List<Frame> some = new ArrayList<>();
            long last = cursor;
            for (Map.Entry<Long, Frame> next : frames.tailMap(cursor, false).entrySet()) {
                if (some.size() == most) {
                    return new Read.More(some, last);
                }
                some.add(next.getValue());
                last = next.getKey();
            }
            return new Read.More(some, end);
        } finally {
            lock.unlock();
        }
    }

    /** Whoever reads is told that it is over. */
    void close() {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
