package io.sluice.provider.aws;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a thing of Elastic Load Balancing, taken apart. */
record Arn(String partition, String region, String account, String resource) {
    private static final Pattern SHAPE = Pattern.compile(
            "arn:(aws[a-z-]*):elasticloadbalancing:([a-z0-9-]+):(\\d{12}):([a-z-]+(?:/[A-Za-z0-9-]+){2,5})");

    static Optional<Arn> find(String text) {
        Matcher matcher = SHAPE.matcher(text);
        return matcher.matches()
                ? Optional.of(new Arn(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
                : Optional.empty();
    }

    static Arn of(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("not an ARN of a load balancer: " + text));
    }

    /** {@code listener}, {@code listener-rule}, {@code targetgroup}, … */
    String kind() {
        return resource.substring(0, resource.indexOf('/'));
    }

    @Override
    public String toString() {
        return String.join(":", "arn", partition, "elasticloadbalancing", region, account, resource);
    }
}
