package io.sluice.sandbox.aws;

import io.sluice.sandbox.world.Params;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One call of an API action, with its parameters. */
record Call(Service service, String action, Params params) {

    /** The services that the sandbox answers for. */
    enum Service {
        ELASTIC_LOAD_BALANCING("elbv2", "2015-12-01", "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"),
        CLOUD_WATCH("cloudwatch", "2010-08-01", "http://monitoring.amazonaws.com/doc/2010-08-01/");

        private final String word;
        private final String version;
        private final String namespace;

        Service(String word, String version, String namespace) {
            this.word = word;
            this.version = version;
            this.namespace = namespace;
        }

        /** Its name in the request log. */
        String word() {
            return word;
        }

        String version() {
            return version;
        }

        String namespace() {
            return namespace;
        }
    }

    /** Whether the call changes anything when it succeeds. */
    boolean isWrite() {
        return !action.startsWith("Describe") && !action.startsWith("Get") && !action.startsWith("List");
    }

    /** All ARNs that the call is about, by which faults are aimed. */
    Set<String> arns() {
        Set<String> arns = new LinkedHashSet<>();
        for (String single : List.of("ListenerArn", "RuleArn", "TargetGroupArn", "LoadBalancerArn")) {
            params.text(single).ifPresent(arns::add);
        }
        for (String list : List.of("ListenerArns", "RuleArns", "TargetGroupArns", "LoadBalancerArns", "ResourceArns")) {
            arns.addAll(params.texts(list));
        }
        return arns;
    }
}
