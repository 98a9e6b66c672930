package io.sluice.provider.http;

import io.sluice.provider.tck.MetricFixture;
import io.sluice.provider.tck.MetricSourceContract;

class HttpSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricFixture open() {
        return new HttpFixture();
    }
}
