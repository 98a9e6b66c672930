package io.sluice.arena;

/**
 * What happened in one minute.
 *
 * @param bad of the judged side's requests, how many went wrong because of its incident: failed, or took longer than 95 % of
 *     them would have, above those that would have anyway. Expected, given the requests: luck is left to the judges
 */
record Served(Minute judged, Minute other, double bad) {}
