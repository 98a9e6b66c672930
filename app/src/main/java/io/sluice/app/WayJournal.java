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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a way back writes down while it goes, told to whoever waits: a line for each attempt that failed and each route that was lost. */
final class WayJournal {
    private final LastResort way;
    private final Consumer<String> say;
    private final Map<Integer, String> routes = new HashMap<>();
    private final Map<String, String> last = new HashMap<>();
    private final Map<String, String> unseen = new HashMap<>();
    private long told;

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
        List<JournalLine> lines = way.store().journal(way.plan().id(), told, Integer.MAX_VALUE);
        boolean lost = false;
        for (JournalLine line : lines) {
            told = line.seq();
            switch (line.event()) {
                case WriteIntended intent -> {
                    routes.put(intent.write(), intent.route());
                    last.put(intent.route(), "the last write has not been answered");
                }
                case WriteApplied done ->
                    last.put(
                            route(done.write()), "the last write was answered as done, and the route does not show it");
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
        if (!way.isBack()) {
            way.store().findLook(way.plan().id()).ifPresent(this::tellUnseen);
        }
        return lost;
    }

    /** Once for each reason: a way back looks every few seconds. */
    private void tellUnseen(Look look) {
        for (Look.RouteLook route : look.routes()) {
            Optional<String> why = route.unseen();
            if (why.isPresent() && !why.equals(Optional.ofNullable(unseen.get(route.route())))) {
                unseen.put(route.route(), why.get());
                say.accept("%s cannot be seen: %s".formatted(route.route(), why.get()));
            }
        }
    }

    private void failed(int write, String how) {
        last.put(route(write), "the last write " + how);
        say.accept("%s: write %d %s".formatted(route(write), write, how));
    }

    private String route(int write) {
        return routes.getOrDefault(write, "?");
    }

    /** What became of a route's last write. */
    String lastWrite(String route) {
        return last.getOrDefault(route, "it was not written");
    }
}
