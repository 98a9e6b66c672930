package io.sluice.provider.azure;

import io.sluice.provider.tck.SignalFixture;
import io.sluice.provider.tck.SignalSourceContract;

class FrontDoorSignalsContractTest extends SignalSourceContract {
    @Override
    protected SignalFixture open() {
        return new FrontDoorSignalFixture();
    }
}
