package io.sluice.provider.aws;

import io.sluice.provider.tck.MetricFixture;
import io.sluice.provider.tck.MetricSourceContract;

class CloudWatchMetricsContractTest extends MetricSourceContract {
    @Override
    protected MetricFixture open() {
        return new CloudWatchMetricsFixture();
    }
}
