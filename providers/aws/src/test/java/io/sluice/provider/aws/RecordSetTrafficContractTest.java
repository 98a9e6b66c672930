package io.sluice.provider.aws;

import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.TrafficProviderContract;

class RecordSetTrafficContractTest extends TrafficProviderContract {
    @Override
    protected TrafficFixture open() {
        return new RecordSetFixture();
    }
}
