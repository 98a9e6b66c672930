package io.sluice.app.screen;

import java.util.List;

/** Where whoever started the program looks. After it is closed nothing appears on it any more. */
public interface Screen extends AutoCloseable {
    /** Says something once, above the lines that move. */
    void say(String text);

    /** Shows how the plans stand now. */
    void show(List<PlanLines> plans);

    /** Leaves the lines as they are; those shown from now on are others. */
    void settle();

    @Override
    void close();
}
