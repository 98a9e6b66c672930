package io.sluice.provider.inmemory;

import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.TrafficProviderContract;

class InMemoryTrafficProviderContractTest extends TrafficProviderContract {
    @Override
    protected TrafficFixture open() {
        return new InMemoryFixture(true);
    }
}
