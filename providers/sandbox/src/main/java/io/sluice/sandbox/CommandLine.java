package io.sluice.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The flags that the sandbox was started with. */
record CommandLine(SandboxSettings settings, boolean withParent) {
    static final String USAGE = """
            usage: java -jar sluice-sandbox.jar [flags]
              --control-port N     AWS APIs and /sandbox, 0 picks one      (9700)
              --checkout-port N    listener of the ALB checkout            (9701)
              --search-port N      listener of the ALB search              (9702)
              --portal-port N      listener of the ALB portal              (9703)
              --orders-port N      listener of the NLB orders              (9704)
              --api-port N         the URL map api of Google Cloud         (9705)
              --gateway-port N     the Application Gateway of Azure        (9706)
              --frontdoor-port N   the Front Door of Azure                 (9707)
              --any-ports          0 for all of them
              --log FILE           append each control-plane call to FILE, one JSON line each
              --load RPS           requests a second on each listener above, and
                                   on each name that has servers           (0)
              --healthy-after MS   how long a new target is initial        (1000)
              --drains-for MS      how long a deregistered one drains      (1000)
              --publish-every MS   how often metrics become visible        (5000)
              --metric-lag MS      how much later than measured            (0)
              --lands-within MS    the longest that a late write is late   (2000)
              --operations-take MS how long an accepted change runs on     (1000)
              --signatures-last MS how long a request to AWS is taken
                                   after it was signed               (300000)
              --with-parent        end when the process that started this one ends
            """;

    /** Takes the flags apart, or says in one line what is wrong with them. */
    static CommandLine of(List<String> arguments) {
        SandboxSettings settings = SandboxSettings.wellKnownPorts();
        boolean withParent = false;
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String flag = rest.next();
            settings = switch (flag) {
                case "--with-parent" -> {
                    withParent = true;
                    yield settings;
                }
                case "--any-ports" -> settings.withPorts(0, Map.of());
                case "--control-port" -> settings.withPorts(port(flag, rest), settings.listenerPorts());
                case "--checkout-port",
                        "--search-port",
                        "--portal-port",
                        "--orders-port",
                        "--api-port",
                        "--gateway-port",
                        "--frontdoor-port" -> withListenerPort(settings, flag, port(flag, rest));
                case "--log" -> settings.withLog(Path.of(value(flag, rest)));
                case "--load" -> settings.withLoad(number(flag, rest));
                case "--healthy-after" -> settings.withHealthTimes(millis(flag, rest), settings.drainsFor());
                case "--drains-for" -> settings.withHealthTimes(settings.healthyAfter(), millis(flag, rest));
                case "--publish-every" -> settings.withMetricTimes(millis(flag, rest), settings.metricLag());
                case "--metric-lag" -> settings.withMetricTimes(settings.publishedEvery(), millis(flag, rest));
                case "--lands-within" -> settings.withLandsWithin(millis(flag, rest));
                case "--operations-take" -> settings.withOperationsTake(millis(flag, rest));
                case "--signatures-last" -> settings.withSignaturesLast(millis(flag, rest));
                default -> throw new IllegalArgumentException("unknown flag " + flag);
            };
        }
        return new CommandLine(settings, withParent);
    }

    private static SandboxSettings withListenerPort(SandboxSettings settings, String flag, int port) {
        Map<String, Integer> ports = new HashMap<>(settings.listenerPorts());
        ports.put(flag.substring(2, flag.length() - "-port".length()), port);
        return settings.withPorts(settings.controlPort(), ports);
    }

    private static String value(String flag, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(flag + " needs a value");
        }
        return rest.next();
    }

    private static double number(String flag, Iterator<String> rest) {
        String text = value(flag, rest);
        try {
            double number = Double.parseDouble(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(flag + " needs a number, not " + text, e);
        }
        throw new IllegalArgumentException(flag + " needs a number of at least 0, not " + text);
    }

    private static int port(String flag, Iterator<String> rest) {
        double number = number(flag, rest);
        if (number > 65_535) {
            throw new IllegalArgumentException(flag + " needs a port between 0 and 65535");
        }
        return (int) number;
    }

    private static Duration millis(String flag, Iterator<String> rest) {
        return Duration.ofMillis((long) number(flag, rest));
    }
}
