package io.sluice.provider.gcp;

import io.sluice.provider.tck.MetricFixture;
import io.sluice.provider.tck.MetricSourceContract;

class GcpMetricsContractTest extends MetricSourceContract {
    @Override
    protected MetricFixture open() {
        return new GcpMetricsFixture();
    }
}
