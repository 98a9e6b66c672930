package io.sluice.provider.gcp;

import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.TrafficProviderContract;

class GcpTrafficProviderContractTest extends TrafficProviderContract {
    @Override
    protected TrafficFixture open() {
        return new SandboxFixture();
    }
}
