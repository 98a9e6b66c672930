package io.sluice.provider.azure;

import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.TrafficProviderContract;

class FrontDoorContractTest extends TrafficProviderContract {
    @Override
    protected TrafficFixture open() {
        return new FrontDoorFixture();
    }
}
