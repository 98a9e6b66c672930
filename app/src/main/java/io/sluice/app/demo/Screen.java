package io.sluice.app.demo;

import java.util.List;

/** Where whoever started the demo looks. After it is closed nothing appears on it any more. */
interface Screen extends AutoCloseable {
    /** Says something once, above the lines that move. */
    void say(String text);

    /** Shows how the plans stand now. */
    void show(List<PlanLines> plans);

    /** Leaves the lines as they are; those shown from now on are others. */
    void settle();

    @Override
    void close();
}
