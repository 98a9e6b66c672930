package io.sluice.traffic;

/**
 * A route as its adapter will need it to put it back: opaque to all others, readable by every later release of the
 * adapter, free of secrets.
 *
 * @param format names the adapter and the version of the content, such as {@code aws/1}
 */
public record Snapshot(String format, String content) {}
