package io.sluice.plan.decide;

import io.sluice.traffic.TimeWindow;

/**
 * Asks a gate's hook how things stand, once for the whole plan.
 *
 * @param window that has just ended, and that the answer is for
 */
public record HookQuery(String gate, String hook, TimeWindow window) {}
