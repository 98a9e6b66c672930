package io.sluice.sandbox.world;

/** A target group within a forward action, with its weight on AWS's scale of 0 to 999. */
public record WeightedGroup(String targetGroupArn, int weight) {}
