package io.sluice.provider.sql;

import io.sluice.provider.tck.MetricFixture;
import io.sluice.provider.tck.MetricSourceContract;

class SqlSourceContractTest extends MetricSourceContract {
    @Override
    protected MetricFixture open() {
        return new SqlFixture();
    }
}
