package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.screen.PlanLines;
import io.sluice.app.screen.Printable;
import io.sluice.app.screen.Screen;
import io.sluice.app.screen.ShownPlan;
import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Where plans that are watched are shown: drawn for people, and for programs a line of JSON for each change. */
interface PlanView extends AutoCloseable {
    /** Shows how the plans stand now. */
    void show(Collection<JsonNode> plans);

    /** Says something about the watching itself. */
    void say(String text);

    /** Whether nobody can see any more what is shown: whoever read it has gone. */
    boolean isAlone();

    @Override
    void close();

    static PlanView of(Shell shell, Common common) {
        return common.json()
                ? new Lines(shell.out(), shell.err(), new HashMap<>())
                : new Drawn(shell.screen(), shell.out());
    }

    /** For people. */
    record Drawn(Screen screen, PrintStream out) implements PlanView {
        @Override
        public void show(Collection<JsonNode> plans) {
            screen.show(plans.stream().map(ShownPlan::of).map(PlanLines::of).toList());
        }

        @Override
        public void say(String text) {
            screen.say(Printable.line(text));
        }

        @Override
        public boolean isAlone() {
            return out.checkError();
        }

        @Override
        public void close() {
            screen.settle();
            screen.close();
        }
    }

    /**
     * For programs.
     *
     * @param last what was printed of each plan
     */
    record Lines(PrintStream out, PrintStream err, Map<String, ShownPlan> last) implements PlanView {
        @Override
        public void show(Collection<JsonNode> plans) {
            for (JsonNode plan : plans) {
                ShownPlan shown = ShownPlan.of(plan);
                if (!shown.equals(last.put(shown.id(), shown))) {
                    out.println(Printable.text(plan.toString()));
                    out.flush();
                }
            }
        }

        @Override
        public void say(String text) {
            err.println(Printable.line(text));
        }

        @Override
        public boolean isAlone() {
            return out.checkError();
        }

        @Override
        public void close() {
            // each line stays as it is
        }
    }
}
