package io.sluice.traffic;

/**
 * What a plan calls one of its alternatives, such as {@code eu} or {@code us}.
 *
 * <p>A backend that a route lists and the plan does not name appears under a side of its own whose name is the cloud's
 * identifier (it holds characters that no plan may use). So a split is always whole, and a stranger in it shows.
 */
public record Side(String name) implements Comparable<Side> {
    public Side {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a side has a name");
        }
    }

    @Override
    public int compareTo(Side other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
