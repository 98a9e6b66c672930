package io.sluice.plan.preview;

/**
 * Something about a plan that people should know before they start it; none keeps it from starting.
 *
 * @param name from a fixed list, in docs/preview.md
 * @param where a JSON pointer into the plan, empty text for the plan as a whole
 * @param sentence what it is and what comes of it
 */
public record Hazard(String name, String where, String sentence) {}
