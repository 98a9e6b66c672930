package io.sluice.provider;

import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Reading;
import java.util.List;

/**
 * Reads figures that are asked for in the source's own words.
 *
 * <p>Every method may be called from many threads. An implementation must not retry.
 */
public interface MetricSource {
    /**
     * What is wrong with a metric as written, without asking anybody.
     *
     * <p>Unknown and missing fields must each be a fault whose pointer starts at the metric ({@code /query}).
     */
    List<Fault> check(Metric metric);

    /**
     * Whether a metric that is well written can be asked about windows that ended long ago. Of one that cannot the source
     * says how it is when it is asked: each window is asked about once, when it has just ended ({@link PresentOnly}).
     */
    default boolean keepsPast(Metric metric) {
        return true;
    }

    /**
     * Reads all the figures that one look needs, in as few calls as the source allows.
     *
     * <p>There must be one answer for each query, in the same order. What is not one finite number must be {@link
     * Reading.Missing} with the reason, never a zero, unless the metric itself says so; one metric that cannot be read must not hide the others. Names that
     * are put into a query must be escaped as its language wants it. If the source cannot be asked at all, the call must
     * fail with a {@link io.sluice.traffic.ProviderException}.
     */
    List<Reading> read(List<MetricQuery> queries);
}
