package io.sluice.app.notify;

import static java.util.stream.Collectors.joining;

import com.codahale.metrics.health.HealthCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How telling people goes: counted, logged where it changes, and shown among the health checks.
 *
 * <p>It is always healthy: nobody shall restart a service that moves traffic because a chat is down.
 */
public final class Deliveries extends HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final Map<String, Map<String, LongAdder>> counts = new ConcurrentSkipListMap<>();
    private final Map<String, Trouble> troubles = new ConcurrentSkipListMap<>();

    private record Trouble(Instant since, String why) {}

    void delivered(String receiver) {
        mark(receiver, "delivered");
        if (troubles.remove(receiver) != null) {
            LOG.info("receiver {} takes notices again", receiver);
        }
    }

    void failed(String receiver, String id, String why, Instant now) {
        mark(receiver, "failed");
        Trouble before = troubles.get(receiver);
        troubles.put(receiver, new Trouble(before == null ? now : before.since(), why));
        if (before == null) {
            LOG.warn("receiver {} did not take {}: {}; it is tried again", receiver, id, why);
        } else {
            LOG.debug("receiver {} did not take {}: {}", receiver, id, why);
        }
    }

    boolean inTrouble() {
        return !troubles.isEmpty();
    }

    /** For whom nothing waits any more, there is no trouble: what there was is delivered by another node, not needed, or given up. */
    void stillWaiting(List<String> receivers) {
        troubles.keySet().retainAll(receivers);
    }

    void givenUp(String receiver, String id, int attempts, String why) {
        mark(receiver, "given-up");
        LOG.error("receiver {} was never told {}, after {} attempts: {}", receiver, id, attempts, why);
    }

    private void mark(String receiver, String what) {
        counts.computeIfAbsent(receiver, _ -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(what, _ -> new LongAdder())
                .increment();
    }

    /** How many ended how since this process began, by receiver: {@code delivered}, {@code failed} or {@code given-up}. */
    public Map<String, Map<String, Long>> counts() {
        Map<String, Map<String, Long>> sums = new TreeMap<>();
        counts.forEach((receiver, outcomes) -> {
            Map<String, Long> sum = new TreeMap<>();
            outcomes.forEach((outcome, count) -> sum.put(outcome, count.sum()));
            sums.put(receiver, sum);
        });
        return sums;
    }

    @Override
    protected Result check() {
        return Result.healthy(
                troubles.isEmpty()
                        ? "every receiver takes what it is told"
                        : troubles.entrySet().stream()
                                .map(trouble -> "%s has taken nothing since %s: %s"
                                        .formatted(
                                                trouble.getKey(),
                                                trouble.getValue().since(),
                                                trouble.getValue().why()))
                                .collect(joining("; ")));
    }
}
