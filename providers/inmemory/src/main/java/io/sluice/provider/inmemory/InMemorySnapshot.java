package io.sluice.provider.inmemory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a snapshot of format {@value #FORMAT} holds; settings without their secrets. */
record InMemorySnapshot(Map<String, Integer> natives, long stickinessSeconds, Map<String, String> settings) {
    private static final String FORMAT = "inmemory/1";
    private static final JsonMapper JSON = new JsonMapper();

    static Snapshot of(RouteState state) {
        InMemorySnapshot content = new InMemorySnapshot(
                state.natives(), state.stickiness().map(Duration::toSeconds).orElse(0L), state.openSettings());
        try {
            return new Snapshot(FORMAT, JSON.writeValueAsString(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of maps can be written", e);
        }
    }

    /** The route as it was then, at no revision. */
    static RouteState read(Snapshot snapshot) {
        if (!snapshot.format().equals(FORMAT)) {
            throw new ProviderException(
                    new ProviderError.Invalid("a snapshot of format " + snapshot.format() + " is not " + FORMAT));
        }
        try {
            InMemorySnapshot content = JSON.readValue(snapshot.content(), InMemorySnapshot.class);
            return new RouteState(
                    content.natives(),
                    Optional.of(Duration.ofSeconds(content.stickinessSeconds())).filter(Duration::isPositive),
                    content.settings(),
                    0);
        } catch (JsonProcessingException e) {
            throw new ProviderException(new ProviderError.Invalid("the snapshot cannot be read"), e);
        }
    }
}
