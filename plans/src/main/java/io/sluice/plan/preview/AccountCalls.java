package io.sluice.plan.preview;

import io.sluice.plan.Gate;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Operation;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a plan takes of one bound that a cloud sets on calls.
 *
 * @param quota the bound's name
 * @param perMinute calls for looks and figures while the plan bakes
 * @param writes calls for all its writes
 * @param allowedPerMinute what the cloud allows for long, all plans and everybody else together
 */
public record AccountCalls(String provider, String quota, double perMinute, int writes, double allowedPerMinute) {
    private static final double MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    static List<AccountCalls> of(Scene scene, List<NativeWrite> writes) {
        // A gate's window is looked at when it is complete, and the routes each time with it.
        Duration interval = Stream.concat(
                        Stream.of(scene.pace().watch()),
                        scene.spec().gates().stream().map(Gate::every))
                .min(Duration::compareTo)
                .orElseThrow();
        double looks = MINUTE_MILLIS / interval.toMillis();
        Map<String, AccountCalls> calls = new LinkedHashMap<>();
        for (Account account : scene.accounts()) {
            for (CallQuota quota : account.quotas()) {
                int perLook = quota.tokens(Operation.LOOK, account.routes())
                        + quota.tokens(Operation.READ_SIGNALS, account.routes());
                int forWrites = writes.stream()
                        .mapToInt(write -> account.routes().stream()
                                .filter(route -> route.name().equals(write.route()))
                                .mapToInt(route -> quota.tokens(Operation.CHANGE, List.of(route)))
                                .sum())
                        .sum();
                if (perLook > 0 || forWrites > 0) {
                    // Kinds of routes that cost differently may take from one bound.
                    calls.merge(
                            quota.name(),
                            new AccountCalls(
                                    account.provider(),
                                    quota.name(),
                                    perLook * looks,
                                    forWrites,
                                    quota.perSecond() * 60),
                            AccountCalls::and);
                }
            }
        }
        return List.copyOf(calls.values());
    }

    private AccountCalls and(AccountCalls other) {
        return new AccountCalls(provider, quota, perMinute + other.perMinute, writes + other.writes, allowedPerMinute);
    }

    /** How much of the bound the looks take, in percent. */
    public double percent() {
        return 100 * perMinute / allowedPerMinute;
    }
}
