package io.sluice.plan.engine;

import io.sluice.traffic.ProviderError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** One call after the other; an answer that comes after its call's deadline counts half the time, as it does with threads. */
final class TimedCalls implements Calls {
    private final InstantSource real;
    private boolean heard;

    TimedCalls(InstantSource real) {
        this.real = real;
    }

    @Override
    public <T> List<Answer<T>> all(List<Call<T>> calls) {
        List<Answer<T>> answers = new ArrayList<>();
        for (Call<T> call : calls) {
            Instant began = real.instant();
            Answer<T> answer = Calls.answer(call);
            boolean late = Duration.between(began, real.instant()).compareTo(call.longest()) > 0;
            heard = late != heard;
            answers.add(late && !heard ? new Answer.Failed<>(new ProviderError.Unknown("no answer in time")) : answer);
        }
        return answers;
    }
}
