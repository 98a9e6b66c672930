package io.sluice.browser;

/** Plan files over the sandbox. */
final class Plans {
    private static final String GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/";
    private static final String LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/";

    private Plans() {}

    /** Moves the checkout in two steps, each of which bakes long enough to be looked at. */
    static String checkout(String bake) {
        return """
                apiVersion: sluice/v1
                name: checkout-eu-to-us
                owner: payments-sre
                labels: {team: payments, kind: region}
                from: eu
                to: us
                routes:
                  - name: edge
                    provider: sandbox
                    listener: %1$scheckout/4d2f8c1a9b3e7605/a1d0c3b2f5e49687
                    backends:
                      eu: {targetGroup: "%2$scheckout-eu/0a1b2c3d4e5f6071"}
                      us: {targetGroup: "%2$scheckout-us/1b2c3d4e5f607182"}
                steps:
                  - setWeight: {percent: 25, bake: %3$s}
                  - setWeight: {percent: 100, bake: %3$s}
                gates:
                  - {name: errors, signal: error-rate, every: 1s, judge: {max: 5}, onFail: revert}
                  - {name: slowness, signal: latency-p99, every: 1s, judge: {max: 2000}, onFail: hold}
                stepTimeout: 30s
                """.formatted(LISTENER, GROUP, bake);
    }

    /** The same of the search, in windows at night and with a blackout. */
    static String search() {
        return """
                apiVersion: sluice/v1
                name: search-overnight
                owner: search-sre
                labels: {team: search}
                from: eu
                to: us
                routes:
                  - name: edge
                    provider: sandbox
                    listener: %1$ssearch/8e1b6f0d3a5c9274/b2e1d4c3a6f50798
                    backends:
                      eu: {targetGroup: "%2$ssearch-eu/4e5f60718293a4b5"}
                      us: {targetGroup: "%2$ssearch-us/5f60718293a4b5c6"}
                steps:
                  - setWeight: {percent: 10, bake: 4h}
                  - setWeight: {percent: 50, bake: 4h}
                  - setWeight: {percent: 100, bake: 4h}
                gates:
                  - {name: errors, signal: error-rate, every: 60s, judge: {max: 1}, onFail: revert}
                schedule:
                  timeZone: Europe/Berlin
                  windows: [{days: sun-sat, open: "22:00", close: "21:00"}]
                  blackouts: [{cron: "0 3 * * *", for: 2h, why: the books are closed}]
                  bakeOutside: false
                """.formatted(LISTENER, GROUP);
    }

    /** A plan of a cloud in memory. */
    static String paper(int route, String name, String rest) {
        return """
                apiVersion: sluice/v1
                name: %2$s
                owner: team-%3$d
                labels: {team: team-%3$d}
                from: blue
                to: green
                routes: [{name: edge, provider: paper, route: r%1$d, backends: {blue: {backend: b%1$d}, green: {backend: g%1$d}}}]
                %4$s
                """.formatted(route, name, route % 7, rest);
    }
}
