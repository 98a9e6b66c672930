package io.sluice.provider.aws;

import io.sluice.provider.tck.SignalFixture;
import io.sluice.provider.tck.SignalSourceContract;

class CloudWatchSignalsContractTest extends SignalSourceContract {
    @Override
    protected SignalFixture open() {
        return new CloudWatchFixture();
    }
}
