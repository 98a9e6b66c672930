package io.sluice.sandbox.world;

/** A target's health as {@code DescribeTargetHealth} tells it. */
public record Health(String state, String reason, String description) {
    public static final Health HEALTHY = new Health("healthy", "", "");

    public boolean isHealthy() {
        return this.equals(HEALTHY);
    }
}
