package io.sluice.arena;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be read at the beginning of a minute of what both sides counted in the minutes before. */
final class Published {
    private final Traffic traffic;
    private final @Nullable Served[] served = new Served[Traffic.MINUTES];
    private int now;
    private int stepSince;

    Published(Traffic traffic) {
        this.traffic = traffic;
    }

    /** The minute that begins: those before it are over. */
    int now() {
        return now;
    }

    /** What the judged side counted in a minute; null when that is not published yet, or never. */
    @Nullable
    Minute judged(int minute) {
        Served happened = served[minute];
        return happened != null && traffic.judgedPublished(minute) <= now ? happened.judged() : null;
    }

    /** What the other side counted in a minute; null when that is not published yet, or never. */
    @Nullable
    Minute other(int minute) {
        Served happened = served[minute];
        return happened != null && traffic.otherPublished(minute) <= now ? happened.other() : null;
    }

    /**
     * What was worked out from this traffic at this minute already, under a key; else it is worked out now. For judges that never
     * wait, since they all see the same; many of their settings differ only in what they make of it.
     */
    <T> T remembered(Object key, Function<Published, T> work) {
        return traffic.remembered(key, now, () -> work.apply(this));
    }

    /** The first minute of the present step. */
    int stepSince() {
        return stepSince;
    }

    /** A step begins with the minute that begins. */
    void stepBegins() {
        stepSince = now;
    }

    /** The minute that begins is over, and the next one begins. */
    void over(Served happened) {
        served[now] = happened;
        now++;
    }
}
