package io.sluice.sandbox.world;

import java.util.List;
import java.util.stream.Stream;

/** A rule of a listener: the requests with a path that it names are treated its own way. */
public record Rule(String arn, String listenerArn, int priority, List<Params> conditions, Actions actions) {
    public Rule {
        conditions = List.copyOf(conditions);
    }

    public Rule withActions(Actions actions) {
        return new Rule(arn, listenerArn, priority, conditions, actions);
    }

    public Rule withConditions(List<Params> conditions) {
        return new Rule(arn, listenerArn, priority, conditions, actions);
    }

    /** A condition on the path, in the form in which {@code DescribeRules} shows it. */
    public static Params pathCondition(String pattern) {
        return Params.NONE
                .with("Field", "path-pattern")
                .with("Values.member.1", pattern)
                .with("PathPatternConfig.Values.member.1", pattern);
    }

    public boolean matches(String path) {
        return conditions.stream()
                .filter(condition -> condition.text("Field").orElse("").equals("path-pattern"))
                .flatMap(condition -> Stream.concat(
                        condition.texts("Values").stream(),
                        condition.struct("PathPatternConfig").texts("Values").stream()))
                .anyMatch(pattern -> wildcardMatches(pattern, 0, path, 0));
    }

    private static boolean wildcardMatches(String pattern, int p, String text, int t) {
        if (p == pattern.length()) {
            return t == text.length();
        }
        char next = pattern.charAt(p);
        if (next == '*') {
            return wildcardMatches(pattern, p + 1, text, t)
                    || (t < text.length() && wildcardMatches(pattern, p, text, t + 1));
        }
        return t < text.length()
                && (next == '?' || next == text.charAt(t))
                && wildcardMatches(pattern, p + 1, text, t + 1);
    }
}
