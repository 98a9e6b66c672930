package io.sluice.provider.azure;

import io.sluice.traffic.Reading;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/** What a gateway as a whole passes on and is billed for, from Azure Monitor: rules and sides share both. */
record GatewayUsage(List<Monitor.Series> series) {
    private static final String RECEIVED = "BytesReceived";
    private static final String SENT = "BytesSent";

    /** What the traffic takes, or what the instances that stand ready come to if that is more. */
    private static final String BILLED = "EstimatedBilledCapacityUnits";

    static GatewayUsage ask(Monitor monitor, ArmId gateway, TimeWindow span, Duration period) {
        return new GatewayUsage(monitor.ask(new Monitor.Question(
                gateway.text(), List.of(RECEIVED, SENT, BILLED), List.of("Total", "Average"), "", span, period)));
    }

    Reading bytes(SignalQuery query) {
        if (query.side().isPresent()) {
            return new Reading.Missing("Azure Monitor counts the bytes of a gateway by listener, and not by pool");
        }
        return Monitor.Series.sum(of("Total", RECEIVED, SENT), query.window()).stream()
                .<Reading>mapToObj(Reading.Measured::new)
                .findFirst()
                .orElseGet(() -> missing("no requests", query));
    }

    Reading units(SignalQuery query) {
        if (query.side().isPresent()) {
            return new Reading.Missing("the capacity of a gateway is that of all its pools");
        }
        OptionalDouble average = of("Average", BILLED).stream()
                .flatMap(one -> one.within(query.window()).stream())
                .mapToDouble(Double::doubleValue)
                .average();
        return average.isPresent()
                ? new Reading.Measured(average.getAsDouble())
                : missing("no capacity units were published", query);
    }

    private List<Monitor.Series> of(String aggregation, String... metrics) {
        return series.stream()
                .filter(one -> one.aggregation().equals(aggregation)
                        && List.of(metrics).contains(one.metric()))
                .toList();
    }

    private static Reading missing(String what, SignalQuery query) {
        return new Reading.Missing(what + " from " + query.window().start() + " to "
                + query.window().end());
    }
}
