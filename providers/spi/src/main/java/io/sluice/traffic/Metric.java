package io.sluice.traffic;

/**
 * A figure in the own words of the source that has it: a query, a path, a metric's name and dimensions.
 *
 * <p>The core carries it and never opens it; only the source knows its fields.
 *
 * @param json a JSON object with its keys sorted, so that equal metrics are equal texts
 */
public record Metric(String json) {
    @Override
    public String toString() {
        return json;
    }
}
