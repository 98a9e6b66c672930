package io.sluice.traffic;

/**
 * Names one route of one configured provider, {@code aws-prod/checkout}.
 *
 * @param provider the provider instance of {@code config.yml}
 * @param name what the plan calls the route
 */
public record RouteRef(String provider, String name) {
    @Override
    public String toString() {
        return provider + "/" + name;
    }
}
