package io.sluice.plan.engine;

import io.sluice.plan.HookAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A hook that says what a test wants, and keeps what it was asked. */
final class ScriptedHook implements Hook {
    private final Supplier<HookAnswer> answers;
    private final List<Heard> heard = new ArrayList<>();

    ScriptedHook(Supplier<HookAnswer> answers) {
        this.answers = answers;
    }

    /** A question, and what it was answered. */
    record Heard(HookQuestion question, HookAnswer answer) {}

    @Override
    public HookAnswer ask(HookQuestion question) {
        HookAnswer answer = answers.get();
        heard.add(new Heard(question, answer));
        return answer;
    }

    @Override
    public Duration callDeadline() {
        return Duration.ofSeconds(10);
    }

    List<Heard> heard() {
        return List.copyOf(heard);
    }

    /** Whether a question by this id was ever answered with yes. */
    boolean passed(String id) {
        return heard.stream()
                .anyMatch(one -> one.question().id().equals(id) && one.answer().says() == HookAnswer.Says.PASS);
    }
}
