package io.sluice.plan;

import io.sluice.traffic.Metric;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.util.Map;
import java.util.Optional;

/** What a gate judges, and who is asked for it. */
public sealed interface Figure {
    /** What it is called in reasons. */
    String word();

    /** {@code percent}, {@code milliseconds} or whatever the plan calls it. */
    String unit();

    /** Whether it is made of requests, so that without requests there is none. */
    boolean ofTraffic();

    /** A portable signal, which each route's own provider reads. */
    record OfRoute(Signal signal) implements Figure {
        @Override
        public String word() {
            return signal.word();
        }

        @Override
        public String unit() {
            return signal.unit();
        }

        @Override
        public boolean ofTraffic() {
            return signal.ofTraffic();
        }
    }

    /** A metric of the route's own provider, by the cloud's name for it. */
    record OfProvider(Map<Side, Metric> metrics, String unit) implements Figure {
        public OfProvider {
            metrics = Map.copyOf(metrics);
        }

        @Override
        public String word() {
            return "the metric";
        }

        @Override
        public boolean ofTraffic() {
            return false;
        }
    }

    /**
     * A figure of a source in {@code config.yml}.
     *
     * @param sources each side's source, by its name in {@code config.yml}
     * @param metrics what each side's source is asked, in its own words
     */
    record OfSource(Map<Side, String> sources, Map<Side, Metric> metrics, String unit) implements Figure {
        public OfSource {
            sources = Map.copyOf(sources);
            metrics = Map.copyOf(metrics);
        }

        @Override
        public String word() {
            return sources.values().stream().distinct().count() == 1
                    ? "the figure of " + sources.values().iterator().next()
                    : "the figure";
        }

        @Override
        public boolean ofTraffic() {
            return false;
        }
    }

    /** What a hook of {@code config.yml} says when it is asked: a verdict, and no number to judge. */
    record OfHook(String hook) implements Figure {
        @Override
        public String word() {
            return "the word of hook " + hook;
        }

        @Override
        public String unit() {
            return "";
        }

        @Override
        public boolean ofTraffic() {
            return false;
        }
    }

    /** The percentage of events that were bad, from counts of both. */
    record Rate(Figure bad, Figure total) implements Figure {
        @Override
        public String word() {
            return "the rate";
        }

        @Override
        public String unit() {
            return "percent";
        }

        @Override
        public boolean ofTraffic() {
            return bad.ofTraffic();
        }
    }

    /**
     * What a side costs, estimated from the price book and measured usage.
     *
     * @param currency the one that the gate's amounts are in, by its code of ISO 4217; empty where it names none
     */
    record Cost(Per per, Optional<String> currency) implements Figure {
        /** What the cost is told by. */
        public enum Per {
            HOUR("cost-per-hour"),
            THOUSAND_REQUESTS("cost-per-1k-requests");

            private final String word;

            Per(String word) {
                this.word = word;
            }

            /** The name in plan files and in the API. */
            public String word() {
                return word;
            }
        }

        @Override
        public String word() {
            return per.word;
        }

        @Override
        public String unit() {
            return currency.orElse("money");
        }

        @Override
        public boolean ofTraffic() {
            return per == Per.THOUSAND_REQUESTS;
        }
    }
}
