package io.sluice.app.notify;

/**
 * Something on its way to one receiver.
 *
 * @param id the same at each attempt, so that a receiver which remembers ids takes it once
 */
record Message(String id, Telling telling) {}
