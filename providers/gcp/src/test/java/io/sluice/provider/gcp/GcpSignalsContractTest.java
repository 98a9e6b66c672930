package io.sluice.provider.gcp;

import io.sluice.provider.tck.SignalFixture;
import io.sluice.provider.tck.SignalSourceContract;

class GcpSignalsContractTest extends SignalSourceContract {
    @Override
    protected SignalFixture open() {
        return new MonitoringFixture();
    }
}
