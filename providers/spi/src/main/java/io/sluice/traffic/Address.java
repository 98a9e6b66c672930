package io.sluice.traffic;

/**
 * Where a route or a backend lives, in its adapter's own words.
 *
 * <p>The core carries it and never opens it; only the adapter knows its fields.
 *
 * @param json a JSON object with its keys sorted, so that equal addresses are equal texts
 */
public record Address(String json) {
    @Override
    public String toString() {
        return json;
    }
}
