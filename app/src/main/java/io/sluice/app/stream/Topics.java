package io.sluice.app.stream;

import io.sluice.plan.PlanId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What somebody listens to just now: all plans, or one. For what nobody listens to nothing is kept and nothing is done. */
final class Topics {
    private final Ring all = Ring.ofAll();
    private final AtomicInteger listeningToAll = new AtomicInteger();
    private final Map<PlanId, Topic> plans = new ConcurrentHashMap<>();

    /** That of a plan. */
    private record Topic(Ring ring, int readers) {}

    Ring listenToAll() {
        listeningToAll.incrementAndGet();
        return all;
    }

    void leaveAll() {
        listeningToAll.decrementAndGet();
    }

    Ring listenTo(PlanId plan) {
        Topic joined = plans.merge(
                plan, new Topic(Ring.ofPlan(), 1), (known, _) -> new Topic(known.ring(), known.readers() + 1));
        return joined.ring();
    }

    void leave(PlanId plan) {
        plans.computeIfPresent(
                plan, (_, known) -> known.readers() == 1 ? null : new Topic(known.ring(), known.readers() - 1));
    }

    boolean isAnybodyListeningToAll() {
        return listeningToAll.get() > 0;
    }

    boolean isAnybodyListening() {
        return isAnybodyListeningToAll() || !plans.isEmpty();
    }

    Set<PlanId> plans() {
        return Set.copyOf(plans.keySet());
    }

    void tellAll(List<Frame> frames) {
        all.append(frames);
    }

    void tell(PlanId plan, Frame frame) {
        Optional.ofNullable(plans.get(plan)).ifPresent(topic -> topic.ring().append(List.of(frame)));
    }

    /** Ends the streams of single plans; their readers come again and say how far they were. */
    void endThoseOfPlans() {
        plans.values().forEach(topic -> topic.ring().close());
    }

    /** Ends all streams. */
    void end() {
        all.close();
        endThoseOfPlans();
    }
}
