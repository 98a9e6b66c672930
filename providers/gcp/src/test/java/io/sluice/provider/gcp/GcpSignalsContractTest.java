package io.sluice.provider.gcp;

import io.sluice.provider.tck.SignalFixture;
import io.sluice.provider.tck.SignalSourceContract;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Side by side: each waits four seconds for figures to be published. */
@Execution(ExecutionMode.CONCURRENT)
class GcpSignalsContractTest extends SignalSourceContract {
    @Override
    protected SignalFixture open() {
        return new MonitoringFixture();
    }
}
