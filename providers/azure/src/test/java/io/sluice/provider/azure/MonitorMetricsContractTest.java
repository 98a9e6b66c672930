package io.sluice.provider.azure;

import io.sluice.provider.tck.MetricFixture;
import io.sluice.provider.tck.MetricSourceContract;

class MonitorMetricsContractTest extends MetricSourceContract {
    @Override
    protected MetricFixture open() {
        return new MonitorMetricsFixture();
    }
}
