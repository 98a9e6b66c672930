package io.sluice.provider.inmemory;

import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.TrafficProviderContract;

/** The contract on a cloud in memory that does not compare revisions, as most real ones do not. */
class LastWriterWinsContractTest extends TrafficProviderContract {
    @Override
    protected TrafficFixture open() {
        return new InMemoryFixture(false);
    }
}
