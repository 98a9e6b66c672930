package io.sluice.app.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression of PromQL names: metrics, the labels that it selects them by, and those that it groups by. */
public record Expressions(Map<String, Set<String>> metrics, Set<String> grouped) {
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:sluice|jvm|process)_[a-z0-9_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");
    private static final Pattern GROUP = Pattern.compile("\\b(?:by|without|on)\\s*\\(([^)]*)\\)");
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-z_]+)\\s*}}");
    private static final Pattern VALUES = Pattern.compile("label_values\\(([a-z_]+),\\s*([a-z_]+)\\)");

    public static Expressions of(String expression) {
        Map<String, Set<String>> metrics = new HashMap<>();
        Matcher values = VALUES.matcher(expression);
        if (values.matches()) {
            return new Expressions(Map.of(values.group(1), Set.of(values.group(2))), Set.of());
        }
        Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            Set<String> labels = metrics.computeIfAbsent(selector.group(1), _ -> new TreeSet<>());
            if (selector.group(2) != null) {
                Matcher matcher = MATCHER.matcher(selector.group(2));
                while (matcher.find()) {
                    labels.add(matcher.group(1));
                }
            }
        }
        Set<String> grouped = new TreeSet<>();
        Matcher group = GROUP.matcher(expression);
        while (group.find()) {
            List.of(group.group(1).split(",")).forEach(label -> grouped.add(label.strip()));
        }
        return new Expressions(metrics, grouped);
    }

    /** The labels that a legend or a sentence puts in. */
    public static List<String> inserted(String text) {
        List<String> labels = new ArrayList<>();
        Matcher template = TEMPLATE.matcher(text);
        while (template.find()) {
            labels.add(template.group(1));
        }
        return labels;
    }
}
