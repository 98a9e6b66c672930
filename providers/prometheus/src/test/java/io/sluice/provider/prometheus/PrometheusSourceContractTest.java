package io.sluice.provider.prometheus;

import io.sluice.provider.tck.MetricFixture;
import io.sluice.provider.tck.MetricSourceContract;

class PrometheusSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricFixture open() {
        return new PrometheusFixture();
    }
}
