package io.sluice.provider.inmemory;

import io.sluice.provider.SignalSource;
import io.sluice.traffic.Reading;
import io.sluice.traffic.SignalQuery;
import java.util.List;

/** Reads what an {@link InMemoryCloud} measured. */
final class InMemorySignals implements SignalSource {
    private final InMemoryCloud cloud;

    InMemorySignals(InMemoryCloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public List<Reading> read(List<SignalQuery> queries) {
        return queries.stream().map(this::read).toList();
    }

    private Reading read(SignalQuery query) {
        String route = InMemoryAddress.route(query.route());
        return query.side()
                .map(side -> InMemoryAddress.backends(query.route()).get(side))
                .map(backend -> cloud.read(route, backend, query.signal(), query.window()))
                .orElseGet(() -> cloud.readRoute(route, query.signal(), query.window()));
    }
}
