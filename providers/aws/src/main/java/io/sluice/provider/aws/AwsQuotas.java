package io.sluice.provider.aws;

import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Cost;
import io.sluice.traffic.CallQuota.Operation;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * How often AWS lets one account ask.
 *
 * <p>Elastic Load Balancing publishes no figures for its buckets; these are the ones that AWS's own controller for Kubernetes
 * keeps to.
 */
final class AwsQuotas {
    private AwsQuotas() {}

    static List<CallQuota> of(AwsProviderFactory settings) {
        String account = "aws/" + account(settings);
        String region = account + "/" + settings.region();
        return List.of(
                // Listeners, rules, target groups and what balancers they are on; before a change the one that is
                // changed.
                new CallQuota(
                        region + "/elbv2-describe",
                        200,
                        50,
                        Map.of(
                                Operation.LOOK, new Cost(4, 0),
                                Operation.CHANGE, new Cost(1, 0),
                                Operation.READ_SIGNALS, new Cost(1, 2)),
                        route -> !RecordSetAddress.isOne(route)),
                new CallQuota(
                        region + "/elbv2-modify",
                        20,
                        3,
                        Map.of(Operation.CHANGE, new Cost(1, 0)),
                        route -> !RecordSetAddress.isOne(route)),
                // One for all that is counted, and one for percentiles of each length and place of windows.
                new CallQuota(
                        region + "/cloudwatch-data",
                        50,
                        50,
                        Map.of(Operation.READ_SIGNALS, new Cost(3, 0)),
                        route -> !RecordSetAddress.isOne(route)),
                // A change is a look (sometimes), the batch and two polls in its first second; later polls come slowly.
                new CallQuota(
                        account + "/route53",
                        5,
                        5,
                        Map.of(
                                Operation.LOOK, new Cost(0, 1),
                                Operation.CHANGE, new Cost(4, 0),
                                Operation.READ_SIGNALS, new Cost(1, 4)),
                        RecordSetAddress::isOne),
                // One for listeners and one for rules; busy accounts have pages more, and are told to ask later.
                new CallQuota(
                        region + "/cloudtrail",
                        2,
                        2,
                        Map.of(Operation.AUDIT, new Cost(2, 0)),
                        route -> !RecordSetAddress.isOne(route)),
                new CallQuota(
                        account + "/route53-cloudtrail",
                        2,
                        2,
                        Map.of(Operation.AUDIT, new Cost(1, 0)),
                        RecordSetAddress::isOne));
    }

    /** What stands for the account, whose number is known to its credentials only. */
    private static String account(AwsProviderFactory settings) {
        String credentials = switch (settings.credentials()) {
            case AwsCredentials.Default _ -> "default";
            case AwsCredentials.Profile(String name) -> name;
            case AwsCredentials.Dummy(String accessKeyId, String _) -> accessKeyId;
        };
        return settings.endpoint()
                .map(URI::getAuthority)
                .map(at -> credentials + "@" + at)
                .orElse(credentials);
    }
}
