package io.sluice.plan.engine;

import io.sluice.plan.HookAnswer;
import io.sluice.plan.HookAnswer.Says;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.decide.HookQuery;
import io.sluice.plan.engine.Observer.Ask;
import io.sluice.plan.engine.Observer.Part;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks the hooks of gates. A verdict stays for its window, which is over; anything else is asked for again, but not at once.
 *
 * <p>A process that has just started knows no answer and asks once more, by the same ids.
 */
final class HookReader {
    /** How long nothing is asked again that brought no verdict: a look may follow on another in no time. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final Duration LONGEST_AGAIN = Duration.ofMinutes(1);

    private final Providers providers;
    private final Function<PlanId, String> digests;
    private final LongSupplier nanoTime;
    private final Map<PlanId, Map<HookQuery, Kept>> answers = new ConcurrentHashMap<>();

    /**
     * One that has asked nobody yet.
     *
     * @param digests of plans, as they were written
     * @param nanoTime a monotonic clock
     */
    HookReader(Providers providers, Function<PlanId, String> digests, LongSupplier nanoTime) {
        this.providers = providers;
        this.digests = digests;
        this.nanoTime = nanoTime;
    }

    /** @param at when it was answered, by the monotonic clock: the look may have begun long before */
    private record Kept(HookAnswer answer, long at) {
        boolean holds(long now) {
            Duration pause = answer.again().orElse(AGAIN);
            Duration most = pause.compareTo(LONGEST_AGAIN) < 0 ? pause : LONGEST_AGAIN;
            return answer.isVerdict() || now - at < most.toNanos();
        }
    }

    private Map<HookQuery, Kept> kept(PlanId plan) {
        return answers.computeIfAbsent(plan, _ -> new ConcurrentHashMap<>());
    }

    /** What need not be asked. */
    Map<HookQuery, HookAnswer> known(PlanId plan, Set<HookQuery> queries) {
        if (queries.isEmpty()) {
            answers.remove(plan);
            return Map.of();
        }
        Map<HookQuery, Kept> kept = kept(plan);
        kept.keySet().retainAll(queries);
        Map<HookQuery, HookAnswer> known = new HashMap<>();
        kept.forEach((query, answer) -> {
            if (answer.holds(nanoTime.getAsLong())) {
                known.put(query, answer.answer());
            }
        });
        return known;
    }

    /** The calls that bring the others. */
    List<Ask> asks(Plan plan, Set<HookQuery> queries, Set<HookQuery> known) {
        return queries.stream()
                .filter(query -> !known.contains(query))
                .map(query -> ask(plan, query))
                .toList();
    }

    private Ask ask(Plan plan, HookQuery query) {
        Optional<Hook> hook = providers.findHook(query.hook());
        return new Ask(
                () -> Turn.AT_ONCE,
                hook.map(Hook::callDeadline).orElse(Duration.ofSeconds(1)),
                () -> part(plan.id(), query, answer(hook, plan, query)),
                error -> part(plan.id(), query, HookAnswer.of(Says.SILENT, error.detail())));
    }

    private HookAnswer answer(Optional<Hook> hook, Plan plan, HookQuery query) {
        if (hook.isEmpty()) {
            return HookAnswer.of(Says.SILENT, "config.yml has it no more");
        }
        String id = "%s.%s.%s".formatted(plan.id(), query.gate(), query.window().end());
        return hook.get()
                .ask(new HookQuestion(
                        id,
                        plan,
                        digests.apply(plan.id()),
                        query.window().end(),
                        new HookQuestion.About.OfGate(query.gate(), query.window())));
    }

    private Part part(PlanId plan, HookQuery query, HookAnswer answer) {
        kept(plan).put(query, new Kept(answer, nanoTime.getAsLong()));
        return new Part(Map.of(), Map.of(), Map.of(query, answer));
    }

    void forget(PlanId plan) {
        answers.remove(plan);
    }
}
