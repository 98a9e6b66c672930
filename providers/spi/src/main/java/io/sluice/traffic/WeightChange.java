package io.sluice.traffic;

/**
 * Asks one route for new weights, from the revision at which it was looked at.
 *
 * @param to the split wanted; sides of the plan that the route does not list yet are attached, at 0 where {@code to} gives
 *     them nothing
 * @param fromRevision the revision of the look that led here
 * @param requestId the same for one intent however often it is sent, for clouds that recognise a repeated request
 */
public record WeightChange(Route route, Weights to, String fromRevision, String requestId) {}
