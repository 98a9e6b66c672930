package io.sluice.app;

import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanEvent.BaselineLost;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteRefused;
import io.sluice.plan.PlanEvent.WriteUnknown;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.Look;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a way back writes down while it goes, told to whoever waits: a line for each attempt that failed and each route that was lost. */
final class WayJournal {
    private final LastResort way;
    private final Consumer<String> say;
    private final Map<Integer, String> routes = new HashMap<>();
    private final Map<String, String> ended = new HashMap<>();
    private final Set<String> pending = new HashSet<>();
    private final Set<String> done = new HashSet<>();
    private final Map<String, String> unseen = new HashMap<>();
    private Optional<Look> look = Optional.empty();
    private long told;
    private boolean closed;

    WayJournal(LastResort way, Consumer<String> say) {
        this.way = way;
        this.say = say;
    }

    /**
     * Tells what is new.
     *
     * @return whether a route was moved away that was back
     */
    boolean tellNew() {
        if (closed && !way.isBack()) {
            return false;
        }
        boolean lost = false;
        for (JournalLine line : way.store().journal(way.plan().id(), told, Integer.MAX_VALUE)) {
            told = line.seq();
            switch (line.event()) {
                case WriteIntended intent -> {
                    routes.put(intent.write(), intent.route());
                    pending.add(intent.route());
                }
                case WriteApplied applied -> {
                    ended(applied.write(), "the last write was answered as done, and the route does not show it");
                    done.add(route(applied.write()));
                }
                case WriteRefused refused -> failed(refused.write(), "was refused: " + refused.detail());
                case WriteUnknown unknown ->
                    failed(unknown.write(), "may or may not be carried out: " + unknown.detail());
                case BaselineLost moved -> {
                    lost = true;
                    say.accept("%s was moved away again, to %s: it is put back once more"
                            .formatted(moved.route(), moved.seen()));
                }
                default -> {}
            }
        }
        look = way.store().findLook(way.plan().id());
        if (!way.isBack()) {
            look.ifPresent(this::tellUnseen);
        }
        return lost;
    }

    /** A look is about to be cut off: what it writes down then is that nobody waited, and hides why it took so long. */
    void close() {
        boolean _ = tellNew();
        closed = true;
    }

    /** Once for each reason: a way back looks every few seconds. */
    private void tellUnseen(Look now) {
        for (Look.RouteLook route : now.routes()) {
            Optional<String> why = route.unseen();
            if (why.isPresent() && !why.equals(Optional.ofNullable(unseen.get(route.route())))) {
                unseen.put(route.route(), why.get());
                say.accept("%s cannot be seen: %s".formatted(route.route(), why.get()));
            }
        }
    }

    private void failed(int write, String how) {
        ended(write, "the last write " + how);
        say.accept("%s: write %d %s".formatted(route(write), write, how));
    }

    private void ended(int write, String how) {
        String route = route(write);
        ended.put(route, how);
        pending.remove(route);
        done.remove(route);
    }

    private String route(int write) {
        return routes.getOrDefault(write, "?");
    }

    /** The last look that was not cut off. */
    Optional<Look> look() {
        return look;
    }

    /** Whether the last write of a route was answered as done. */
    boolean isDone(String route) {
        return done.contains(route) && !pending.contains(route);
    }

    /** What became of a route's last writes. */
    String lastWrite(String route) {
        Optional<String> known = Optional.ofNullable(ended.get(route));
        if (pending.contains(route)) {
            return known.map(how -> how + "; one more has not been answered yet")
                    .orElse("its write has not been answered yet");
        }
        return known.orElse("nothing was written, since the first look has not been answered yet");
    }
}
