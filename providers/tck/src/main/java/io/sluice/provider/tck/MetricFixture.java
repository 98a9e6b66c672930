package io.sluice.provider.tck;

import io.sluice.provider.MetricSource;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.util.List;

/**
 * Something that keeps figures, and a source opened on it, fresh for each test of {@link MetricSourceContract}.
 *
 * <p>The route has all four sides, and for each a backend with the field {@code id}, which is the side's name.
 */
public interface MetricFixture extends AutoCloseable {
    /** Its figure is 12.5. */
    Side LOW = new Side("low");

    /** Its figure is 250. */
    Side HIGH = new Side("high");

    /** Nothing was measured for it, ever. */
    Side SILENT = new Side("silent");

    /**
     * Its figure is 7. Nobody would call a side so; what a backend's field holds may look like it, and where it is put into a
     * query unescaped it ends the text that it is in, or leaves the path that it is a part of.
     */
    Side ODD = new Side("o'd\"d\\} or up{a=\"`'; --\n/../?x=1&y#%2e%00é$1 ?.*");

    MetricSource source();

    Route route();

    /** It has just ended. */
    TimeWindow window();

    /** The figure of the side that is asked about, by the side's name or its backend's id. */
    Metric metric();

    /** Well written, and answered by something that is not one finite number. */
    List<Metric> withoutNumber();

    /** Written wrongly, each in one way. */
    List<Malformed> malformed();

    /** How many questions have reached the one that is asked; a connection is none. */
    int asked();

    /** From now on it cannot be asked: it refuses everybody, or it is gone. */
    void fail();

    @Override
    void close();

    /**
     * A metric that a source must not take.
     *
     * @param pointer where the fault is
     */
    record Malformed(String why, Metric metric, String pointer) {
        public Malformed(String why, String json, String pointer) {
            this(why, new Metric(json), pointer);
        }
    }
}
